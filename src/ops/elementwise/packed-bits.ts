// Eight bits in a byte: packed and unpacked.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full, reduceSum } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad } from '../../primitives/structure/slice.js'
import { DTypeError } from '../../support/errors.js'
import { checkChoice, optionsOf } from '../../support/options.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import type { IntDType, Shape } from '../../types/index.js'
import { table } from '../creation/table.js'
import { part } from '../shape/along.js'
import { boolKind, checkInteger, checkKind, checkTensor, integerKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'

/** What `packbits` takes. */
export interface PackOptions {
  /** Which axis; negative ones count from the end. All elements in one row unless given. */
  readonly axis?: number | undefined
  /** Whether the first bit is the highest of its byte ('big', the default) or the lowest. */
  readonly order?: 'big' | 'little'
}

/** What `unpackbits` takes. */
export interface UnpackOptions extends PackOptions {
  /** How many bits there are along the axis: others are left out, or zeros added. Default: all. */
  readonly count?: number | undefined
}

/** A tensor and an axis of it. */
const along = (operation: string, x: Tensor, axis: number | undefined): readonly [Tensor, number] =>
  axis === undefined ? [reshape(x, [sizeOf(x.shape)]), 0] : [x, normalizeAxis(axis, x.shape.length, operation)]

/** What each bit of a byte counts. */
const weights = (order: 'big' | 'little'): Tensor =>
  table(
    Array.from({ length: 8 }, (_, i) => 2 ** (order === 'big' ? 7 - i : i)),
    [8],
    'int32',
  )

/**
 * Bits along an axis as bytes of eight, the last one filled up with zeros: bit i of a byte is whether element i is true, or not 0.
 * @param x bool[…] or integers[…]
 * @param options axis, all elements in one row unless given; order, 'big' (default) or 'little'
 * @returns uint8, an eighth of the size along the axis, rounded up
 * @throws DTypeError unless bool or integer, ShapeError when the axis does not exist, ArgumentError on an unknown order
 * @example
 * ```
 * packbits(tensor([true, false, true])).toArray() // [160]
 * packbits(tensor([true, false, true]), { order: 'little' }).toArray() // [5]
 * ```
 */
export function packbits(x: Tensor<Shape, 'bool' | IntDType>, options?: PackOptions): Tensor<Shape, 'uint8'> {
  checkKind('packbits', x, [...boolKind, ...integerKinds])
  const { axis, order } = optionsOf('packbits', options, { axis: undefined, order: 'big' })
  checkChoice('packbits', 'order', order, ['big', 'little'])
  const [bits, at] = along('packbits', p.cast(p.ne(x, full(0, x)), 'int32'), axis)
  const size = bits.shape[at] as number
  const bytes = Math.ceil(size / 8)
  const zeros = bits.shape.map(() => 0)
  const whole = pad(bits, zeros, zeros.with(at, bytes * 8 - size), zeros)
  const eights = reshape(whole, bits.shape.toSpliced(at, 1, bytes, 8)) // [..., bytes, 8, ...]
  return typed(p.cast(reduceSum(p.mul(eights, broadcast(weights(order), eights.shape, [at + 1])), [at + 1]), 'uint8'))
}

/**
 * The bits of bytes along an axis, eight for each: 0 or 1.
 * @param x uint8[…]
 * @param options axis, all elements in one row unless given; order, 'big' (default) or 'little'; count, how many bits there are in all
 * @returns uint8, eight times the size along the axis, or count
 * @throws DTypeError unless uint8, ShapeError when the axis does not exist, ArgumentError on an unknown order or a negative count
 * @example
 * ```
 * unpackbits(tensor([160], 'uint8')).toArray() // [1, 0, 1, 0, 0, 0, 0, 0]
 * unpackbits(tensor([5], 'uint8'), { order: 'little', count: 3 }).toArray() // [1, 0, 1]
 * ```
 */
export function unpackbits(x: Tensor<Shape, 'uint8'>, options?: UnpackOptions): Tensor<Shape, 'uint8'> {
  checkTensor('unpackbits', x)
  if (x.dtype !== 'uint8') throw new DTypeError(`unpackbits: elements must be uint8; got ${x.dtype}; cast it first`)
  const { axis, order, count } = optionsOf('unpackbits', options, { axis: undefined, order: 'big', count: undefined })
  checkChoice('unpackbits', 'order', order, ['big', 'little'])
  if (count !== undefined) checkInteger('unpackbits', 'count', count, 0)
  const [bytes, at] = along('unpackbits', p.cast(x, 'int32'), axis)
  const shape = bytes.shape.toSpliced(at + 1, 0, 8)
  const kept = bytes.shape.map((_, i) => (i <= at ? i : i + 1))
  const masked = p.and(broadcast(bytes, shape, kept), broadcast(weights(order), shape, [at + 1]))
  const size = (bytes.shape[at] as number) * 8
  const bits = reshape(p.cast(p.ne(masked, full(0, masked)), 'uint8'), bytes.shape.with(at, size))
  if (count === undefined || count === size) return typed(bits)
  const zeros = bits.shape.map(() => 0)
  return typed(count < size ? part(bits, at, 0, count) : pad(bits, zeros, zeros.with(at, count - size), zeros))
}
