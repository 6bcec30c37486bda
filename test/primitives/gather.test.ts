// Gather and scatter-add: JAX's values, their lowerings run element by element, and that they are each other's adjoint.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ArrayType } from '../../src/core/array-type.js'
import { differentiate, type Tangent } from '../../src/core/primitive.js'
import { bind } from '../../src/core/trace.js'
import { gather, gatherP, scatterAdd, scatterAddP } from '../../src/primitives/gather/gather.js'
import type { GatherParams } from '../../src/primitives/gather/geometry.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import { cotangentsOf, describeGolden, dotProduct, goldenFile, loweredOf, messageOf, plainOf, tensorOf, untyped } from './golden-cases.js'

const [read, add] = [untyped(gatherP), untyped(scatterAddP)]

describeGolden(goldenFile('gather'), [read, add])

const integers = (shape: Dims, dtype: ArrayType['dtype'] = 'float64', min = -3, max = 3) =>
  fc.array(fc.integer({ min, max }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) }).map(data => tensorOf({ shape, dtype, data }))

const operandAxis = fc.record({
  size: fc.integer({ min: 1, max: 4 }),
  slice: fc.integer({ min: 1, max: 4 }),
  role: fc.constantFrom('window', 'started', 'collapsed', 'batch'),
  shuffle: fc.double({ noNaN: true }),
})

/** Any legal numbers: every operand axis has a role, the output places of the slice's axes are drawn. */
const uses = fc
  .record({
    axes: fc.array(operandAxis, { maxLength: 3 }),
    loose: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 2 }),
    mode: fc.constantFrom('clip' as const, 'fill' as const),
    seed: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 8, maxLength: 8 }),
  })
  .chain(({ axes, loose, mode, seed }) => {
    const numbered = axes.map((axis, at) => ({ ...axis, at }))
    const of = (...roles: readonly string[]) => numbered.filter(axis => roles.includes(axis.role))
    const shuffled = of('started', 'collapsed').toSorted((a, b) => a.shuffle - b.shuffle)
    const batch = of('batch')
    const sliceAxes = of('window', 'started')
    // The batch axes of the indices stand in reverse order behind the loose ones.
    const leading = [...loose, ...batch.map(axis => axis.size).toReversed()]
    const rank = leading.length + sliceAxes.length
    const offsetAxes = Array.from({ length: rank }, (_, axis) => ({ axis, key: seed[axis] ?? 0 }))
      .toSorted((a, b) => a.key - b.key)
      .slice(0, sliceAxes.length)
      .map(({ axis }) => axis)
      .toSorted((a, b) => a - b)
    const params: GatherParams = {
      offsetAxes,
      collapsedAxes: of('collapsed').map(axis => axis.at),
      startMap: shuffled.map(axis => axis.at),
      operandBatchAxes: batch.map(axis => axis.at),
      indicesBatchAxes: batch.map((_, j) => leading.length - 1 - j),
      sliceSizes: axes.map(axis => (axis.role === 'window' || axis.role === 'started' ? Math.min(axis.slice, axis.size) : 1)),
      mode,
    }
    const [operand, indices] = [axes.map(axis => axis.size), [...leading, shuffled.length]]
    const [out] = gatherP.typeOf(
      [
        { shape: operand, dtype: 'float64' },
        { shape: indices, dtype: 'int32' },
      ],
      params,
    )
    return fc.tuple(fc.constant(params), integers(operand), integers(indices, 'int32', -2, 5), integers(out?.shape ?? []))
  })

describe('gather and scatterAdd', () => {
  it('are adjoint: ⟨gather(x), u⟩ = ⟨x, scatterAdd(0, u)⟩, and each is the transpose of the other', () => {
    fc.assert(
      fc.property(uses, ([params, x, indices, updates]) => {
        const [cx] = cotangentsOf(read, [x, indices], params, updates, [true, false])
        expect(dotProduct(x, cx)).toBe(dotProduct(gather(x, indices, params), updates))
        const [cOperand, , cUpdates] = cotangentsOf(add, [x, indices, updates], params, x, [true, false, true])
        expect(plainOf(cOperand)).toEqual(plainOf(x))
        expect(plainOf(cUpdates)).toEqual(plainOf(gather(x, indices, params)))
      }),
      { numRuns: 300 },
    )
  })

  it('mean what their lowerings say', () => {
    fc.assert(
      fc.property(uses, ([params, x, indices, updates]) => {
        expect(plainOf(loweredOf(read, [x, indices], params))).toEqual(plainOf(gather(x, indices, params)))
        expect(plainOf(loweredOf(add, [x, indices, updates], params))).toEqual(plainOf(scatterAdd(x, indices, updates, params)))
      }),
      { numRuns: 300 },
    )
  })

  it('move tangents: of both the operand and the updates, and of either alone', () => {
    const params: GatherParams = {
      offsetAxes: [],
      collapsedAxes: [0],
      startMap: [0],
      operandBatchAxes: [],
      indicesBatchAxes: [],
      sliceSizes: [1],
      mode: 'clip',
    }
    const vector = (...data: number[]) => tensorOf({ shape: [data.length], dtype: 'float32', data })
    const indices = tensorOf({ shape: [2, 1], dtype: 'int32', data: [2, 2] })
    const [x, u] = [vector(1, 2, 3), vector(10, 20)]
    const outputs = bind(add, [x, indices, u], params)
    expect(plainOf(outputs[0])?.data).toEqual([1, 2, 33])
    const tangent = (...tangents: readonly Tangent[]) =>
      plainOf(differentiate(add, [x, indices, u], tangents, params, () => outputs).tangents[0])?.data
    expect(tangent(vector(1, 1, 1), null, vector(2, 3))).toEqual([1, 1, 6])
    expect(tangent(null, null, vector(2, 3))).toEqual([0, 0, 5])
    expect(tangent(vector(1, 1, 1), null, null)).toEqual([1, 1, 1])
  })

  it('map over no examples at all', () => {
    const params: GatherParams = {
      offsetAxes: [1],
      collapsedAxes: [0],
      startMap: [0],
      operandBatchAxes: [],
      indicesBatchAxes: [],
      sliceSizes: [1, 3],
      mode: 'clip',
    }
    const empty = (shape: Dims, dtype: ArrayType['dtype'] = 'float32') => tensorOf({ shape, dtype, data: [] })
    const [x, indices, updates] = [empty([5, 0, 3]), empty([0, 4, 1], 'int32'), empty([4, 0, 3])]
    expect(read.batch([x, indices], [1, 0], 0, params).outputs[0]?.shape).toEqual([0, 4, 3])
    expect(add.batch([x, indices, updates], [1, 0, 1], 0, params).outputs[0]?.shape).toEqual([5, 0, 3])
  })

  it('say what does not fit', () => {
    const rows: GatherParams = {
      offsetAxes: [1],
      collapsedAxes: [0],
      startMap: [0],
      operandBatchAxes: [],
      indicesBatchAxes: [],
      sliceSizes: [1, 3],
      mode: 'clip',
    }
    const message = (given: Partial<GatherParams>, operand: Dims = [5, 3], indices: Dims = [4, 1], dtype: ArrayType['dtype'] = 'int32') =>
      messageOf(() =>
        gatherP.typeOf(
          [
            { shape: operand, dtype: 'float32' },
            { shape: indices, dtype },
          ],
          { ...rows, ...given },
        ),
      )
    const from = 'from operand float32[5,3], indices int32[4,1]'
    expect(message({}, [5, 3], [4, 1], 'float32')).toBe(
      'DTypeError: gather: indices must be integers; got float32 from operand float32[5,3], indices float32[4,1]',
    )
    expect(message({ sliceSizes: [1, 4] })).toBe(
      `ShapeError: gather: slices must fit into the operand; expected sizes up to [5,3], got [1,4] ${from}`,
    )
    expect(message({}, [5, 3], [4, 2])).toBe(
      'ArgumentError: gather: startMap must have an axis for each component of an index; expected 2 (indices axis 1), got 1 from operand float32[5,3], indices int32[4,2]',
    )
    expect(message({ offsetAxes: [2] })).toBe(
      `ArgumentError: gather: offsetAxes must be distinct axes in ascending order; expected axes below 2, got [2] ${from}`,
    )
    expect(message({ offsetAxes: [] })).toBe(
      `ArgumentError: gather: offsetAxes must have an axis for each axis of the slice; expected 1, got 0 ${from}`,
    )
    expect(message({ sliceSizes: [2, 3] })).toBe(
      `ArgumentError: gather: slices must have size 1 along collapsed and batch axes; expected 1 (operand axis 0), got 2 ${from}`,
    )
    const updates = [
      { shape: [5, 3], dtype: 'float32' },
      { shape: [4, 1], dtype: 'int32' },
      { shape: [4, 2], dtype: 'float32' },
    ] as const
    expect(messageOf(() => scatterAddP.typeOf(updates, rows))).toBe(
      'ShapeError: scatterAdd: updates must have the shape that gather gives; expected [4,3], got [4,2] from operand float32[5,3], indices int32[4,1], updates float32[4,2]',
    )
  })
})
