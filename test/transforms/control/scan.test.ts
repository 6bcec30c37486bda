// scan against the loop written out: the same bits, the same gradients; long loops; what is compiled, and what memory it needs.

import { cond, foriLoop, grad, jit, jvp, random, scan, type Tensor, tensor, toGraph, vmap, zeros } from 'tenet'
import { describe, expect, it } from 'vitest'
import { emitKernel } from '../../../src/compiler/emit/llvm.js'
import { compileProgram } from '../../../src/compiler/program/compile-program.js'
import { describeProgram } from '../../../src/compiler/program/describe-program.js'
import { kernelsOf } from '../../../src/compiler/program/steps.js'
import { printGraph } from '../../../src/core/printer.js'
import { onEachDevice } from './devices.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
type F64<S extends readonly number[]> = Tensor<S, 'float64'>

const key = random.key(7)
const weights = random.normal(key, [3, 3]).mul(0.5)
const inputs = random.normal(random.foldIn(key, 1), [6, 3])
const start = random.normal(random.foldIn(key, 2), [3])

type Round<D extends 'float32' | 'float64'> = (w: Tensor<[3, 3], D>, h: Tensor<[3], D>, x: Tensor<[3], D>) => Tensor<[3], D>
const round: Round<'float32'> = (w, h, x) => w.matmul(h).add(x).tanh()
const round64: Round<'float64'> = (w, h, x) => w.matmul(h).add(x).tanh()

const looped = (w: F32<[3, 3]>, h: F32<[3]>, xs: F32<[6, 3]>) =>
  scan(
    (carry, x) => {
      const next = round(w, carry, x)
      return [next, next.square()]
    },
    h,
    xs,
  )

/** The rounds written out, in the order of `order`. */
function writtenOut(w: F32<[3, 3]>, h: F32<[3]>, xs: F32<[6, 3]>, order = [0, 1, 2, 3, 4, 5]): { h: number[]; ys: number[][] } {
  const ys: number[][] = []
  let carry = h
  for (const i of order) {
    carry = round(w, carry, xs.slice(i))
    ys[i] = carry.square().toArray()
  }
  return { h: carry.toArray(), ys }
}

onEachDevice('scan', () => {
  it('gives the bits of the loop written out', () => {
    const expected = writtenOut(weights, start, inputs)
    for (const f of [looped, jit(looped)]) {
      const [h, ys] = f(weights, start, inputs)
      expect({ h: h.toArray(), ys: ys.toArray() }).toEqual(expected)
    }
  })

  it.each([1, 2, 4, 6, 9])('backwards, %i rounds compiled as one', unroll => {
    const expected = writtenOut(weights, start, inputs, [5, 4, 3, 2, 1, 0])
    const f = (w: F32<[3, 3]>, h: F32<[3]>, xs: F32<[6, 3]>) =>
      scan(
        (carry, x) => {
          const next = round(w, carry, x)
          return [next, next.square()]
        },
        h,
        xs,
        { reverse: true, unroll },
      )
    for (const g of [f, jit(f)]) {
      const [h, ys] = g(weights, start, inputs)
      expect({ h: h.toArray(), ys: ys.toArray() }).toEqual(expected)
    }
  })

  it('runs without arrays, for a length', () => {
    const [power, powers] = scan((x: F32<[]>) => [x.mul(2), x], tensor(1), null, { length: 5 })
    expect([power.item(), powers.toArray()]).toEqual([32, [1, 2, 4, 8, 16]])
    expect(powers.shape).toEqual([5])
  })

  it('runs not at all: the carry stays, the results are empty', () => {
    const [h, ys] = scan((c, x) => [c.add(x), { twice: x.mul(2) }], start, zeros([0, 3]))
    expect(h.toArray()).toEqual(start.toArray())
    expect(ys.twice.shape).toEqual([0, 3])
    expect(grad((s: F32<[3]>) => scan((c, x) => [c.mul(x), null], s, zeros([0, 3]))[0].sum())(start).toArray()).toEqual([1, 1, 1])
  })

  it('hands on carries that change places, and such that stay', () => {
    const f = (a: F32<[]>, b: F32<[]>, fixed: F32<[2]>) =>
      scan((c, x) => [{ a: c.b, b: c.a, fixed: c.fixed }, [c.a, c.fixed.mul(x)]], { a, b, fixed }, tensor([1, 2, 3]))
    for (const g of [f, jit(f)]) {
      const [c, [as, products]] = g(tensor(1), tensor(2), tensor([5, 7]))
      expect([c.a.item(), c.b.item(), c.fixed.toArray(), as.toArray()]).toEqual([2, 1, [5, 7], [1, 2, 1]])
      expect(products.toArray()).toEqual([
        [5, 7],
        [10, 14],
        [15, 21],
      ])
    }
  })

  it('keeps what is no tensor: names, numbers, null', () => {
    const [c, ys] = scan((c: { h: F32<[]>; name: string }, x: F32<[]>) => [{ ...c, h: c.h.add(x) }, { x, rank: 0, none: null }], { h: tensor(0), name: 'n' }, tensor([1, 2])) // biome-ignore format: one line reads best
    expect([c.h.item(), c.name, ys.x.toArray(), ys.rank, ys.none]).toEqual([3, 'n', [1, 2], 0, null])
  })

  it('has the gradient of the loop written out', () => {
    const [w, h, xs] = [weights.cast('float64'), start.cast('float64'), inputs.cast('float64')]
    type Args = [F64<[3, 3]>, F64<[3]>, F64<[6, 3]>]
    const loss = (...[w, h, xs]: Args) => {
      const [last, all] = scan(
        (carry, x) => {
          const next = round64(w, carry, x)
          return [next, next.mul(carry)]
        },
        h,
        xs,
      )
      return last.sum().add(all.sum())
    }
    const plain = (...[w, h, xs]: Args) => {
      let [carry, total] = [h, tensor(0, 'float64')]
      for (let i = 0; i < 6; i++) {
        const next = round64(w, carry, xs.slice(i))
        total = total.add(next.mul(carry).sum())
        carry = next
      }
      return carry.sum().add(total)
    }
    const argnums = [0, 1, 2] as const
    const expected = grad(plain, { argnums })(w, h, xs)
    for (const g of [grad(loss, { argnums }), jit(grad(loss, { argnums }))]) {
      const found = g(w, h, xs)
      for (const i of argnums) {
        const difference = (found[i] as Tensor)
          .sub(expected[i] as Tensor)
          .abs()
          .max()
        // Sums of six terms of size 1, in float64, in another order.
        expect(difference.item()).toBeLessThan(1e-14)
      }
    }
  })

  it('nests: jvp of grad, jit of vmap of grad, grad of grad', () => {
    const loss = (w: F64<[3, 3]>, x: F64<[6, 3]>) =>
      scan((h, r) => [round64(w, h, r), null], zeros([3], 'float64'), x)[0]
        .square()
        .sum()
    const [w, x] = [weights.cast('float64'), inputs.cast('float64')]
    const direction = random.normal(random.foldIn(key, 3), [3, 3]).cast('float64')
    const alongDirection = (v: F64<[3, 3]>) => grad(loss)(v, x).mul(direction).sum()
    const [, forwardOverReverse] = jvp((v: F64<[3, 3]>) => grad(loss)(v, x), [w], [direction])
    const reverseOverReverse = grad(alongDirection)(w)
    const step = 1e-5
    const central = grad(loss)(w.add(direction.mul(step)), x)
      .sub(grad(loss)(w.sub(direction.mul(step)), x))
      .div(2 * step)
    const most = (a: F64<[3, 3]>, b: F64<[3, 3]>) => a.sub(b).abs().max().item()
    expect(most(forwardOverReverse, reverseOverReverse)).toBeLessThan(1e-13)
    // Central differences of a smooth function of size 1 err by about 1e-10.
    expect(most(forwardOverReverse, central)).toBeLessThan(1e-8)

    const many = random.normal(random.foldIn(key, 4), [4, 6, 3]).cast('float64')
    const each = jit(vmap(grad(loss), { in: [null, 0] }))(w, many)
    for (let i = 0; i < 4; i++) {
      const one = grad(loss)(w, many.slice(i))
      expect(each.slice(i).toArray()).toEqual(one.toArray())
    }
  })
})

describe('what is compiled', () => {
  const target = { vectorBytes: 32, vectorRegisters: 16, threads: 2 }

  interface Lstm {
    readonly wih: F32<[32, 5]>
    readonly whh: F32<[32, 8]>
    readonly bias: F32<[32]>
  }
  const lstm: Lstm = { wih: zeros([32, 5]), whh: zeros([32, 8]), bias: zeros([32]) }
  /** The loss of a small LSTM over a sequence. */
  const lossOf =
    <N extends number>() =>
    ({ wih, whh, bias }: Lstm, xs: F32<[N, 5]>) => {
      const init = { h: zeros([8]), c: zeros([8]) }
      const [{ h }, hs] = scan(
        ({ h, c }, x) => {
          const gates = wih.matmul(x).add(whh.matmul(h)).add(bias)
          const gate = (i: number) => gates.slice([8 * i, 8 * i + 8]).reshape([8])
          const next = gate(1)
            .sigmoid()
            .mul(c)
            .add(gate(0).sigmoid().mul(gate(2).tanh()))
          const out = gate(3).sigmoid().mul(next.tanh())
          return [{ h: out, c: next }, out]
        },
        init,
        xs,
      )
      return h.sum().add(hs.square().mean())
    }

  it('does not depend on the length: an LSTM and its gradient', () => {
    const texts = (length: number) => {
      const program = compileProgram(toGraph(grad(lossOf()))(lstm, zeros([length, 5])), target)
      return kernelsOf(program.steps).map(kernel => emitKernel({ ...kernel, name: 'k' }))
    }
    const [short, long] = [texts(10), texts(1000)]
    expect(long.length).toBe(short.length)
    // Outside of the loops, the loss of all rounds and its gradient see the whole sequence. In which order kernels run that wait for nothing may depend on sizes.
    expect(long.filter(text => !short.includes(text)).length).toBeLessThan(6)
  })

  it('the LSTM has the gradient of its rounds written out', () => {
    const params: Lstm = {
      wih: random.normal(key, [32, 5]).mul(0.3),
      whh: random.normal(random.foldIn(key, 1), [32, 8]).mul(0.3),
      bias: random.normal(random.foldIn(key, 2), [32]),
    }
    const xs = random.normal(random.foldIn(key, 3), [4, 5])
    const whole = grad(lossOf<4>())(params, xs)
    const apart = grad(({ wih, whh, bias }: Lstm) => {
      let [h, c] = [zeros([8]) as F32<[8]>, zeros([8]) as F32<[8]>]
      let squares = tensor(0) as F32<[]>
      for (let t = 0; t < 4; t++) {
        const x = xs.slice(t)
        const gates = wih.matmul(x).add(whh.matmul(h)).add(bias)
        const gate = (i: number) => gates.slice([8 * i, 8 * i + 8]).reshape([8])
        c = gate(1)
          .sigmoid()
          .mul(c)
          .add(gate(0).sigmoid().mul(gate(2).tanh()))
        h = gate(3).sigmoid().mul(c.tanh())
        squares = squares.add(h.square().sum())
      }
      return h.sum().add(squares.div(32))
    })(params)
    for (const name of ['wih', 'whh', 'bias'] as const) {
      const difference = (whole[name] as Tensor)
        .sub(apart[name] as Tensor)
        .abs()
        .max()
        .item()
      // Sums of four float32 terms of size 1.
      expect(difference).toBeLessThan(1e-6)
    }
  })

  it('is printed as a tree, with the body inside', () => {
    const f = (xs: F32<[100, 4]>) => scan((h, x) => [h.add(x).tanh(), h.sum()], zeros([4]), xs)
    const graph = toGraph(f)(zeros([100, 4]))
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "{ a:float32[100,4] ->
          b:float32[] = constant[value=0 dtype="float32"]
          c:float32[4] = broadcast[shape=[4] axes=[]] b
          d:float32[4] e:float32[100] = scan[carries=1 slices=1 length=100 reverse=false unroll=1
            body={ f:float32[4] g:float32[4] ->
                h:float32[4] = add f g
                i:float32[4] = tanh h
                j:float32[] = reduceSum[axes=[0]] f
              in i j }] c a
        in d e }"
    `)
    expect(describeProgram(compileProgram(graph, target))).toMatchInlineSnapshot(`
      "3 kernels, 2 temporaries
        k0_broadcast                                1 task       0.0 µs on one thread
        loop 100 times, carrying 16 B, over 2 windows
          at once
            k1.0.0_tanh                             1 task       0.0 µs on one thread
            k1.0.1_reduceSum                        1 task       0.0 µs on one thread
      inputs 1600 B, outputs 416 B, arena 192 B (of 128 B without reuse)
      elements 104"
    `)
  })

  it('is what somebody needs: results, carries and operands that nobody reads are left out', () => {
    const f = (xs: F32<[5, 2]>, ys: F32<[5, 2]>) => {
      const init = { a: zeros([2]), b: zeros([2]), c: zeros([2]) }
      const [{ a }] = scan(({ a, b, c }, { x, y }) => [{ a: a.add(b), b: b.add(x), c: c.add(y) }, c.mul(y)], init, { x: xs, y: ys })
      return a
    }
    const { graph } = compileProgram(toGraph(f)(zeros([5, 2]), zeros([5, 2])), target)
    expect(printGraph(graph)).toMatchInlineSnapshot(`
      "{ a:float32[5,2] b:float32[5,2] ->
          c:float32[] = constant[value=0 dtype="float32"]
          d:float32[2] = broadcast[shape=[2] axes=[]] c
          e:float32[2] f:float32[2] = scan[carries=2 slices=1 length=5 reverse=false unroll=1
            body={ g:float32[2] h:float32[2] i:float32[2] ->
                j:float32[2] = add g h
                k:float32[2] = add h i
              in j k }] d d a
        in e }"
    `)
    const g = (flag: Tensor<[], 'bool'>, x: F32<[2]>, y: F32<[2]>) =>
      cond(
        flag,
        (p, q) => ({ used: p, unused: q.exp() }),
        (p, q) => ({ used: p.neg(), unused: q }),
        x,
        y,
      ).used
    expect(printGraph(compileProgram(toGraph(g)(tensor(true), zeros([2]), zeros([2])), target).graph)).toMatchInlineSnapshot(`
      "{ a:bool[] b:float32[2] c:float32[2] ->
          d:int32[] = cast[dtype="int32"] a
          e:float32[2] = cond[
            branches=[{ f:float32[2] ->
                g:float32[2] = neg f
              in g } { h:float32[2] ->
              in h }]] d b
        in e }"
    `)
  })

  it('keeps for the way back what the gradient needs, and no more', () => {
    const arena = (length: number) => {
      const loss = (xs: F32<[number, 16]>) => scan((h, x) => [h.mul(x).sin(), null], zeros([16]), xs)[0].sum()
      return compileProgram(toGraph(grad(loss))(zeros([length, 16])), target).memory.arenaBytes
    }
    // Each round keeps two vectors: the cosine, and the carry that the gradient of the slice is a multiple of.
    expect((arena(10_000) - arena(1_000)) / 9_000).toBe(2 * 16 * 4)
  })
})

onEachDevice('a loop of 10,000 rounds', () => {
  it('differentiates', () => {
    const loss = (a: F64<[]>) => foriLoop(0, 10_000, (_, x) => x.mul(0.5).add(a.sin()), tensor(0, 'float64'))
    // x → 2 sin a, so its derivative is 2 cos a.
    expect(grad(loss)(tensor(0.3, 'float64')).item()).toBeCloseTo(2 * Math.cos(0.3), 12)
  })
})
