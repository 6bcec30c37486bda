// From several examples to one batch: arrays are stacked, and so are numbers; records and lists are batched part by part.

import type { Tensor } from '../../core/tensor.js'
import { checkList } from '../../support/arguments.js'
import { dtypeInfo, wideElement } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { sameShape, showShape, sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { createShareable, type Elements, elementsOf, isNdArray, type NdArray, toTensor } from '../nd-array.js'

/** The batch of B examples: what `collate` makes of each kind of value. */
export type Collated<A, B extends number = number> =
  A extends NdArray<infer S extends Shape, infer D extends DType>
    ? Tensor<[B, ...S], D>
    : A extends number
      ? Tensor<[B], 'float32'>
      : A extends boolean
        ? Tensor<[B], 'bool'>
        : A extends bigint
          ? Tensor<[B], 'int64'>
          : A extends string
            ? readonly string[]
            : { readonly [K in keyof A]: Collated<A[K], B> }

const at = (path: string): string => (path === '' ? '' : ` at ${path}`)

/** Arrays of one type, one after the other, as one array with a leading axis. */
export function stack(arrays: readonly NdArray[], path: string): NdArray {
  const [first] = arrays
  if (first === undefined) throw new ArgumentError('collate: expected at least one example; got none')
  const size = sizeOf(first.shape)
  const data = createShareable(first.dtype, arrays.length * size)
  for (const [i, array] of arrays.entries()) {
    if (!isNdArray(array))
      throw new ArgumentError(`collate: expected an array${at(path)} in every example; example ${i} has ${typeof array}`)
    if (array.dtype !== first.dtype || !sameShape(array.shape, first.shape))
      throw new ShapeError(
        `collate: arrays must be of one type${at(path)}; expected ${first.dtype}${showShape(first.shape)} (example 0), got ` +
          `${array.dtype}${showShape(array.shape)} (example ${i}); resize or crop images to one size, pad sequences with padded()`,
      )
    data.set(elementsOf(array), i * size)
  }
  return { shape: [arrays.length, ...first.shape], dtype: first.dtype, data: data as unknown as Elements<DType> }
}

const dtypeOfScalar = { number: 'float32', boolean: 'bool', bigint: 'int64' } as const

function stackScalars(values: readonly unknown[], kind: keyof typeof dtypeOfScalar, path: string): Tensor {
  const dtype = dtypeOfScalar[kind]
  const data = dtypeInfo(dtype).create(values.length)
  for (const [i, value] of values.entries()) {
    if (typeof value !== kind)
      throw new ArgumentError(`collate: expected a ${kind}${at(path)} in every example; example ${i} has ${typeof value}`)
    data[i] = typeof value === 'bigint' ? wideElement(value) : Number(value)
  }
  return toTensor({ shape: [values.length], dtype, data: data as unknown as Elements<typeof dtype> })
}

/** Deeper than any example is nested; what holds itself is. */
const deepest = 64

function collateAt(examples: readonly unknown[], path: string, depth = 0): unknown {
  if (depth > deepest) throw new ArgumentError(`collate: examples are nested more than ${deepest} deep, or hold themselves`)
  const [first] = examples
  if (isNdArray(first)) return toTensor(stack(examples as readonly NdArray[], path))
  const kind = typeof first
  if (kind === 'number' || kind === 'boolean' || kind === 'bigint') return stackScalars(examples, kind, path)
  if (kind === 'string') return [...examples]
  if (typeof first === 'object' && first !== null) {
    const names = Object.keys(first)
    for (const [i, example] of examples.entries())
      if (typeof example !== 'object' || example === null || Object.keys(example).join() !== names.join())
        throw new ArgumentError(
          `collate: examples must have the same parts${at(path)}; expected ${names.join(', ')} (example 0), got ` +
            `${typeof example === 'object' && example !== null ? Object.keys(example).join(', ') : typeof example} (example ${i})`,
        )
    const part = (name: string): unknown =>
      collateAt(
        examples.map(example => (example as Record<string, unknown>)[name]),
        path === '' ? name : `${path}.${name}`,
        depth + 1,
      )
    return Array.isArray(first) ? names.map(part) : Object.fromEntries(names.map(name => [name, part(name)]))
  }
  throw new ArgumentError(
    `collate: examples must be arrays, numbers, booleans, bigints, strings, or records or lists of them; got ${first === null ? 'null' : typeof first}${at(path)}`,
  )
}

/**
 * Examples as one batch: every array in them gets a leading axis. Numbers become float32, booleans bool, bigints int64; strings stay a list.
 * @throws ShapeError when arrays differ in type; ArgumentError when examples differ in their parts, or there are none
 * @example
 * ```
 * data.collate([{ x: 1 }, { x: 2 }]).x.toArray() // [1, 2]
 * ```
 */
export function collate<A>(examples: readonly A[]): Collated<A> {
  checkList('collate', 'examples', examples)
  if (examples.length === 0) throw new ArgumentError('collate: expected at least one example; got none')
  return collateAt(examples, '') as Collated<A>
}
