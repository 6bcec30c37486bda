// Loops and branches obey the laws of transforms: pure, the same bits under jit and vmap, derivatives that agree with differences and with each
// other, in nestings too.

import fc from 'fast-check'
import type { Tensor } from 'tenet'
import * as tenet from 'tenet'
import { associativeScan, cond, foriLoop, scan, switchCase, whileLoop } from 'tenet'
import * as laws from 'tenet/laws'
import { describe, expect, it } from 'vitest'

type F32<S extends tenet.Shape> = Tensor<S, 'float32'>
type I32<S extends tenet.Shape> = Tensor<S, 'int32'>

const generic = <const S extends tenet.Shape>(shape: S) => laws.tensor({ shape, elements: 'generic' })
const small = <const S extends tenet.Shape>(shape: S) => laws.tensor({ shape, elements: 'generic', range: [-0.5, 0.5] })

describe('a recurrent layer: the weights are captured', () =>
  laws.transforms(
    (w: F32<[2, 2]>, h: F32<[2]>, xs: F32<[4, 2]>) =>
      scan(
        (carry, x) => {
          const next = tenet.tanh(w.matmul(carry).add(x))
          return [next, next]
        },
        h,
        xs,
      ),
    { inputs: fc.tuple(generic([2, 2]), generic([2]), generic([4, 2])) },
  ))

describe('from the last to the first, two rounds at a time', () =>
  laws.transforms(
    (c: F32<[2]>, xs: F32<[5, 2]>) => scan((h, x) => [h.mul(x).add(c), h.square()], tenet.onesLike(c), xs, { reverse: true, unroll: 2 }),
    {
      inputs: fc.tuple(generic([2]), generic([5, 2])),
    },
  ))

describe('trees, results of slices alone, a carry that moves late, an integer', () =>
  laws.transforms(
    (init: { a: F32<[]>; b: F32<[]> }, xs: { p: F32<[3]>; q: F32<[3, 2]> }) =>
      scan(
        ({ a, b, n }, { p, q }) => [
          { a: b, b: p.mul(p), n: n.add(1) },
          { product: a.mul(p), sum: q.sum(), count: n },
        ],
        { ...init, n: tenet.zeros([], 'int32') },
        xs,
      ),
    { inputs: fc.tuple(fc.record({ a: generic([]), b: generic([]) }), fc.record({ p: generic([3]), q: generic([3, 2]) })) },
  ))

describe('loops in loops', () =>
  laws.transforms(
    (w: F32<[]>, xs: F32<[3, 2]>) =>
      scan(
        (h, row) => {
          const [inner] = scan((g, x) => [g.mul(w).add(x), null], h, row)
          return [inner.sin(), inner]
        },
        tenet.zerosLike(w),
        xs,
      ),
    { inputs: fc.tuple(generic([]), generic([3, 2])) },
  ))

describe('no rounds', () =>
  laws.transforms((h: F32<[2]>, xs: F32<[0, 2]>) => scan((c, x) => [c.add(x), c], h, xs), {
    inputs: fc.tuple(generic([2]), laws.tensor({ shape: [0, 2] })),
  }))

describe('a range of integers', () =>
  laws.transforms((x: F32<[3]>) => foriLoop(2, 6, (i, c) => c.mul(x).add(i.cast(x.dtype)), x), { inputs: fc.tuple(small([3])) }))

describe('branches in a loop', () =>
  laws.transforms(
    (xs: F32<[4]>, at: I32<[4]>) =>
      scan((h, { x, i }) => [switchCase(i, [v => v.mul(x), v => v.add(x.square()), v => v.sin()], h), h], tenet.onesLike(xs.slice(0)), {
        x: xs,
        i: at,
      }),
    { inputs: fc.tuple(generic([4]), laws.tensor({ shape: [4], dtype: 'int32', range: [-1, 3] })) },
  ))

describe('loops in branches', () =>
  laws.transforms(
    (x: F32<[]>, xs: F32<[3]>, flag: Tensor<[], 'bool'>) =>
      cond(
        flag,
        (h, ys) => scan((c, y) => [c.mul(y).sin(), c], h, ys)[0],
        (h, ys) => h.mul(ys.sum()),
        x,
        xs,
      ),
    { inputs: fc.tuple(generic([]), generic([3]), laws.tensor({ shape: [], dtype: 'bool' })) },
  ))

describe('branches that keep different things', () =>
  laws.transforms(
    (x: F32<[2]>, y: F32<[2]>, i: I32<[]>) =>
      switchCase(i, [(a, b) => [a.mul(b), a], (a, b) => [a.exp(), b.square().mul(a)], (a, b) => [a, b]], x, y),
    { inputs: fc.tuple(generic([2]), generic([2]), laws.tensor({ shape: [], dtype: 'int32', range: [-1, 3] })) },
  ))

describe('partial products of matrices', () =>
  laws.transforms((xs: F32<[5, 2, 2]>) => associativeScan((a, b) => a.matmul(b), xs), { inputs: fc.tuple(generic([5, 2, 2])) }))

describe('partial results of a linear recurrence, backwards along another axis', () =>
  laws.transforms(
    (xs: { a: F32<[2, 4]>; b: F32<[2, 4]> }) =>
      associativeScan((p, q) => ({ a: p.a.mul(q.a), b: q.a.mul(p.b).add(q.b) }), xs, { axis: -1, reverse: true }),
    { inputs: fc.tuple(fc.record({ a: generic([2, 4]), b: generic([2, 4]) })) },
  ))

/** `x ← x·c` while it is small: as many rounds as the elements need. */
const grow = (x: F32<[2]>, c: F32<[2]>) =>
  whileLoop(
    ({ x, n }) => x.abs().max().less(8).logicalAnd(n.less(6)),
    ({ x, n }) => ({ x: x.mul(c).mul(1.5), n: n.add(1) }),
    { x, n: tenet.zeros([], 'int32') },
  )

describe('a loop that ends when its carry says so', () => {
  laws.transforms(grow, { inputs: fc.tuple(generic([2]), generic([2])), differentiable: 'not' })

  it('differentiates forwards', () => {
    // Far from where the number of rounds changes.
    const [x, c] = [tenet.tensor([1, 0.5], 'float64'), tenet.tensor([1.25, -1], 'float64')]
    expect(laws.agreesWithDifferences((x, c) => grow(x as never, c as never).x, [x, c], 1)).toBe(null)
  })

  it('waits for the slowest example, to the bit', () => {
    const xs = tenet.tensor([
      [1, 0.5],
      [7.5, 0],
      [0.001, 0.002],
      [100, 0],
    ])
    expect(laws.vmapIsAStack(grow as never, [xs, tenet.tensor([1.25, -1])] as never, [true, false])).toBe(null)
    expect(laws.vmapIsAStack(grow as never, [tenet.tensor([1.25, -1]), xs] as never, [false, true])).toBe(null)
  })
})
