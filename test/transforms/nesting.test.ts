// Transforms of transforms, on a small network and a small convolution: each nesting against a plainer way to the same number.

import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { add, mul, tanh } from '../../src/primitives/elementwise/index.js'
import { grad, jit, jvp, linearize, valueAndGrad, vjp, vmap } from '../../src/transforms/index.js'
import { flattenTensors } from '../../src/transforms/tree-function.js'
import {
  array,
  differencesTolerance,
  distance,
  dotProduct,
  elements,
  fromFlat,
  numericalGradient,
  roundingTolerance,
  scalar,
  wave,
} from './setup.js'
import { type ConvNet, convLoss, convParams, type Mlp, mlpLoss, mlpParams, sumAll } from './small-models.js'

const loss = (p: Mlp, x: Tensor, y: Tensor) => scalar(mlpLoss(p, x, y))
const [xs, ys] = [wave([5, 3], 7), wave([5, 2], 8)]
const row = (x: Tensor, i: number): Tensor => {
  const width = x.shape.slice(1).reduce((a, b) => a * b, 1)
  return fromFlat(elements(x).slice(i * width, (i + 1) * width), x.shape.slice(1))
}

/** Leaf by leaf. */
function expectSame(a: unknown, b: unknown, tolerance: number): void {
  const [p, q] = [flattenTensors(a), flattenTensors(b)]
  expect(p.structure).toEqual(q.structure)
  for (const [i, leaf] of p.leaves.entries()) expect(distance(leaf, q.leaves[i] as Tensor)).toBeLessThanOrEqual(tolerance)
}

describe('vmap of grad', () => {
  it('gives the gradient of each example', () => {
    const params = mlpParams()
    const perExample = vmap(grad(loss), { in: [null, 0, 0] })(params, xs, ys)
    for (let i = 0; i < 5; i++)
      expectSame(
        flattenTensors(perExample).leaves.map(leaf => row(leaf as Tensor, i)),
        flattenTensors(grad(loss)(params, row(xs, i), row(ys, i))).leaves,
        roundingTolerance,
      )
  })

  it('of a convolution', () => {
    const params = convParams()
    const images = wave([3, 1, 4, 4], 2)
    const f = (p: ConvNet, x: Tensor) => scalar(convLoss(p, x))
    const perExample = vmap(grad(f), { in: [null, 0] })(params, images)
    for (let i = 0; i < 3; i++)
      expectSame(
        flattenTensors(perExample).leaves.map(leaf => row(leaf as Tensor, i)),
        flattenTensors(grad(f)(params, row(images, i))).leaves,
        roundingTolerance,
      )
  })

  it('of vmap', () => {
    const f = vmap((a: Tensor, b: Tensor) => mul(tanh(a), b), { in: [0, null] })
    const total = (a: Tensor, b: Tensor) => scalar(sumAll(f(a, b)))
    const g = vmap(grad(total, { argnums: 1 }), { in: [1, 0] })(wave([3, 2], 3), wave([2], 4))
    for (let i = 0; i < 2; i++) {
      const column = fromFlat(
        elements(wave([3, 2], 3)).filter((_, k) => k % 2 === i),
        [3],
      )
      const expected = elements(column).reduce((sum, v) => sum + Math.tanh(v), 0)
      expect(Math.abs((elements(g)[i] ?? Number.NaN) - expected)).toBeLessThan(roundingTolerance)
    }
  })
})

describe('grad of vmap', () => {
  it('is the sum of the gradients of the examples', () => {
    const params = mlpParams()
    const batch = (p: Mlp) => scalar(sumAll(vmap(loss, { in: [null, 0, 0] })(p, xs, ys)))
    const perExample = vmap(grad(loss), { in: [null, 0, 0] })(params, xs, ys)
    const summed = flattenTensors(perExample).leaves.map(leaf => vmap((v: Tensor) => sumAll(v), { in: 1 })(reshapeRows(leaf as Tensor)))
    const grads = flattenTensors(grad(batch)(params)).leaves
    for (const [i, leaf] of grads.entries())
      expect(distance(fromFlat(elements(leaf), [elements(leaf).length]), summed[i] as Tensor)).toBeLessThan(roundingTolerance)
  })
})

/** [examples, …] as [examples, elements]. */
const reshapeRows = (x: Tensor): Tensor => fromFlat(elements(x), [x.shape[0] ?? 0, elements(x).length / (x.shape[0] ?? 1)])

describe('second derivatives', () => {
  const f = (x: Tensor) => scalar(mlpLoss(mlpParams(), x, array([0.3, -0.2])))
  const x = wave([3], 5)
  const basis = array([
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ])

  it('the Hessian forward over reverse, reverse over forward, reverse over reverse and from differences', () => {
    const forwardOverReverse = vmap((v: Tensor) => jvp(grad(f), [x], [v])[1])(basis)
    const reverseOverForward = vmap((v: Tensor) => grad((u: Tensor) => scalar(jvp(f, [u], [v])[1]))(x))(basis)
    const [, pullback] = vjp(grad(f), x)
    const reverseOverReverse = vmap((v: Tensor) => pullback(v)[0])(basis)
    const [, derivative] = linearize(grad(f), x)
    expectSame(forwardOverReverse, reverseOverForward, roundingTolerance)
    expectSame(forwardOverReverse, reverseOverReverse, roundingTolerance)
    expectSame(forwardOverReverse, vmap(derivative)(basis), roundingTolerance)
    for (let i = 0; i < 3; i++) {
      const component = (u: Tensor): Tensor => array(elements(grad(f)(u))[i] ?? Number.NaN)
      expect(distance(row(forwardOverReverse as Tensor, i), numericalGradient(component, x))).toBeLessThan(differencesTolerance)
    }
  })

  it('jvp of vjp', () => {
    const g = (u: Tensor) => vjp((v: Tensor) => mul(tanh(v), v), u)[1](array([1, 1, 1]))[0]
    const [, dg] = jvp(g, [x], [array([1, 2, 3])])
    const expected = elements(x).map((v, i) => {
      const [t, s] = [Math.tanh(v), 1 - Math.tanh(v) ** 2]
      // (v tanh v)'' = 2 sech² − 2 v tanh sech²
      return (i + 1) * (2 * s - 2 * v * t * s)
    })
    expect(distance(dg, fromFlat(expected, [3]))).toBeLessThan(roundingTolerance)
  })

  it('a gradient of a gradient norm', () => {
    const norm = (u: Tensor): Tensor => {
      const g = grad(f)(u)
      return sumAll(mul(g, g))
    }
    expect(distance(grad((u: Tensor) => scalar(norm(u)))(x), numericalGradient(norm, x))).toBeLessThan(differencesTolerance)
  })
})

describe('jit in any place', () => {
  const params = mlpParams()
  const plain = vmap(grad(loss), { in: [null, 0, 0] })(params, xs, ys)

  it.each([
    ['jit(vmap(grad(f)))', () => jit(vmap(grad(loss), { in: [null, 0, 0] }))(params, xs, ys)],
    ['vmap(jit(grad(f)))', () => vmap(jit(grad(loss)), { in: [null, 0, 0] })(params, xs, ys)],
    ['vmap(grad(jit(f)))', () => vmap(grad(jit(loss)), { in: [null, 0, 0] })(params, xs, ys)],
    ['jit(vmap(jit(grad(jit(f)))))', () => jit(vmap(jit(grad(jit(loss))), { in: [null, 0, 0] }))(params, xs, ys)],
  ])('%s is the same, bit for bit', (_name, run) => {
    expectSame(run(), plain, 0)
  })

  it('a training step with auxiliary values', () => {
    const step = (p: Mlp, x: Tensor, y: Tensor) => {
      const f = (q: Mlp) => [loss(q, x, y), { norm: sumAll(q.out.bias) }] as const
      const [[value, aux], grads] = valueAndGrad(f, { aux: true })(p)
      return { value, aux, bias: add(p.out.bias, grads.out.bias) }
    }
    expectSame(jit(step)(params, row(xs, 0), row(ys, 0)), step(params, row(xs, 0), row(ys, 0)), 0)
  })

  it('around a derivative made outside of it', () => {
    const [, pullback] = vjp((x: Tensor) => mul(x, x), array([1, 2]))
    expect(jit(pullback)(array([1, 1]))[0].toArray()).toEqual([2, 4])
  })

  it('inside a linear map', () => {
    const [, derivative] = linearize(
      jit((x: Tensor) => mul(x, x)),
      wave([3], 2),
    )
    expect(dotProduct(derivative(array([1, 0, 0])), array([1, 1, 1]))).toBe(2 * (elements(wave([3], 2))[0] ?? 0))
  })
})
