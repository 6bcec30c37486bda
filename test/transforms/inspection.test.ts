// Looking inside: debug.print and debug.callback in order under every transform, checkFinite naming operation and line.

import {
  checkFinite,
  checkpointPolicies,
  customJvp,
  debug,
  evalShape,
  grad,
  jit,
  jvp,
  remat,
  type Shape,
  type Tensor,
  tensor,
  toGraph,
  vmap,
  where,
} from 'tenet'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { messageOf } from '../ops/setup.js'
import { onEachDevice, plain, wave } from './public.js'

type F64<S extends Shape> = Tensor<S, 'float64'>
type Num = F64<[]>

/** Notes a value, and is it. */
type Note = <T extends Tensor>(what: string, x: T) => T

/** Runs the body with a place to note values in. */
function noting(body: (note: Note) => unknown): readonly unknown[] {
  const notes: unknown[] = []
  body((what, x) => {
    debug.callback(value => notes.push([what, plain(value)]), x)
    return x
  })
  return notes
}

onEachDevice(() => {
  const two = tensor(2, 'float64')
  const many = tensor([1, 2, 3], 'float64')

  describe('debug.callback', () => {
    it('outside of transforms, at once', () => {
      expect(noting(note => note('x', two.mul(3)))).toEqual([['x', 6]])
    })

    it('under jit after each run, in order', () => {
      const notes = noting(note => {
        const f = jit((x: Num) => {
          note('x', x)
          const y = x.square()
          note('y', y)
          note('constant', tensor(7, 'float64'))
          note('x again', x)
          return y.add(1)
        })
        expect(f(two).item()).toBe(5)
        expect(f(tensor(3, 'float64')).item()).toBe(10)
      })
      const run = (x: number) => [
        ['x', x],
        ['y', x * x],
        ['constant', 7],
        ['x again', x],
      ]
      expect(notes).toEqual([...run(2), ...run(3)])
    })

    it('keeps equal ones, and those of values that nobody else needs', () => {
      const notes = noting(note => {
        const f = jit((x: Num) => {
          note('same', x.exp().mul(0))
          note('same', x.exp().mul(0))
          return x
        })
        f(two)
      })
      expect(notes).toEqual([
        ['same', 0],
        ['same', 0],
      ])
    })

    it.each([
      ['grad', (f: (x: Num) => Num) => grad(f)(two)],
      ['jit(grad)', (f: (x: Num) => Num) => jit(grad(f))(two)],
      ['grad(jit)', (f: (x: Num) => Num) => grad(jit(f))(two)],
      ['jvp', (f: (x: Num) => Num) => jvp(f, [two], [two])],
      ['grad(remat)', (f: (x: Num) => Num) => grad(remat(f))(two)],
      ['jit(grad(remat))', (f: (x: Num) => Num) => jit(grad(remat(f, { policy: checkpointPolicies.everythingSaveable })))(two)],
      ['grad(grad)', (f: (x: Num) => Num) => grad(x => grad(f)(x as Num) as Num)(two)],
    ])('under %s sees values, once', (_name, run) => {
      const notes = noting(note =>
        run(x => {
          const y = x.square()
          note('y', y)
          return y.mul(x)
        }),
      )
      expect(notes).toEqual([['y', 4]])
    })

    it('under vmap once for each example, where its values differ', () => {
      const f = (note: Note) => (x: Num) => {
        note('x', x)
        note('shared', two)
        return x.mul(2)
      }
      const expected = [
        ['x', 1],
        ['x', 2],
        ['x', 3],
        ['shared', 2],
      ]
      expect(noting(note => vmap(f(note))(many))).toEqual(expected)
      expect(noting(note => jit(vmap(f(note)))(many))).toEqual(expected)
      expect(noting(note => vmap(grad(f(note)))(many))).toEqual(expected)
      const m = tensor(
        [
          [1, 2],
          [3, 4],
        ],
        'float64',
      )
      expect(
        noting(note =>
          vmap(
            vmap((x: Num) => note('x', x)),
            { in: 1 },
          )(m),
        ).map(pair => (pair as [string, number])[1]),
      ).toEqual([1, 3, 2, 4])
      expect(noting(note => vmap((x: F64<[2]>) => note('x', x), { in: 1 })(m))).toEqual([
        ['x', [1, 3]],
        ['x', [2, 4]],
      ])
    })

    it('inside of functions with rules, of what runs', () => {
      const notes = noting(note => {
        const f = customJvp(
          (x: Num) => note('function', x),
          ([x], [dx]) => [note('rule', x), dx] as const,
        )
        f(two)
        jit(f)(two)
        grad(f)(two)
        vmap(f)(many)
      })
      expect(notes.map(pair => (pair as [string, number])[0])).toEqual(['function', 'function', 'rule', 'function', 'function', 'function'])
    })

    it('takes trees and other values as they are', () => {
      const seen: unknown[] = []
      jit((x: Num) => {
        debug.callback((tree, name, n) => seen.push([plain(tree), name, n]), { a: x, b: [x.mul(2)] }, 'name', 3)
        return x
      })(two)
      expect(seen).toEqual([[{ a: 2, b: [4] }, 'name', 3]])
    })

    it('may compute', () => {
      const seen: unknown[] = []
      const f = (x: Num) => {
        debug.callback(v => seen.push(grad((u: Num) => u.square())(v).item()), x)
        return x
      }
      jit(f)(two)
      grad(f)(two)
      expect(seen).toEqual([4, 4])
    })

    it('does nothing where nothing runs', () => {
      const f = (note: Note) => (x: Num) => note('x', x)
      expect(noting(note => [toGraph(f(note))(two), evalShape(f(note))(two)])).toEqual([])
      expect(noting(note => expect(toGraph(f(note))(two).equations.map(({ primitive }) => primitive.name)).toEqual(['callback'])))
    })

    it('what it throws is thrown by the run; async functions are refused', () => {
      const f = jit((x: Num) => {
        debug.callback(() => {
          throw new RangeError('mine')
        }, x)
        return x
      })
      expect(messageOf(() => f(two))).toBe('RangeError: mine')
      expect(messageOf(() => debug.callback(async () => 1, two))).toMatch('ArgumentError: debug.callback: the function must not be async')
    })
  })

  describe('debug.print', () => {
    afterEach(() => vi.restoreAllMocks())

    it('prints a line with values in their places', () => {
      const lines: unknown[] = []
      vi.spyOn(console, 'log').mockImplementation(line => lines.push(line))
      debug.print('x = {}', two)
      jit((x: F64<[2]>) => {
        debug.print('{} of {}: {}', x.sum(), 'two', x)
        debug.print('a tree {}', { n: 3 })
        return x
      })(tensor([1, 2.5], 'float64'))
      vmap((x: Num) => {
        debug.print('each {}', x)
        return x
      })(many)
      expect(lines).toEqual(['x = 2.', '3.5 of two: [ 1. 2.5]', 'a tree { n: 3 }', 'each 1.', 'each 2.', 'each 3.'])
    })

    it('refuses another number of values than places', () => {
      expect(messageOf(() => debug.print('{} and {}', two))).toBe(
        'ArgumentError: debug.print: there must be a value for each {} of the format; expected 2, got 1',
      )
    })
  })

  describe('checkFinite', () => {
    it('sees positions out of range, and none where there are none', () => {
      const f = checkFinite((x: F64<[3]>, at: Tensor<[2], 'int32'>) => x.take(at))
      const [inside, outside] = [tensor([0, -1], 'int32'), tensor([0, 3], 'int32')]
      expect(plain(f(many, inside))).toEqual([1, 3])
      for (const run of [() => f(many, outside), () => jit(f)(many, outside)])
        expect(messageOf(run)).toMatch('NonFiniteError: checkFinite: div made a NaN')
    })

    const ratio = (x: F64<[2]>, y: F64<[2]>) => x.add(1).div(y).mul(2)
    const [good, zero] = [tensor([1, 2], 'float64'), tensor([1, 0], 'float64')]
    /** The message, with the file's name for its path. */
    const fullMessage = (body: () => unknown): string => {
      try {
        body()
      } catch (error) {
        return error instanceof Error
          ? `${error.name}: ${error.message.replaceAll(/\/\S*\//g, '').replaceAll(/:\d+:\d+/g, ':#')}`
          : String(error)
      }
      throw new Error('expected an error')
    }
    const expected =
      'NonFiniteError: checkFinite: div made an infinity: float64[2] from float64[2], float64[2]\n    at your line inspection.test.ts:#'

    it('lets finite results through', () => {
      expect(plain(checkFinite(ratio)(good, good))).toEqual(plain(ratio(good, good)))
      expect(plain(jit(checkFinite(ratio))(good, good))).toEqual(plain(ratio(good, good)))
    })

    it.each([
      ['alone', () => checkFinite(ratio)(good, zero)],
      ['around jit', () => checkFinite(jit(ratio))(good, zero)],
      ['inside jit', () => jit(checkFinite(ratio))(good, zero)],
      ['inside grad', () => grad((x: F64<[2]>) => checkFinite(ratio)(x, zero).sum())(good)],
      ['around grad', () => checkFinite(grad((x: F64<[2]>) => ratio(x, zero).sum()))(good)],
    ])('%s, names the operation and the line', (_name, run) => {
      expect(fullMessage(run)).toBe(expected)
    })

    it('the line is that of the operation', () => {
      const line = new Error().stack?.split('\n')[1]?.match(/:(\d+):\d+\)?$/)?.[1]
      const f = (x: Num) => {
        const y = x.sub(2)
        return y.log()
      }
      const messages = [() => checkFinite(f)(two), () => jit(checkFinite(f))(two)].map(run => {
        try {
          return run()
        } catch (error) {
          return String(error)
        }
      })
      for (const message of messages) {
        expect(message).toMatch('checkFinite: log made an infinity: float64[] from float64[]')
        expect(message).toMatch(new RegExp(`inspection\\.test\\.ts:${Number(line) + 3}:\\d+$`))
      }
    })

    it('under vmap, as the operations on all examples', () => {
      expect(fullMessage(() => vmap(checkFinite((x: Num) => x.log()))(tensor([1, 0], 'float64')))).toMatch(
        'checkFinite: log made an infinity',
      )
      expect(fullMessage(() => checkFinite(vmap((x: Num) => x.log()))(tensor([1, 0], 'float64')))).toMatch(
        'checkFinite: log made an infinity: float64[2] from float64[2]',
      )
    })

    it('tells NaN from infinities, and finds NaN made of infinities', () => {
      expect(messageOf(() => checkFinite((x: Num) => x.neg().sqrt())(two))).toMatch(
        'checkFinite: sqrt made a NaN: float64[] from float64[]',
      )
      const masked = (x: F64<[2]>) => where(x.greater(5), x, Number.NEGATIVE_INFINITY)
      expect(plain(checkFinite((x: F64<[2]>) => masked(x).exp())(good))).toEqual([0, 0])
      expect(messageOf(() => checkFinite((x: F64<[2]>) => masked(x).sub(masked(x).max()))(good))).toMatch('checkFinite: sub made a NaN')
    })

    it('finds what only the derivative makes', () => {
      const f = (x: Num) => x.abs().sqrt()
      const x = tensor(0, 'float64')
      expect(checkFinite(f)(x).item()).toBe(0)
      expect(messageOf(() => checkFinite(grad(f))(x))).toMatch('made an infinity')
    })

    it('looks into functions with rules and into what remat computes again', () => {
      const f = customJvp(
        (x: Num) => x.log().exp(),
        ([x], [dx]) => [x, dx],
      )
      const x = tensor(0, 'float64')
      expect(messageOf(() => checkFinite(f)(x))).toMatch('checkFinite: log made an infinity')
      expect(messageOf(() => jit(checkFinite(f))(x))).toMatch('checkFinite: log made an infinity')
      expect(messageOf(() => checkFinite(grad(remat((v: Num) => v.abs().sqrt())))(x))).toMatch('checkFinite: div made an infinity')
      // The rule is what is differentiated, checked or not.
      expect(grad((v: Num) => checkFinite(f)(v))(x).item()).toBe(1)
    })

    it('names arguments that hold a NaN already; lets infinities in', () => {
      const f = checkFinite((p: { readonly a: Num; readonly b: Num }) => p.a.add(p.b))
      expect(messageOf(() => f({ a: two, b: tensor(Number.NaN, 'float64') }))).toBe(
        "NonFiniteError: checkFinite: leaf 'b' of argument 0 (float64[]) holds a NaN already",
      )
      expect(f({ a: two, b: tensor(Number.POSITIVE_INFINITY, 'float64') }).item()).toBe(Number.POSITIVE_INFINITY)
    })

    it('leaves integers, empty tensors and functions without tensors alone; refuses async ones', () => {
      expect(checkFinite((n: number) => n + 1)(2)).toBe(3)
      expect(plain(checkFinite((x: F64<[0]>) => x.log())(wave([0], 1)))).toEqual([])
      expect(checkFinite((x: Tensor<[], 'int32'>) => x.add(1))(tensor(1, 'int32')).item()).toBe(2)
      expect(messageOf(() => checkFinite(async (x: Num) => x)(two))).toMatch('ArgumentError: checkFinite: the function must not be async')
    })
  })
})
