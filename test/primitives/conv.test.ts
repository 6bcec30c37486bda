// Convolution: JAX's values, its lowering run element by element, and the adjoints of random geometries.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { add, and, compare, type Expr, index, mul, read, variable } from '../../src/core/expr.js'
import { direct } from '../../src/core/lowering.js'
import { bind } from '../../src/core/trace.js'
import { convP } from '../../src/primitives/contraction/conv.js'
import type { ConvOperation } from '../../src/primitives/contraction/conv-geometry.js'
import { pads } from '../../src/primitives/window/axis.js'
import type { Dims } from '../../src/support/shape.js'
import { sizeOf } from '../../src/support/shape.js'
import { cotangentsOf, describeGolden, dotProduct, goldenFile, loweredOf, messageOf, plainOf, tensorOf, untyped } from './golden-cases.js'

const conv = untyped(convP)

const golden = goldenFile('conv')
describeGolden({ ...golden, cases: golden.cases.map(c => ({ ...c, params: { ...c.params, method: direct } })) }, [conv])

const integers = (shape: Dims) =>
  fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map(data => tensorOf({ shape, dtype: 'float64', data }))

const spatialAxis = fc.record({
  input: fc.integer({ min: 0, max: 6 }),
  window: fc.integer({ min: 0, max: 4 }),
  stride: fc.integer({ min: 1, max: 3 }),
  padding: fc.tuple(fc.integer({ min: -2, max: 3 }), fc.integer({ min: -2, max: 3 })),
  inputDilation: fc.integer({ min: 1, max: 3 }),
  kernelDilation: fc.integer({ min: 1, max: 3 }),
})

const uses = fc
  .record({
    axes: fc.array(spatialAxis, { maxLength: 2 }),
    groups: fc.constantFrom([1, 1] as const, [2, 1] as const, [3, 1] as const, [1, 2] as const),
    images: fc.integer({ min: 0, max: 2 }),
    channels: fc.integer({ min: 1, max: 2 }),
    outChannels: fc.integer({ min: 1, max: 2 }),
  })
  .chain(({ axes, groups: [groups, batchGroups], images, channels, outChannels }) => {
    const params: ConvOperation = {
      strides: axes.map(a => a.stride),
      padding: axes.map(a => a.padding),
      inputDilation: axes.map(a => a.inputDilation),
      kernelDilation: axes.map(a => a.kernelDilation),
      groups,
      batchGroups,
      method: direct,
    }
    const x = [images * batchGroups, channels * groups, ...axes.map(a => a.input)]
    const weight = [outChannels * groups * batchGroups, channels, ...axes.map(a => a.window)]
    const [out] = convP.typeOf(
      [
        { shape: x, dtype: 'float64' },
        { shape: weight, dtype: 'float64' },
      ],
      params,
    )
    return fc.tuple(fc.constant(params), integers(x), integers(weight), integers(out?.shape ?? []))
  })

describe('conv', () => {
  it('is the same number seen from the output, the image and the weight: ⟨conv(x, w), c⟩ = ⟨x, cx⟩ = ⟨w, cw⟩', () => {
    fc.assert(
      fc.property(uses, ([params, x, weight, cotangent]) => {
        const [out] = bind(conv, [x, weight], params)
        const [cx, cw] = cotangentsOf(conv, [x, weight], params, cotangent, [true, true])
        expect([cx?.shape, cw?.shape]).toEqual([x.shape, weight.shape])
        // Sums of integers: exact in float64.
        expect(dotProduct(x, cx)).toBe(dotProduct(out, cotangent))
        expect(dotProduct(weight, cw)).toBe(dotProduct(out, cotangent))
      }),
      { numRuns: 300 },
    )
  })

  it('means what its lowering says', () => {
    fc.assert(
      fc.property(uses, ([params, x, weight]) => {
        const [out] = bind(conv, [x, weight], params)
        expect(plainOf(loweredOf(conv, [x, weight], params))).toEqual(plainOf(out))
      }),
      { numRuns: 200 },
    )
  })

  it('is a contraction of output channels against images, guarded only where padding is', () => {
    const lowered = (padding: ConvOperation['padding']) => {
      const inputs = [
        { shape: [8, 3, 10, 10], dtype: 'float32' as const },
        { shape: [16, 3, 3, 3], dtype: 'float32' as const },
      ]
      const params = { strides: [2, 1], padding, inputDilation: [1, 1], kernelDilation: [1, 1], groups: 1, batchGroups: 1, method: direct }
      const lowering = convP.lower(inputs, params, convP.typeOf(inputs, params))
      if (lowering.kind !== 'contract') throw new Error(lowering.kind)
      const [n, k] = [lowering.columns.map(extent => variable('n', extent)), lowering.depth.map(extent => variable('k', extent))]
      const guards: (Expr | undefined)[] = []
      lowering.right([], n, k, (source, at, guard) => {
        guards.push(guard)
        return read('float32', source, at, guard ?? null)
      })
      return { lowering, n, k, guards }
    }
    const plain = lowered([
      [0, 0],
      [0, 0],
    ])
    const { batch, rows, columns, depth } = plain.lowering
    expect({ batch, rows, columns, depth }).toEqual({ batch: [], rows: [16], columns: [8, 4, 8], depth: [3, 3, 3] })
    expect(plain.guards).toEqual([undefined])
    // With stride 2 the last window stops short of the padding at the end; there is none at the start of the other axis.
    const { n, k, guards } = lowered([
      [1, 1],
      [0, 2],
    ])
    const [y, x] = [add(mul(n[1] ?? index(0), index(2)), k[1] ?? index(0)), add(n[2] ?? index(0), k[2] ?? index(0))]
    expect(guards).toEqual([and(compare('ge', y, index(1)), compare('lt', x, index(10)))])
  })

  it('maps over no examples at all', () => {
    const params = {
      strides: [1],
      padding: pads([1, 0]),
      inputDilation: [1],
      kernelDilation: [1],
      groups: 2,
      batchGroups: 1,
      method: direct,
    }
    const empty = (...shape: number[]) => tensorOf({ shape, dtype: 'float32', data: [] })
    const { outputs, axes } = conv.batch([empty(3, 0, 4, 5), empty(0, 6, 2, 2)], [1, 0], 0, params)
    expect([outputs[0]?.shape, axes]).toEqual([[0, 3, 6, 5], [0]])
  })

  it('says what does not fit', () => {
    const type = (x: Dims, weight: Dims, given: Partial<ConvOperation> = {}, dtypes = ['float32', 'float32'] as const) => {
      const ones = x.slice(2).map(() => 1)
      const zeros = ones.map((): [number, number] => [0, 0])
      const params = {
        strides: ones,
        padding: zeros,
        inputDilation: ones,
        kernelDilation: ones,
        groups: 1,
        batchGroups: 1,
        method: direct,
        ...given,
      }
      return messageOf(() =>
        convP.typeOf(
          [
            { shape: x, dtype: dtypes[0] },
            { shape: weight, dtype: dtypes[1] },
          ],
          params,
        ),
      )
    }
    expect(type([8, 3, 32, 32], [16, 4, 3, 3])).toBe(
      'ShapeError: conv: channels must match; expected 3 (input axis 1), got 4 (weight axis 1 × groups 1) from x float32[8,3,32,32], weight float32[16,4,3,3]',
    )
    expect(type([8, 4, 5], [6, 2, 3], { groups: 4 })).toBe(
      'ShapeError: conv: channels must match; expected 4 (input axis 1), got 2 (weight axis 1 × groups 4) from x float32[8,4,5], weight float32[6,2,3]',
    )
    expect(type([8, 4, 5], [6, 1, 3], { groups: 4 })).toBe(
      'ShapeError: conv: groups must divide the output channels; expected a multiple of 4, got 6 (weight axis 0) from x float32[8,4,5], weight float32[6,1,3]',
    )
    expect(type([3, 4, 5], [6, 4, 3], { batchGroups: 2 })).toBe(
      'ShapeError: conv: batchGroups must divide the images; expected a multiple of 2, got 3 (input axis 0) from x float32[3,4,5], weight float32[6,4,3]',
    )
    expect(type([8, 3, 32], [16, 3, 3, 3])).toBe(
      'ShapeError: conv: ranks must match; expected 3 (x), got 4 (weight) from x float32[8,3,32], weight float32[16,3,3,3]',
    )
    expect(type([8, 3, 32], [16, 3, 3], { strides: [0] })).toBe(
      'ArgumentError: conv: strides must be positive integers; expected 1 of them, got [0] from x float32[8,3,32], weight float32[16,3,3]',
    )
    expect(type([8, 3, 32], [16, 3, 3], { padding: [] })).toBe(
      'ArgumentError: conv: padding must be pairs of integers [low, high]; expected 1 of them, got [] from x float32[8,3,32], weight float32[16,3,3]',
    )
  })

  it('refuses two dtypes', () => {
    const params = {
      strides: [1],
      padding: [[0, 0]] as const,
      inputDilation: [1],
      kernelDilation: [1],
      groups: 1,
      batchGroups: 1,
      method: direct,
    }
    const inputs = [
      { shape: [8, 3, 32], dtype: 'float32' as const },
      { shape: [16, 3, 3], dtype: 'float64' as const },
    ]
    expect(messageOf(() => convP.typeOf(inputs, params))).toBe(
      'DTypeError: conv: dtypes must be equal; expected float32, got float64 from x float32[8,3,32], weight float64[16,3,3]; convert one with cast',
    )
  })
})
