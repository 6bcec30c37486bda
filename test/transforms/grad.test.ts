// Gradients against closed forms and central differences; trees, auxiliary values, positions; what is refused and how it says so.

import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { add, cast, exp, mul, sin } from '../../src/primitives/elementwise/index.js'
import { full } from '../../src/primitives/structure/broadcast.js'
import { unflatten } from '../../src/support/tree.js'
import { grad, type Scalar, stopGradient, valueAndGrad } from '../../src/transforms/index.js'
import { flattenTensors } from '../../src/transforms/tree-function.js'
import { array, differencesTolerance, distance, elements, messageOf, numericalGradient, scalar, wave } from './setup.js'
import { type ConvNet, convLoss, convParams, type Mlp, mlpLoss, mlpParams, sumAll } from './small-models.js'

const sumOfSquares = (x: Tensor): Scalar => scalar(sumAll(mul(x, x)))

/** Replaces leaf i of a tree. */
function withLeaf<T>(tree: T, i: number, leaf: Tensor): T {
  const { leaves, structure } = flattenTensors(tree)
  return unflatten(structure, leaves.toSpliced(i, 1, leaf)) as T
}

/** Every leaf of the gradient against central differences. */
function checkAgainstDifferences<P>(f: (params: P) => Tensor, params: P): void {
  const { leaves } = flattenTensors(params)
  const grads = flattenTensors(grad((p: P) => scalar(f(p)))(params as never)).leaves
  expect(grads.length).toBe(leaves.length)
  for (const [i, leaf] of leaves.entries()) {
    const expected = numericalGradient(moved => f(withLeaf(params, i, moved)), leaf)
    expect(distance(grads[i] as Tensor, expected)).toBeLessThan(differencesTolerance)
  }
}

describe('grad', () => {
  it('of a sum of squares is 2x', () => {
    expect(grad(sumOfSquares)(array([1, 2, 3])).toArray()).toEqual([2, 4, 6])
  })

  it('of a network agrees with central differences', () => {
    const [x, y] = [wave([3], 7), wave([2], 8)]
    checkAgainstDifferences((p: Mlp) => mlpLoss(p, x, y), mlpParams())
  })

  it('of a convolutional network agrees with central differences', () => {
    const x = wave([1, 4, 4], 9)
    checkAgainstDifferences((p: ConvNet) => convLoss(p, x), convParams())
  })

  it('adds up over all uses of a value', () => {
    const f = (x: Tensor): Scalar => scalar(add(mul(x, x), add(x, mul(x, mul(x, x)))))
    expect(grad(f)(array(2)).item()).toBe(4 + 1 + 12)
  })

  it('keeps the tree: order of names, lists, numbers and other static values', () => {
    const params = { z: array([1, 2]), a: [array(3), 'relu', 4], flag: true, none: null }
    const grads = grad((p: typeof params) => scalar(add(sumAll(mul(p.z, p.z)), mul(p.a[0] as Tensor, p.a[0] as Tensor))))(params)
    expect(Object.keys(grads)).toEqual(['z', 'a', 'flag', 'none'])
    expect(grads.a.slice(1)).toEqual(['relu', 4])
    expect([grads.flag, grads.none]).toEqual([true, null])
    expect(grads.z.toArray()).toEqual([2, 4])
    expect((grads.a[0] as Tensor).item()).toBe(6)
  })

  it('is zeros for what the value does not depend on', () => {
    const [dx, dy] = grad((x: Tensor, _y: Tensor) => sumOfSquares(x), { argnums: [0, 1] })(array([1, 2]), array([[5, 6]]))
    expect(dx.toArray()).toEqual([2, 4])
    expect(dy.toArray()).toEqual([[0, 0]])
    expect(grad((_x: Tensor) => scalar(full(1, { shape: [], dtype: 'float64' })))(array([1, 2])).toArray()).toEqual([0, 0])
  })

  it('differentiates with respect to the arguments named by argnums', () => {
    const f = (x: Tensor, y: Tensor): Scalar => scalar(mul(x, mul(y, y)))
    expect(grad(f, { argnums: 1 })(array(2), array(3)).item()).toBe(12)
    const [dy, dx] = grad(f, { argnums: [1, 0] })(array(2), array(3))
    expect([dy.item(), dx.item()]).toEqual([12, 9])
  })

  it('passes other arguments on: integers, numbers, options', () => {
    const f = (x: Tensor, n: Tensor, power: number, options: { readonly twice: boolean }): Scalar => {
      let y = x
      for (let i = 1; i < power; i++) y = mul(y, x)
      return scalar(mul(options.twice ? add(y, y) : y, cast(n, 'float64')))
    }
    expect(grad(f)(array(2), array(5, 'int32'), 3, { twice: true }).item()).toBe(2 * 5 * 12)
  })

  it('gives auxiliary values beside, as they are', () => {
    const f = (x: Tensor) => [sumOfSquares(x), { doubled: add(x, x), note: 'n', count: array(1, 'int32') }] as const
    const [g, aux] = grad(f, { aux: true })(array([1, 2]))
    expect(g.toArray()).toEqual([2, 4])
    expect(aux.doubled.toArray()).toEqual([2, 4])
    expect([aux.note, aux.count.item()]).toEqual(['n', 1])
    const [[value, again], grads] = valueAndGrad(f, { aux: true })(array([1, 2]))
    expect([value.item(), again.doubled.toArray(), grads.toArray()]).toEqual([5, [2, 4], [2, 4]])
  })

  it('can be taken again and again', () => {
    let f = (x: Tensor): Scalar => scalar(sin(x))
    const at = 0.3
    const expected = [Math.sin, Math.cos, (x: number) => -Math.sin(x), (x: number) => -Math.cos(x), Math.sin]
    for (const derivative of expected) {
      // sin is within 2 ulp of the correctly rounded value, and nothing else rounds
      expect(f(array(at)).item()).toBeCloseTo(derivative(at), 14)
      const previous = f
      f = x => scalar(grad(previous)(x))
    }
  })

  it('does not confuse the perturbations of nested derivatives', () => {
    // d/dx (x · d/dy (x + y) at 1) = 1
    const inner = (x: Tensor): Tensor => grad((y: Tensor) => scalar(add(x, y)))(array(1))
    expect(grad((x: Tensor) => scalar(mul(x, inner(x))))(array(3)).item()).toBe(1)
  })

  it('stops at stopGradient', () => {
    const f = (x: Tensor): Scalar => scalar(mul(x, stopGradient({ held: x }).held))
    expect(grad(f)(array(3)).item()).toBe(3)
  })

  it('computes in the dtype of its argument', () => {
    const g = grad((x: Tensor) => scalar(sumAll(exp(x))))(array([0, 1], 'float32'))
    expect(g.dtype).toBe('float32')
    expect(elements(g)[0]).toBe(1)
  })
})

describe('valueAndGrad', () => {
  it('returns both', () => {
    const [value, g] = valueAndGrad(sumOfSquares)(array([1, 2, 3]))
    expect([value.item(), g.toArray()]).toEqual([14, [2, 4, 6]])
  })
})

describe('grad refuses', () => {
  const x = array([1, 2, 3], 'float32')

  it('functions that do not return a float scalar', () => {
    expect(messageOf(() => grad((v: Tensor) => scalar(mul(v, v)))(x))).toBe(
      'ShapeError: grad: the function must return a scalar; expected float32[], got float32[3]',
    )
    expect(messageOf(() => grad((v: Tensor) => scalar(cast(sumAll(v), 'int32')))(x))).toBe(
      'DTypeError: grad: the function must return a float scalar; expected a float dtype, got int32[]',
    )
    expect(messageOf(() => grad((() => 3) as never)(x))).toBe('ArgumentError: grad: the function must return a tensor; got the number 3')
    expect(messageOf(() => grad(((v: Tensor) => [sumAll(v), 1]) as never)(x))).toBe(
      'ArgumentError: grad: the function must return a tensor; got a list (for [value, aux] pass { aux: true })',
    )
    expect(messageOf(() => valueAndGrad(((v: Tensor) => sumAll(v)) as never, { aux: true })(x))).toBe(
      'ArgumentError: valueAndGrad: with { aux: true } the function must return [value, aux]; got float32[]',
    )
  })

  it('async functions', () => {
    expect(messageOf(() => grad((async (v: Tensor) => sumAll(v)) as never)(x))).toBe(
      'ArgumentError: grad: the function must not be async: what follows an await would escape the transform; got a promise',
    )
  })

  it('integer leaves, by name', () => {
    const params = { w: x, state: { step: array(3, 'int32') } }
    expect(messageOf(() => grad(((p: typeof params) => sumAll(p.w)) as never)(params))).toBe(
      "DTypeError: grad: leaf 'state.step' of argument 0 must be float; expected a float dtype, got int32[]. " +
        'Integers have no derivatives: take it out of the tree, close over it, or pass it as an argument that is not differentiated.',
    )
    expect(messageOf(() => grad((a: Tensor, _b: Tensor) => scalar(sumAll(a)), { argnums: [0, 1] })(x, array([1], 'bool')))).toMatch(
      /^DTypeError: grad: argument 1 must be float; expected a float dtype, got bool\[1\]/,
    )
  })

  it('numbers and positions out of range', () => {
    expect(messageOf(() => grad((v: number) => scalar(array(v)))(3))).toBe(
      'ArgumentError: grad: argument 0 must be a tensor or a tree of tensors; got the number 3, wrap it with tensor(…)',
    )
    expect(messageOf(() => grad(sumOfSquares, { argnums: 1 })(x))).toBe(
      'ArgumentError: grad: argnums must be positions in the one argument given; got 1',
    )
    expect(messageOf(() => grad(sumOfSquares, { argnums: [0, 0] })(x))).toBe('ArgumentError: grad: argnums must be distinct; got [0,0]')
  })
})
