// Sums and maxima over windows: JAX's values, lowerings run element by element, and that take and put are each other's adjoint.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { differentiate } from '../../src/core/primitive.js'
import { bind } from '../../src/core/trace.js'
import { pads, windowCount } from '../../src/primitives/window/axis.js'
import { type WindowParams, type WindowSumParams, windowAxes } from '../../src/primitives/window/geometry.js'
import { windowArgmax, windowArgmaxP, windowMax, windowMaxP } from '../../src/primitives/window/max.js'
import { windowSumP } from '../../src/primitives/window/sum.js'
import { windowPut, windowPutP, windowTake, windowTakeP } from '../../src/primitives/window/take.js'
import type { DTypeName } from '../../src/support/dtype.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import {
  cotangentsOf,
  describeGolden,
  dotProduct,
  type GoldenArray,
  type GoldenCase,
  goldenFile,
  loweredOf,
  messageOf,
  plainOf,
  tensorOf,
  untyped,
} from './golden-cases.js'

interface WindowCase extends GoldenCase {
  readonly argmax?: GoldenArray
  readonly tangent?: GoldenArray
  readonly outputTangent?: GoldenArray
}

const [sum, max, argmax, take, put] = [windowSumP, windowMaxP, windowArgmaxP, windowTakeP, windowPutP].map(untyped)
if (!sum || !max || !argmax || !take || !put) throw new Error('a record is missing')

const golden = goldenFile<WindowCase>('window')
describeGolden(golden, [sum, max])

/** A window of all axes as the golden file has it. */
const paramsOf = ({ params }: GoldenCase) => params as unknown as WindowParams

describe('windowMax in golden cases', () => {
  const cases = golden.cases.filter(c => c.primitive === 'windowMax').map(c => [c.name, c] as const)

  it.each(cases)('%s: the position of the first maximum', (_, c) => {
    const x = tensorOf(c.inputs[0] as GoldenArray)
    expect(plainOf(windowArgmax(x, paramsOf(c)))).toEqual(c.argmax)
    expect(plainOf(loweredOf(argmax, [x], c.params))).toEqual(c.argmax)
    expect(plainOf(windowTake(x, windowArgmax(x, paramsOf(c)), paramsOf(c)))).toEqual(c.output)
  })

  it.each(cases.filter(([, c]) => c.tangent !== undefined))('%s: the tangent of the maximum', (_, c) => {
    const x = tensorOf(c.inputs[0] as GoldenArray)
    const [tangent] = differentiate(max, [x], [tensorOf(c.tangent as GoldenArray)], c.params, () => []).tangents
    expect(plainOf(tangent)).toEqual(c.outputTangent)
  })

  it.each(cases.filter(([, c]) => c.cotangent !== undefined))('%s: the cotangent goes back to the maximum', (_, c) => {
    const x = tensorOf(c.inputs[0] as GoldenArray)
    const back = windowPut(tensorOf(c.cotangent as GoldenArray), windowArgmax(x, paramsOf(c)), { ...paramsOf(c), shape: x.shape })
    expect([plainOf(back)]).toEqual(c.cotangents)
  })
})

const integers = (shape: Dims, dtype: DTypeName = 'float64', min = -3, most = 3) =>
  fc
    .array(fc.integer({ min, max: most }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map(data => tensorOf({ shape, dtype, data }))

const axis = fc.record({
  input: fc.integer({ min: 0, max: 7 }),
  window: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding: fc.tuple(fc.integer({ min: -2, max: 3 }), fc.integer({ min: -2, max: 3 })),
  baseDilation: fc.integer({ min: 1, max: 4 }),
  windowDilation: fc.integer({ min: 1, max: 3 }),
})

const windows = fc.array(axis, { maxLength: 2 }).map(axes => {
  const shape = axes.map(a => a.input)
  const params: WindowSumParams = {
    window: axes.map(a => a.window),
    strides: axes.map(a => a.stride),
    padding: axes.map(a => a.padding),
    baseDilation: axes.map(a => a.baseDilation),
    windowDilation: axes.map(a => a.windowDilation),
  }
  const { baseDilation: _, ...dense } = params
  return { shape, params, dense: dense as WindowParams }
})

describe('windowSum', () => {
  const uses = windows.chain(({ shape, params }) =>
    fc.tuple(fc.constant(params), integers(shape), integers(windowAxes(shape, params).map(windowCount))),
  )

  it('has itself as adjoint: ⟨sum(x), c⟩ = ⟨x, sumᵀ(c)⟩', () => {
    fc.assert(
      fc.property(uses, ([params, x, cotangent]) => {
        const [out] = bind(sum, [x], params)
        const [cx] = cotangentsOf(sum, [x], params, cotangent, [true])
        expect(cx?.shape).toEqual(x.shape)
        expect(dotProduct(x, cx)).toBe(dotProduct(out, cotangent))
      }),
      { numRuns: 400 },
    )
  })

  it('means what its lowering says', () => {
    fc.assert(
      fc.property(uses, ([params, x]) => {
        const [out] = bind(sum, [x], params)
        expect(plainOf(loweredOf(sum, [x], params))).toEqual(plainOf(out))
      }),
      { numRuns: 300 },
    )
  })

  it('visits only what is there: not the holes of a dilated input, not axes that are not pooled', () => {
    const inputs = [{ shape: [2, 8, 8], dtype: 'float32' as const }]
    const params = {
      window: [1, 2, 3],
      strides: [1, 1, 1],
      padding: pads([0, 0], [1, 1], [2, 2]),
      baseDilation: [1, 2, 2],
      windowDilation: [1, 1, 1],
    }
    const lowering = windowSumP.lower(inputs, params, windowSumP.typeOf(inputs, params))
    expect(lowering.kind === 'reduce' && lowering.extents).toEqual([2])
  })
})

describe('windowTake and windowPut', () => {
  const uses = windows.chain(({ shape, dense }) => {
    const out = windowAxes(shape, dense).map(windowCount)
    // Positions outside of the window take nothing.
    const positions = integers(out, 'int32', -1, sizeOf(dense.window))
    return fc.tuple(fc.constant(dense), integers(shape), positions, integers(out))
  })

  it('are adjoint: ⟨take(x), c⟩ = ⟨x, put(c)⟩, and each is the transpose of the other', () => {
    fc.assert(
      fc.property(uses, ([params, x, position, cotangent]) => {
        const back = windowPut(cotangent, position, { ...params, shape: x.shape })
        expect(dotProduct(x, back)).toBe(dotProduct(windowTake(x, position, params), cotangent))
        const [viaTake] = cotangentsOf(take, [x, position], params, cotangent, [true, false])
        expect(plainOf(viaTake)).toEqual(plainOf(back))
        const [viaPut] = cotangentsOf(put, [cotangent, position], { ...params, shape: x.shape }, x, [true, false])
        expect(plainOf(viaPut)).toEqual(plainOf(windowTake(x, position, params)))
      }),
      { numRuns: 300 },
    )
  })

  it('mean what their lowerings say', () => {
    fc.assert(
      fc.property(uses, ([params, x, position, cotangent]) => {
        expect(plainOf(loweredOf(take, [x, position], params))).toEqual(plainOf(windowTake(x, position, params)))
        const shaped = { ...params, shape: x.shape }
        expect(plainOf(loweredOf(put, [cotangent, position], shaped))).toEqual(plainOf(windowPut(cotangent, position, shaped)))
      }),
      { numRuns: 300 },
    )
  })

  it('visit one window for each input place where the windows do not overlap', () => {
    const params = {
      window: [1, 2, 2],
      strides: [1, 2, 2],
      padding: [
        [0, 0],
        [0, 0],
        [0, 0],
      ] as const,
      windowDilation: [1, 1, 1],
    }
    const lowering = windowPutP.lower([], { ...params, shape: [3, 8, 8] }, [])
    expect(lowering.kind === 'reduce' && lowering.extents).toEqual([])
    const overlapping = windowPutP.lower([], { ...params, window: [1, 3, 3], shape: [3, 8, 8] }, [])
    expect(overlapping.kind === 'reduce' && overlapping.extents).toEqual([2, 2])
  })
})

describe('windowMax and windowArgmax', () => {
  const params = { window: [3], strides: [1], padding: [[1, 1]] as const, windowDilation: [1] }
  const numbers = (data: readonly number[], dtype: DTypeName = 'float32') => tensorOf({ shape: [data.length], dtype, data })

  it('mean what their lowerings say', () => {
    const uses = windows.chain(({ shape, dense }) => fc.tuple(fc.constant(dense), integers(shape)))
    fc.assert(
      fc.property(uses, ([dense, x]) => {
        expect(plainOf(loweredOf(max, [x], dense))).toEqual(plainOf(windowMax(x, dense)))
        expect(plainOf(loweredOf(argmax, [x], dense))).toEqual(plainOf(windowArgmax(x, dense)))
      }),
      { numRuns: 300 },
    )
  })

  it('take NaN for the largest, and the first of equals', () => {
    const x = numbers([1, Number.NaN, 2, 2, Number.NaN])
    expect([...windowMax(x, params).dataSync()]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN, Number.NaN])
    expect([...windowArgmax(x, params).dataSync()]).toEqual([2, 1, 0, 2, 1])
    expect([...windowArgmax(numbers([5, 5, 5]), params).dataSync()]).toEqual([1, 0, 0])
  })

  it('never choose the padding over an element', () => {
    expect([...windowMax(numbers([-7, -8, -9]), params).dataSync()]).toEqual([-7, -7, -8])
    expect([...windowMax(numbers([-2147483648, -5], 'int32'), params).dataSync()]).toEqual([-5, -5])
    expect([...windowMax(numbers([0, 3], 'uint8'), params).dataSync()]).toEqual([3, 3])
  })

  it('give -∞ where a window holds nothing but padding', () => {
    const outside = { window: [2], strides: [3], padding: [[2, 0]] as const, windowDilation: [1] }
    expect([...windowMax(numbers([1, 2, 3]), outside).dataSync()]).toEqual([Number.NEGATIVE_INFINITY, 3])
  })
})

describe('messages', () => {
  const params: WindowParams = {
    window: [1, 2],
    strides: [1, 2],
    padding: [
      [0, 0],
      [0, 0],
    ],
    windowDilation: [1, 1],
  }
  const x = { shape: [3, 6], dtype: 'float32' } as const

  it('say what does not fit', () => {
    expect(messageOf(() => windowMaxP.typeOf([{ shape: [6], dtype: 'float32' }], params))).toBe(
      'ArgumentError: windowMax: window sizes must be positive integers; expected 1 of them, got [1,2] from x float32[6]',
    )
    expect(messageOf(() => windowMaxP.typeOf([x], { ...params, window: [1, 0] }))).toBe(
      'ArgumentError: windowMax: window sizes must be positive integers; expected 2 of them, got [1,0] from x float32[3,6]',
    )
    expect(messageOf(() => windowSumP.typeOf([{ shape: [3, 6], dtype: 'bool' }], { ...params, baseDilation: [1, 1] }))).toBe(
      'DTypeError: windowSum: elements must be numbers; got bool from x bool[3,6]; convert with cast',
    )
    expect(messageOf(() => windowTakeP.typeOf([x, { shape: [3, 4], dtype: 'int32' }], params))).toBe(
      'ShapeError: windowTake: position must have one element for each window; expected [3,3], got [3,4] from x float32[3,6], position int32[3,4]',
    )
    expect(messageOf(() => windowTakeP.typeOf([x, { shape: [3, 3], dtype: 'float32' }], params))).toBe(
      'DTypeError: windowTake: positions must be int32; got float32 from x float32[3,6], position float32[3,3]',
    )
    expect(messageOf(() => windowPutP.typeOf([x, { shape: [3, 3], dtype: 'int32' }], { ...params, shape: [3, 6] }))).toBe(
      'ShapeError: windowPut: cotangent must have one element for each window; expected [3,3], got [3,6] from cotangent float32[3,6], position int32[3,3], shape [3,6]',
    )
  })
})
