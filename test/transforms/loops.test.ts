// Loops and branches together with what else transforms do: derivatives of one's own in bodies, remat of bodies, named axes, effects, checks.

import {
  checkFinite,
  cond,
  customJvp,
  customVjp,
  debug,
  foriLoop,
  grad,
  jacfwd,
  jit,
  jvp,
  pmean,
  psum,
  remat,
  type Shape,
  scan,
  type Tensor,
  tensor,
  toGraph,
  vmap,
  whileLoop,
} from 'tenet'
import { describe, expect, it } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import { messageOf } from '../ops/setup.js'
import { distance, onEachDevice, plain, roundingTolerance, wave } from './public.js'

type F64<S extends Shape> = Tensor<S, 'float64'>
type Num = F64<[]>

const xs = wave([4], 1)
const start = tensor(0.5, 'float64')

/** A scan over four numbers whose round is a function of carry and slice; its last carry. */
const looped =
  (round: (h: Num, x: Num) => Num) =>
  (h0: Num, slices: F64<[4]>): Num =>
    scan(
      (h: Num, x: Num) => {
        const next = round(h, x)
        return [next, next] as const
      },
      h0,
      slices,
    )[0]

/** The same without a loop. */
const unrolled =
  (round: (h: Num, x: Num) => Num) =>
  (h0: Num, slices: F64<[4]>): Num => {
    let h = h0
    for (let i = 0; i < 4; i++) h = round(h, slices.slice(i) as Num)
    return h
  }

const scale = tensor(3, 'float64')
const rounds: Readonly<Record<string, (h: Num, x: Num) => Num>> = {
  customJvp: customJvp(
    (h: Num, x: Num) => h.mul(x).sin(),
    ([h, x], [dh, dx]) => [h.mul(x).sin(), dh.mul(x).add(dx.mul(h)).mul(h.mul(x).cos())],
  ),
  'customJvp whose rule closes over a tensor': customJvp(
    (h: Num, x: Num) => h.mul(x).sin(),
    ([h, x], [dh, dx]) => [h.mul(x).sin(), dh.add(dx).mul(scale)],
  ),
  customVjp: customVjp(
    (h: Num, x: Num) => h.mul(x).sin(),
    (h: Num, x: Num) => [h.mul(x).sin(), [h, x]] as const,
    ([h, x], ct) => {
      const slope = ct.mul(h.mul(x).cos())
      return [slope.mul(x), slope.mul(h)]
    },
  ),
  'customVjp whose rules close over a tensor': customVjp(
    (h: Num, x: Num) => h.mul(x).sin(),
    (h: Num, x: Num) => [h.mul(x).sin().mul(scale).div(scale), [h, x]] as const,
    ([h, x], ct) => [ct.mul(x).mul(scale), ct.mul(h).mul(scale)],
  ),
  remat: remat((h: Num, x: Num) => h.mul(x).sin().exp().tanh()),
}

onEachDevice(() => {
  describe.each(Object.entries(rounds))('%s in the body of a scan', (name, round) => {
    const [loop, plainly] = [looped(round), unrolled(round)]
    const both = [0, 1] as const
    const batch = wave([3, 4], 2)
    it.each([
      ['values', (f: typeof loop) => f(start, xs)],
      ['jit', (f: typeof loop) => jit(f)(start, xs)],
      ['grad', (f: typeof loop) => grad(f, { argnums: both })(start, xs)],
      ['jit(grad)', (f: typeof loop) => jit(grad(f, { argnums: both }))(start, xs)],
      ['jit(vmap(grad))', (f: typeof loop) => jit(vmap(grad(f, { argnums: both }), { in: [null, 0] }))(start, batch)],
      ['grad of a vmap', (f: typeof loop) => grad((ys: F64<[3, 4]>) => vmap(f, { in: [null, 0] })(start, ys).sum() as Num)(batch)],
      ['grad(grad)', (f: typeof loop) => grad((h: Num) => grad(f)(h, xs).mul(h))(start)],
      ...(name.startsWith('customVjp') ? [] : [['jvp', (f: typeof loop) => jvp(f, [start, xs], [start, wave([4], 5)])] as const]),
    ] as const)('%s as without a loop', (_name, run) => {
      expect(distance(plain(run(loop)), plain(run(plainly)))).toBeLessThan(roundingTolerance)
    })
  })

  it('rules and remat in the branches of a cond', () => {
    for (const round of Object.values(rounds)) {
      const f = (h: Num, x: Num) =>
        cond(
          x.greater(0),
          (a: Num, b: Num) => round(a, b),
          (a: Num, b: Num) => a.add(b),
          h,
          x,
        )
      for (const x of [tensor(0.7, 'float64'), tensor(-0.7, 'float64')]) {
        const expected = x.item() > 0 ? grad(round, { argnums: [0, 1] })(start, x) : [tensor(1), tensor(1)]
        expect(distance(plain(grad(f, { argnums: [0, 1] })(start, x)), plain(expected))).toBeLessThan(roundingTolerance)
        expect(distance(plain(jit(grad(f, { argnums: [0, 1] }))(start, x)), plain(expected))).toBeLessThan(roundingTolerance)
      }
    }
  })

  it('a rule in the body of a whileLoop, forward', () => {
    const round = rounds.customJvp as (h: Num, x: Num) => Num
    const f = (h: Num) =>
      whileLoop(
        (s: readonly [Num, Num]) => s[1].less(3),
        ([v, i]) => [round(v, start), i.add(1)] as const,
        [h, tensor(0, 'float64')] as const,
      )[0]
    const three = (h: Num) => round(round(round(h, start), start), start)
    expect(distance(plain(jacfwd(f)(start)), plain(jacfwd(three)(start)))).toBeLessThan(roundingTolerance)
    expect(distance(plain(jit(jacfwd(f))(start)), plain(jacfwd(three)(start)))).toBeLessThan(roundingTolerance)
  })

  describe('named axes in bodies', () => {
    const batch = wave([3, 4], 2)
    const body = (h: Num, x: Num) =>
      h
        .add(x)
        .sub(pmean(h.mul(x), 'batch'))
        .sin()
    const run = (f: (h: Num, slices: F64<[4]>) => Num) => vmap(f, { in: [null, 0], axisName: 'batch' })

    it('of a scan, as without a loop', () => {
      const [loop, plainly] = [run(looped(body)), run(unrolled(body))]
      expect(distance(plain(loop(start, batch)), plain(plainly(start, batch)))).toBeLessThan(roundingTolerance)
      expect(distance(plain(jit(loop)(start, batch)), plain(plainly(start, batch)))).toBeLessThan(roundingTolerance)
      const inside = (f: typeof body) => vmap(grad(f), { in: [null, 0], axisName: 'batch' })
      const gradients = [inside(looped(body) as never), inside(unrolled(body) as never)] as const
      expect(distance(plain(gradients[0](start, batch as never)), plain(gradients[1](start, batch as never)))).toBeLessThan(
        roundingTolerance,
      )
      const total = (f: typeof loop) => (ys: F64<[3, 4]>) => (f(start, ys) as F64<[3]>).sum()
      expect(distance(plain(grad(total(loop))(batch)), plain(grad(total(plainly))(batch)))).toBeLessThan(roundingTolerance)
    })

    it('of a scan over what is the same for all', () => {
      const f = (x: Num) => x.mul(0).add(looped((h, v) => h.add(psum(v, 'batch')))(start, xs))
      const expected = 0.5 + 3 * xs.sum().item()
      expect(distance(plain(vmap(f, { axisName: 'batch' })(tensor([1, 2, 3], 'float64'))), [expected, expected, expected])).toBeLessThan(
        roundingTolerance,
      )
    })

    it('of a whileLoop and a cond', () => {
      const f = (x: Num) => {
        const doubled = whileLoop(
          (v: Num) => v.less(10),
          (v: Num) => v.add(psum(v.mul(0).add(1), 'batch')),
          x,
        )
        return cond(
          x.greater(0),
          (v: Num) => v.sub(pmean(v, 'batch')),
          (v: Num) => v,
          doubled,
        )
      }
      // 1 and 2 grow by two at a time: to 11 and 10.
      expect(plain(vmap(f, { axisName: 'batch' })(tensor([1, 2], 'float64')))).toEqual([0.5, -0.5])
    })
  })

  describe('effects in bodies', () => {
    type Note = <T extends Tensor>(what: string, x: T) => T
    function noting(body: (note: Note) => unknown): readonly unknown[] {
      const notes: unknown[] = []
      body((what, x) => {
        debug.callback(value => notes.push([what, plain(value)]), x)
        return x
      })
      return notes
    }
    const counted = (note: Note) => (h: Num, slices: F64<[4]>) =>
      scan(
        (c: Num, x: Num) => {
          note('carry', c)
          const next = c.add(x)
          note('next', next)
          return [next, x] as const
        },
        h,
        slices,
      )[0]
    const four = tensor([1, 2, 3, 4], 'float64')
    const zero = tensor(0, 'float64')
    const forwards = [
      ['carry', 0],
      ['next', 1],
      ['carry', 1],
      ['next', 3],
      ['carry', 3],
      ['next', 6],
      ['carry', 6],
      ['next', 10],
    ]

    it('of a scan happen round by round', () => {
      expect(noting(note => counted(note)(zero, four))).toEqual(forwards)
      expect(noting(note => jit(counted(note))(zero, four))).toEqual(forwards)
      expect(noting(note => grad(counted(note))(zero, four))).toEqual(forwards)
      expect(noting(note => jit(grad(counted(note)))(zero, four))).toEqual(forwards)
    })

    it('of a scan in reverse, of none, and of one in another', () => {
      const reverse = (note: Note) => scan((c: Num, x: Num) => [c, note('x', x)] as const, zero, four, { reverse: true })[1]
      expect(noting(note => jit(() => reverse(note))())).toEqual([4, 3, 2, 1].map(x => ['x', x]))
      expect(noting(note => reverse(note))).toEqual([4, 3, 2, 1].map(x => ['x', x]))
      const none = (note: Note) => scan((c: Num, x: Num) => [c, note('x', x)] as const, zero, wave([0], 1))[1]
      expect(noting(note => jit(() => none(note))())).toEqual([])
      const nested = (note: Note) =>
        foriLoop(
          0,
          2,
          (i, c: Num) =>
            note(
              'outer',
              foriLoop(0, 2, (_k, d: Num) => note('inner', d.add(1)), c.add(i.cast('float64'))),
            ),
          zero,
        )
      const expected = [
        ['inner', 1],
        ['inner', 2],
        ['outer', 2],
        ['inner', 4],
        ['inner', 5],
        ['outer', 5],
      ]
      expect(noting(note => nested(note))).toEqual(expected)
      expect(noting(note => jit(() => nested(note))())).toEqual(expected)
    })

    it('of a branch, where it is taken', () => {
      const f = (note: Note) => (x: Num) =>
        cond(
          x.greater(0),
          (v: Num) => note('positive', v.mul(2)),
          (v: Num) => note('negative', note('first', v).mul(3)),
          x,
        )
      for (const run of [(g: (x: Num) => Num) => g, (g: (x: Num) => Num) => jit(g), (g: (x: Num) => Num) => jit(grad(g))]) {
        expect(noting(note => run(f(note))(tensor(1, 'float64')))).toEqual([['positive', 2]])
        expect(noting(note => run(f(note))(tensor(-1, 'float64')))).toEqual([
          ['first', -1],
          ['negative', -3],
        ])
      }
    })

    it('of a branch in a scan, under vmap', () => {
      const f = (note: Note) => (slices: F64<[4]>) =>
        scan(
          (c: Num, x: Num) =>
            [
              cond(
                x.greater(2),
                (v: Num) => note('big', v),
                (v: Num) => v,
                c.add(x),
              ),
              x,
            ] as const,
          zero,
          slices,
        )[0]
      expect(noting(note => jit(f(note))(four))).toEqual([
        ['big', 6],
        ['big', 10],
      ])
    })

    it('of a whileLoop are refused, with an explanation', () => {
      const f = (note: Note) => (x: Num) =>
        whileLoop(
          (v: Num) => v.less(3),
          (v: Num) => note('v', v.add(1)),
          x,
        )
      const message =
        'LimitationError: whileLoop: debug.print and debug.callback cannot look into a loop whose number of rounds is known only at its end, for the ' +
        'values of every round would have to be kept. Look at the carry after the loop, or use scan, or foriLoop with bounds that are numbers.'
      expect(messageOf(() => noting(note => f(note)(zero)))).toBe(message)
      expect(messageOf(() => noting(note => jit(f(note))(zero)))).toBe(message)
    })
  })

  describe('checkFinite', () => {
    /** The error's text, and the line of the user's that it names. */
    const lineOf = (body: () => unknown): readonly [string, number] => {
      try {
        body()
      } catch (error) {
        if (error instanceof Error) return [messageOf(body), Number(/loops\.test\.ts:(\d+):\d+$/.exec(error.message)?.[1])]
      }
      throw new Error('expected an error')
    }
    const here = (): number => Number(/loops\.test\.ts:(\d+):\d+\)?$/.exec(new Error().stack?.split('\n')[2] ?? '')?.[1])

    it('names the line in the body of a loop, of a branch, of a function under remat', () => {
      const zero = tensor(0, 'float64')
      const line = here()
      const inLoop = (slices: F64<[4]>) =>
        looped((h, x) => {
          const bad = x.log()
          return h.add(bad)
        })(start, slices)
      const inBranch = (x: Num) =>
        cond(
          x.less(1),
          (v: Num) => v.log(),
          (v: Num) => v,
          x,
        )
      const again = (x: Num) => remat((v: Num) => v.log().exp())(x)
      const message = 'NonFiniteError: checkFinite: log made an infinity: float64[] from float64[]'
      const bad = tensor([1, 2, 0, 3], 'float64')
      expect(lineOf(() => checkFinite(inLoop)(bad))).toEqual([message, line + 3])
      expect(lineOf(() => jit(checkFinite(inLoop))(bad))).toEqual([message, line + 3])
      expect(lineOf(() => checkFinite(inBranch)(zero))).toEqual([message, line + 9])
      expect(lineOf(() => jit(checkFinite(inBranch))(zero))).toEqual([message, line + 9])
      expect(lineOf(() => checkFinite(again)(zero))).toEqual([message, line + 13])
      expect(lineOf(() => checkFinite(grad(again))(zero))).toEqual([message, line + 13])
    })

    it('judges what comes before a loop before it, and lets what is meant through', () => {
      const f = (x: Num) => foriLoop(0, 3, (_i, c: Num) => c.sub(c), x.log())
      expect(messageOf(() => checkFinite(f)(tensor(0, 'float64')))).toBe(
        'NonFiniteError: checkFinite: log made an infinity: float64[] from float64[]',
      )
      const masked = (x: Num) => foriLoop(0, 3, (_i, c: Num) => c.mul(0).add(Number.NEGATIVE_INFINITY).exp(), x)
      expect(checkFinite(masked)(start).item()).toBe(0)
    })

    it('judges a whileLoop by what it returns', () => {
      const f = (x: Num) =>
        whileLoop(
          (v: Num) => v.less(3),
          (v: Num) => v.div(v.mul(0)),
          x,
        )
      expect(messageOf(() => checkFinite(f)(start))).toBe('NonFiniteError: checkFinite: while made an infinity: float64[] from float64[]')
    })

    it('looks into the rounds of a scan', () => {
      const f = (slices: F64<[4]>) => looped((h, x) => h.add(x.log()))(start, slices)
      const bad = tensor([1, 2, 0, 3], 'float64')
      expect(messageOf(() => checkFinite(f)(bad))).toBe('NonFiniteError: checkFinite: log made an infinity: float64[] from float64[]')
      expect(messageOf(() => jit(checkFinite(f))(bad))).toBe('NonFiniteError: checkFinite: log made an infinity: float64[] from float64[]')
    })
  })
})

describe('remat of a body', () => {
  it('makes the memory of a loop the square root of its length', () => {
    type Row = Tensor<[256], 'float32'>
    const w = tensor(
      Float32Array.from({ length: 256 }, (_, i) => Math.sin(i)),
      [256],
    ) as unknown as Row
    const round = (h: Row) => h.mul(w).sin().mul(2).tanh()
    const flat = (length: number) => (h: Row) => foriLoop(0, length, (_i, c: Row) => round(c), h).sum()
    const nested = (outer: number, inner: number) => (h: Row) =>
      foriLoop(0, outer, (_i, c: Row) => remat((d: Row) => foriLoop(0, inner, (_k, e: Row) => round(e), d))(c), h).sum()
    const arena = (f: (h: Row) => Tensor<[], 'float32'>): number =>
      compileProgram(toGraph(grad(f))(w), cpuTarget('', 1)).memory.arenaBytes / (4 * 256)
    // What a round keeps, for each of 256 rounds; against the carries of 16 outer rounds and what 16 inner ones keep.
    const [plainly, root] = [arena(flat(256)), arena(nested(16, 16))]
    expect(plainly).toBeGreaterThan(256)
    expect(root).toBeLessThan(plainly / 6)
    expect(plain(jit(grad(nested(4, 4)))(w))).toEqual(plain(jit(grad(flat(16)))(w)))
  })
})
