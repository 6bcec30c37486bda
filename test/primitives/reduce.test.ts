// Reductions and positions of extrema: JAX's values, derivatives at ties and at zeros, and what batching makes of their order.

import { describe, expect, it } from 'vitest'
import type { Tensor } from '../../src/core/tensor.js'
import { bind } from '../../src/core/trace.js'
import { argmax, argmaxP, argmin, argminP } from '../../src/primitives/reduction/arg-extremum.js'
import { batchReduction, planReduction } from '../../src/primitives/reduction/order.js'
import {
  reduceAllP,
  reduceAnyP,
  reduceMax,
  reduceMaxP,
  reduceMin,
  reduceMinP,
  reduceProduct,
  reduceProductP,
} from '../../src/primitives/reduction/reduce.js'
import { reduceSum, reduceSumP } from '../../src/primitives/structure/broadcast.js'
import type { Dims } from '../../src/support/shape.js'
import { vjp } from '../../src/transforms/reverse/vjp.js'
import { describeGolden, goldenFile, messageOf, plainOf, tensorOf, untyped } from './golden-cases.js'

const records = [reduceSumP, reduceProductP, reduceMaxP, reduceMinP, reduceAnyP, reduceAllP, argmaxP, argminP].map(untyped)
const golden = goldenFile('reduce')

describeGolden(golden, records)

const vector = (data: readonly number[]): Tensor => tensorOf({ shape: [data.length], dtype: 'float64', data })

describe('cotangents by linearizing and transposing', () => {
  const differentiated = golden.cases.filter(({ cotangents }) => cotangents !== undefined)
  it.each(differentiated.map(c => [`${c.primitive} ${c.name}`, c] as const))(
    '%s',
    (_, { primitive, params, inputs, cotangent, cotangents }) => {
      const record = records.find(({ name }) => name === primitive)
      if (record === undefined || cotangent === undefined) throw new Error(`no record or cotangent for ${primitive}`)
      const [, pullback] = vjp((...xs: readonly Tensor[]) => bind(record, xs, params), ...inputs.map(tensorOf))
      // Shares of three tied elements are thirds, which JAX rounds by itself.
      for (const [i, got] of pullback([tensorOf(cotangent)]).entries()) {
        const expected = cotangents?.[i]
        expect(got.shape).toEqual(expected?.shape)
        for (const [k, value] of got.dataSync().entries()) expect(value).toBeCloseTo(expected?.data[k] ?? Number.NaN, 5)
      }
    },
  )
})

describe('NaN', () => {
  const x = vector([1, Number.NaN, 3])
  it('propagates through sums, products and extrema, wherever it stands', () => {
    for (const f of [reduceSum, reduceProduct, reduceMax, reduceMin]) {
      expect(f(x, [0]).item()).toBeNaN()
      expect(f(vector([Number.NaN, 1]), [0]).item()).toBeNaN()
    }
  })
  it('counts as best, the first one', () => {
    expect(argmax(x, 0).item()).toBe(1)
    expect(argmin(x, 0).item()).toBe(1)
    expect(argmax(vector([5, Number.NaN, Number.NaN]), 0).item()).toBe(1)
  })
})

describe('nothing', () => {
  const empty = tensorOf({ shape: [0, 2], dtype: 'float32', data: [] })
  const ints = tensorOf({ shape: [0], dtype: 'int32', data: [] })
  it('reduces to the identity', () => {
    expect(reduceSum(empty, [0]).toArray()).toEqual([0, 0])
    expect(reduceProduct(empty, [0]).toArray()).toEqual([1, 1])
    expect(reduceMax(empty, [0]).toArray()).toEqual([-Infinity, -Infinity])
    expect(reduceMin(empty, [0]).toArray()).toEqual([Infinity, Infinity])
    expect([reduceMax(ints, [0]).item(), reduceMin(ints, [0]).item()]).toEqual([-2147483648, 2147483647])
  })
  it('has no best element', () => {
    expect(messageOf(() => argmax(ints, 0))).toBe(
      'ShapeError: argmax: nothing has no best element; expected a size of at least 1 on axis 0, got 0 from x int32[0]',
    )
  })
})

it('a product that contains zeros has a derivative', () => {
  const slope = (...data: readonly number[]) =>
    vjp((x: Tensor) => reduceProduct(x, [0]), vector(data))[1](tensorOf({ shape: [], dtype: 'float64', data: [1] }))[0]
  expect(plainOf(slope(2, 0, 5))?.data).toEqual([0, 10, 0])
  expect(plainOf(slope(0, 0, 5))?.data).toEqual([0, 0, 0])
})

describe('the order of a reduction', () => {
  const plan = (shape: Dims, axes: Dims) => {
    const { extents, order } = planReduction(shape, axes)
    return `${order} [${extents}]`
  }
  it('is along lanes when the last axis is reduced and long enough, after axes at the end were merged while short', () => {
    expect(plan([8, 15], [1])).toBe('sequence [15]')
    expect(plan([8, 16], [1])).toBe('lanes [16]')
    expect(plan([16, 8], [0])).toBe('sequence [16]')
    expect(plan([2, 3, 7, 7], [2, 3])).toBe('lanes [49]')
    expect(plan([2, 3, 7, 7], [0, 2, 3])).toBe('lanes [2,49]')
    expect(plan([2, 3, 64], [1, 2])).toBe('lanes [3,64]')
    expect(plan([2, 3, 63], [1, 2])).toBe('lanes [189]')
    expect(plan([4, 4, 4, 4], [0, 1, 2, 3])).toBe('lanes [4,64]')
    expect(plan([], [])).toBe('sequence []')
    expect(plan([3, 0], [1])).toBe('sequence [0]')
  })
  it('is not changed by a mapped axis, wherever it stands', () => {
    for (const [shape, axes] of [
      [
        [2, 3, 7, 7],
        [0, 2, 3],
      ],
      [[16], [0]],
      [
        [4, 4],
        [0, 1],
      ],
      [[5, 40], [0]],
      [[5, 40], [1]],
      [[5], []],
    ] as const)
      for (let axis = 0; axis <= shape.length; axis++) {
        const mapped = tensorOf({ shape: shape.toSpliced(axis, 0, 2), dtype: 'float32', data: [] })
        const moved = batchReduction(mapped, axis, axes)
        expect(plan(moved.x.shape, moved.axes)).toBe(plan(shape, axes))
      }
  })
})
