// Elements that lie apart, brought together.

import type { Dims } from '../../support/shape.js'

/** Whether the strides are those of a row-major array; those of axes of size 1 say nothing. */
export function isRowMajor(shape: Dims, strides: Dims): boolean {
  let expected = 1
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 0
    if (size === 0) return true
    if (size !== 1 && strides[axis] !== expected) return false
    expected *= size
  }
  return true
}

/** How many elements lie from the first to the last, with those between. */
export function reachOf(shape: Dims, strides: Dims): number {
  if (shape.includes(0)) return 0
  return 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * (strides[axis] ?? 0), 0)
}

/** An element of 16 bytes is two words. */
const words = { 1: Uint8Array, 2: Uint16Array, 4: Uint32Array, 8: BigUint64Array } as const

/** The bytes as words of an element's width, so that elements are copied as they are. Both begin at a multiple of it. */
function wordsOf(bytes: Uint8Array, width: number): Uint8Array {
  const Words = words[width as keyof typeof words]
  // No memory here is shared, and what holds words is used by index alone, which all of them are.
  return new Words(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength / width) as unknown as Uint8Array
}

/**
 * Copies elements to row-major order.
 * @param source begins at the first element
 * @param strides in elements
 */
export function gatherStrided(source: Uint8Array, target: Uint8Array, shape: Dims, strides: Dims, width: number): void {
  if (width === 16) {
    gatherStrided(source, target, [...shape, 2], [...strides.map(stride => 2 * stride), 1], 8)
    return
  }
  const [from, to] = [wordsOf(source, width), wordsOf(target, width)]
  let next = 0
  const walk = (axis: number, at: number): void => {
    const [size, stride] = [shape[axis], strides[axis] ?? 0]
    if (size === undefined) to[next++] = from[at] as number
    else if (axis === shape.length - 1) for (let i = 0; i < size; i++) to[next++] = from[at + i * stride] as number
    else for (let i = 0; i < size; i++) walk(axis + 1, at + i * stride)
  }
  if (to.length > 0) walk(0, 0)
}
