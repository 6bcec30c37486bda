// jvp, linearize and vjp: against each other, against differences, and at their boundaries.

import { describe, expect, it } from 'vitest'
import { checkGraph } from '../../src/core/checker.js'
import type { Tensor } from '../../src/core/tensor.js'
import { add, cast, exp, mul, sin, tanh } from '../../src/primitives/elementwise/index.js'
import { full } from '../../src/primitives/structure/broadcast.js'
import { linearizeLeaves } from '../../src/transforms/forward/linearize.js'
import { jvp, linearize, vjp } from '../../src/transforms/index.js'
import { flattenTensors } from '../../src/transforms/tree-function.js'
import { array, differencesTolerance, distance, dotProduct, elements, fromFlat, messageOf, roundingTolerance, wave } from './setup.js'
import { mlp, mlpParams, sumAll } from './small-models.js'

const float64 = (shape: readonly number[]) => ({ shape, dtype: 'float64' }) as const

describe('jvp', () => {
  it('is the value and the derivative in a direction', () => {
    const [y, dy] = jvp((x: Tensor) => sin(x), [array([0, 1])], [array([2, 3])])
    expect(elements(y)[1]).toBeCloseTo(Math.sin(1), 14)
    expect(elements(dy)[0]).toBe(2)
    expect(elements(dy)[1]).toBeCloseTo(3 * Math.cos(1), 14)
  })

  it('agrees with differences along the direction', () => {
    const [params, x] = [mlpParams(), wave([3], 4)]
    const direction = wave([3], 6)
    const [, dy] = jvp((v: Tensor) => mlp(params, v), [x], [direction])
    const h = 1e-5
    const at = (t: number) =>
      elements(
        mlp(
          params,
          fromFlat(
            elements(x).map((v, i) => v + t * (elements(direction)[i] ?? 0)),
            [3],
          ),
        ),
      )
    const differences = fromFlat(
      at(h).map((v, i) => (v - (at(-h)[i] ?? 0)) / (2 * h)),
      [2],
    )
    expect(distance(dy, differences)).toBeLessThan(differencesTolerance)
  })

  it('goes through trees; results that do not depend on the primals and integers have zero tangents', () => {
    const f = (p: { readonly a: Tensor; readonly n: number }) => ({
      twice: add(p.a, p.a),
      one: full(1, float64([2])),
      int: cast(p.a, 'int32'),
      n: p.n,
    })
    const [y, dy] = jvp(f, [{ a: array([1, 2]), n: 7 }], [{ a: array([1, 0]), n: 7 }])
    expect([y.n, y.int.toArray(), y.one.toArray()]).toEqual([7, [1, 2], [1, 1]])
    expect([dy.twice.toArray(), dy.one.toArray(), dy.int.toArray(), dy.int.dtype]).toEqual([[2, 0], [0, 0], [0, 0], 'int32'])
  })

  it('refuses tangents of another structure or type, and integer primals', () => {
    const f = (p: { readonly a: Tensor; readonly b: Tensor }) => add(p.a, p.b)
    const p = { a: array([1]), b: array([2]) }
    expect(messageOf(() => jvp(f, [p], [{ a: array([1]) } as never]))).toBe(
      "ShapeError: jvp: tangents must have the structure of what they belong to; expected leaf '0.b', got nothing more",
    )
    expect(messageOf(() => jvp(f, [p], [{ a: array([1]), b: array([1, 2]) }]))).toBe(
      "ShapeError: jvp: tangents must have the types of what they belong to; expected float64[1], got float64[2] at leaf '0.b'",
    )
    expect(messageOf(() => jvp((x: Tensor) => x, [array(1, 'int32')], [array(1, 'int32')]))).toMatch(
      /^DTypeError: jvp: argument 0 must be float; expected a float dtype, got int32\[\]/,
    )
  })
})

describe('linearize', () => {
  it('gives a linear map that can be used many times', () => {
    const [y, derivative] = linearize((x: Tensor) => mul(x, exp(x)), array([0, 1]))
    expect(elements(y)[1]).toBeCloseTo(Math.E, 14)
    const [a, b] = [derivative(array([1, 1])), derivative(array([2, 0]))]
    expect(elements(a)[0]).toBe(1)
    expect(elements(a)[1]).toBeCloseTo(2 * Math.E, 13)
    expect(elements(b)).toEqual([2, 0])
  })

  it('equals jvp, bit for bit', () => {
    const [params, x, t] = [mlpParams(), wave([3], 4), wave([3], 5)]
    const f = (v: Tensor) => mlp(params, v)
    const [y, dy] = jvp(f, [x], [t])
    const [value, derivative] = linearize(f, x)
    expect(elements(value)).toEqual(elements(y))
    expect(elements(derivative(t))).toEqual(elements(dy))
  })

  it('records the linear part only, and nothing dead', () => {
    const { leaves } = flattenTensors([array([1, 2])])
    const { linear } = linearizeLeaves(
      'linearize',
      ([x]) => {
        const unused = mul(tanh(x as Tensor), exp(x as Tensor))
        void unused
        return flattenTensors(mul(sin(x as Tensor), array([3, 4])))
      },
      leaves,
    )
    checkGraph(linear.graph, 'linearize')
    // dx · cos(x), then times the constant
    expect(linear.graph.equations.map(equation => equation.primitive.name)).toEqual(['mul', 'mul'])
    expect(linear.captured.length).toBe(2)
  })

  it('leaves out what is differentiated by nothing', () => {
    const [y, derivative] = linearize((_x: Tensor) => full(2, float64([])), array([1, 2]))
    expect([y.item(), derivative(array([5, 5])).item()]).toEqual([2, 0])
  })
})

describe('vjp', () => {
  it('is the transpose of jvp', () => {
    const params = mlpParams()
    const x = wave([3], 4)
    const f = (p: typeof params, v: Tensor) => mlp(p, v)
    const tangents = [mlpParams(9), wave([3], 12)] as const
    const [, dy] = jvp(f, [params, x], [tangents[0], tangents[1]])
    const cotangent = wave([2], 13)
    const [, pullback] = vjp(f, params, x)
    const left = dotProduct(dy, cotangent)
    const cotangents = flattenTensors(pullback(cotangent)).leaves
    const right = flattenTensors(tangents).leaves.reduce((sum, t, i) => sum + dotProduct(t, cotangents[i] as Tensor), 0)
    expect(Math.abs(left - right)).toBeLessThan(roundingTolerance)
  })

  it('takes cotangents like the result and returns a list like the primals', () => {
    const [y, pullback] = vjp(
      (p: { readonly a: Tensor }, b: Tensor, n: number) => ({ product: mul(p.a, b), sum: sumAll(p.a), count: cast(b, 'int32'), n }),
      { a: array([1, 2]) },
      array([3, 4]),
      5,
    )
    expect(y.n).toBe(5)
    const [dp, db, n] = pullback({ product: array([1, 1]), sum: array(10), count: array([0, 0], 'int32'), n: 5 })
    expect([dp.a.toArray(), db.toArray(), n]).toEqual([[13, 14], [1, 2], 5])
  })

  it('can pull back several times', () => {
    const [, pullback] = vjp((x: Tensor) => mul(x, x), array([1, 2]))
    expect(pullback(array([1, 0]))[0].toArray()).toEqual([2, 0])
    expect(pullback(array([0, 1]))[0].toArray()).toEqual([0, 4])
  })

  it('refuses cotangents that do not fit', () => {
    const [, pullback] = vjp((x: Tensor) => mul(x, x), array([1, 2]))
    expect(messageOf(() => pullback(array(1)))).toBe(
      'ShapeError: vjp: cotangents must have the types of what they belong to; expected float64[2], got float64[]',
    )
    expect(messageOf(() => pullback([array([1, 2])] as never))).toBe(
      "ShapeError: vjp: cotangents must have the structure of what they belong to; expected a single tensor, got leaf '0'",
    )
  })
})
