// Primitives that create and move elements: JAX's values, their lowerings at the edges, and what they refuse.

import { describe, expect, it } from 'vitest'
import type { Expr } from '../../src/core/expr.js'
import { operands, read, variable } from '../../src/core/expr.js'
import { broadcast, broadcastP, full } from '../../src/primitives/structure/broadcast.js'
import { constant, iota } from '../../src/primitives/structure/constant.js'
import { concat, concatP } from '../../src/primitives/structure/join.js'
import { moveAxis, transpose, transposeP } from '../../src/primitives/structure/permute.js'
import { reshape, reshapeP } from '../../src/primitives/structure/reshape.js'
import { reverse, reverseP } from '../../src/primitives/structure/reverse.js'
import { pad, padP, slice, sliceP } from '../../src/primitives/structure/slice.js'
import type { Dims } from '../../src/support/shape.js'
import { describeGolden, goldenFile, messageOf, plainOf, untyped } from './golden-cases.js'

describeGolden(goldenFile('structure'), [transposeP, reshapeP, broadcastP, sliceP, padP, reverseP, concatP].map(untyped))

const ramp = (shape: Dims) => iota({ shape: [shape.reduce((a, b) => a * b, 1)], axis: 0, dtype: 'float32' })
const array = (shape: Dims) => reshape(ramp(shape), shape)

describe('constants', () => {
  it('are rounded to their dtype before they enter the graph', () => {
    expect(constant({ value: 0.1, dtype: 'float32' }).item()).toBe(Math.fround(0.1))
    expect(constant({ value: 300, dtype: 'uint8' }).item()).toBe(255)
    expect(constant({ value: Number.NaN, dtype: 'int32' }).item()).toBe(0)
    expect(plainOf(full(2.7, { shape: [2], dtype: 'int32' }))).toEqual({ shape: [2], dtype: 'int32', data: [2, 2] })
  })
  it('count along an axis, wrapping in small integers', () => {
    expect(iota({ shape: [2, 3], axis: 1, dtype: 'int32' }).toArray()).toEqual([
      [0, 1, 2],
      [0, 1, 2],
    ])
    expect(iota({ shape: [258], axis: 0, dtype: 'uint8' }).toArray()).toEqual([...Array.from({ length: 256 }, (_, i) => i), 0, 1])
  })
})

describe('wrappers', () => {
  const x = array([2, 3])
  it('that change nothing return the tensor itself', () => {
    expect(transpose(x, [0, 1])).toBe(x)
    expect(reshape(x, [2, 3])).toBe(x)
    expect(broadcast(x, [2, 3], [0, 1])).toBe(x)
    expect(slice(x, [0, 0], [2, 3])).toBe(x)
    expect(pad(x, [0, 0], [0, 0])).toBe(x)
    expect(reverse(x, [])).toBe(x)
    expect(concat([x], 0)).toBe(x)
    expect(moveAxis(x, 1, 1)).toBe(x)
  })
  it('say what does not fit', () => {
    expect(messageOf(() => transpose(x, [0, 0]))).toBe(
      'ShapeError: transpose: permutation must list every axis once; expected 2 axes, got [0,0] from x float32[2,3]',
    )
    expect(messageOf(() => reshape(x, [4]))).toBe(
      'ShapeError: reshape: sizes must be equal; expected 6 elements, got [4] with 4 from x float32[2,3]',
    )
    expect(messageOf(() => broadcast(x, [2, 4], [0, 1]))).toBe(
      'ShapeError: broadcast: sizes must be equal; expected 4 (output axis 1), got 3 (input axis 1) from x float32[2,3] to [2,4] along axes [0,1]',
    )
    expect(messageOf(() => slice(x, [0, 2], [2, 4]))).toBe(
      'ShapeError: slice: a range must lie in its axis; expected start ≤ limit ≤ 3, got 2:4 (axis 1) of x float32[2,3]',
    )
    expect(messageOf(() => slice(x, [0], [2]))).toBe(
      'ArgumentError: slice: starts must be integers from 0; expected 2 of them, got [0] from x float32[2,3]',
    )
    expect(messageOf(() => pad(x, [0, -2], [0, -2]))).toBe(
      'ShapeError: pad: no more can be cropped than there is; got low [0,-2], high [0,-2] from x float32[2,3]',
    )
    expect(messageOf(() => concat([x, array([3, 3])], 1))).toBe(
      'ShapeError: concat: shapes must be equal but for axis 1; expected [2,3] (input 0), got [3,3] (input 1) from float32[2,3], float32[3,3]',
    )
    expect(messageOf(() => concat([x, full(1, { shape: [2, 3], dtype: 'int32' })], 1))).toBe(
      'DTypeError: concat: dtypes must be equal; expected float32 (input 0), got int32 (input 1) from float32[2,3], int32[2,3]; convert one with cast',
    )
    expect(messageOf(() => concat([], 0))).toBe('ArgumentError: concat: needs at least one array; got none')
    expect(messageOf(() => reverse(x, [2]))).toBe(
      'ShapeError: reverse: axes must be distinct axes of the input; got [2] from x float32[2,3]',
    )
    expect(messageOf(() => iota({ shape: [2], axis: 1, dtype: 'int32' }))).toBe(
      "ArgumentError: iota: axis must be one of the shape's; expected 0 … 0, got 1 for int32[2]",
    )
  })
})

/** How many divisions and remainders the position of a reshape takes. */
function divisions(from: Dims, to: Dims): number {
  const lowering = reshapeP.lower([{ shape: from, dtype: 'float32' }], { shape: to }, [{ shape: to, dtype: 'float32' }])
  if (lowering.kind !== 'index') throw new Error('a reshape is an index map')
  const seen = new Set<Expr>()
  const visit = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    operands(e).forEach(visit)
  }
  const at = to.map((extent, i) => variable(`i${i}`, extent))
  visit(lowering.body(at, (input, place) => read('float32', input, place)))
  return [...seen].filter(e => e.op === 'binary' && (e.name === 'div' || e.name === 'rem')).length
}

describe('positions of reshapes', () => {
  it('need no division where axes are left alone, merged or of size 1', () => {
    expect(divisions([2, 3, 4], [2, 1, 3, 4])).toBe(0)
    expect(divisions([2, 3, 4], [2, 12])).toBe(2)
    expect(divisions([2, 12], [2, 3, 4])).toBe(0)
    expect(divisions([2, 3, 4, 5], [2, 12, 5])).toBe(2)
  })
})
