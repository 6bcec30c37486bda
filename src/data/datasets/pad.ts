// Sequences of unequal lengths in one batch: filled up to one length, with a mask; and batches of sequences of similar lengths, so that
// little is filled up.

import type { Tensor } from '../../core/tensor.js'
import { checkRecord } from '../../support/arguments.js'
import { dtypeInfo } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { sameShape, showShape, sizeOf } from '../../support/shape.js'
import type { DType, Shape } from '../../types/index.js'
import { elementsOf, isNdArray, type NdArray, toTensor } from '../nd-array.js'
import { permutation, type ShuffleOptions } from '../permutation.js'
import { type Collated, collate } from './collate.js'
import { type After, afterAll, checkCount, checkDataset, type Dataset, generate } from './dataset.js'

/** Sequences of one batch, filled up behind. */
export interface Sequences<S extends Shape, D extends DType> {
  /** [batch, time, …] */
  readonly values: Tensor<[number, number, ...S], D>
  /** Where there is an element, [batch, time]. */
  readonly mask: Tensor<[number, number], 'bool'>
  readonly lengths: Tensor<[number], 'int32'>
}

/** The batch of examples whose parts named by F are sequences. */
export type PaddedBatch<A, F> = {
  readonly [K in keyof A]: K extends keyof F
    ? A[K] extends NdArray<readonly [number, ...infer S extends Shape], infer D extends DType>
      ? Sequences<S, D>
      : never
    : Collated<A[K]>
}

export interface PadOptions {
  /** Fills up to a multiple of this, so that a jitted step sees fewer lengths. Default 1: to the longest. */
  readonly multiple?: number
  /** Fills up to this length always. @throws ShapeError when a sequence is longer */
  readonly length?: number
}

function padSequences(
  name: string,
  arrays: readonly unknown[],
  fill: number,
  { multiple = 1, length }: PadOptions,
): Sequences<Shape, DType> {
  const sequences = arrays.map((array, i) => {
    if (!isNdArray(array) || array.shape.length === 0)
      throw new ArgumentError(`padded: ${name} must be an array with an axis of time in every example; example ${i} has none`)
    return array
  })
  const [first] = sequences
  if (first === undefined) throw new ArgumentError('padded: expected at least one example; got none')
  const rest = first.shape.slice(1)
  const lengths = Int32Array.from(sequences, ({ shape }) => shape[0] as number)
  const longest = lengths.reduce((a, b) => Math.max(a, b), 0)
  if (length !== undefined && longest > length)
    throw new ShapeError(`padded: ${name} must have at most ${length} steps; example ${lengths.indexOf(longest)} has ${longest}`)
  const steps = length ?? Math.ceil(longest / multiple) * multiple
  const { create, store } = dtypeInfo(first.dtype)
  const size = sizeOf(rest)
  const data = create(sequences.length * steps * size).fill(store(fill))
  const mask = new Uint8Array(sequences.length * steps)
  for (const [i, sequence] of sequences.entries()) {
    if (sequence.dtype !== first.dtype || !sameShape(sequence.shape.slice(1), rest))
      throw new ShapeError(
        `padded: ${name} may differ in its first axis only; expected ${first.dtype}${showShape(first.shape)} (example 0), got ` +
          `${sequence.dtype}${showShape(sequence.shape)} (example ${i})`,
      )
    data.set(elementsOf(sequence), i * steps * size)
    mask.fill(1, i * steps, i * steps + (lengths[i] as number))
  }
  return {
    values: toTensor({ shape: [sequences.length, steps, ...rest], dtype: first.dtype, data: data as unknown as NdArray['data'] }) as Tensor<
      [number, number, ...Shape]
    >,
    mask: toTensor({ shape: [sequences.length, steps], dtype: 'bool', data: mask }),
    lengths: toTensor({ shape: [sequences.length], dtype: 'int32', data: lengths }),
  }
}

/**
 * How to collate examples some of whose parts are sequences of unequal lengths.
 * @param fill the parts that are sequences, and the element that each is filled up with
 * @returns a function from examples to a batch, to be mapped over groups of examples
 * @example
 * ```
 * data.map(data.group(reviews, 32), data.padded({ tokens: 0 }))   // { tokens: { values, mask, lengths }, label }
 * ```
 */
export function padded<const F extends Readonly<Record<string, number>>>(fill: F, options: PadOptions = {}) {
  checkRecord('padded', 'fill', fill)
  given('padded', options, ['multiple', 'length'])
  checkCount('padded', 'multiple', options.multiple ?? 1, 1)
  if (options.length !== undefined) checkCount('padded', 'length', options.length, 1)
  return <A extends { readonly [K in keyof F]: unknown }>(examples: readonly A[]): PaddedBatch<A, F> => {
    const [first] = examples
    if (first === undefined) throw new ArgumentError('padded: expected at least one example; got none')
    for (const name of Object.keys(fill))
      if (!(name in first)) throw new ArgumentError(`padded: examples have no part ${name}; they have ${Object.keys(first).join(', ')}`)
    const part = (name: string): unknown => {
      const values = examples.map(example => (example as Readonly<Record<string, unknown>>)[name])
      return name in fill ? padSequences(name, values, fill[name] as number, options) : collate(values)
    }
    return Object.fromEntries(Object.keys(first).map(name => [name, part(name)])) as PaddedBatch<A, F>
  }
}

export interface BucketOptions {
  /** Examples a batch. */
  readonly size: number
  /** Where one bucket ends and the next begins, ascending: [10, 20] makes three buckets, up to 10, up to 20, and longer. */
  readonly boundaries: readonly number[]
  /** The order within buckets and that of the batches; without, examples stay in order and batches go from short to long. */
  readonly shuffle?: ShuffleOptions
}

/**
 * Groups of examples of similar lengths; the last of every bucket may be smaller.
 * @param lengths the length of each example
 * @throws ArgumentError when there is not one length an example, or boundaries do not ascend
 */
export function bucketByLength<A>(
  examples: Dataset<A>,
  lengths: ArrayLike<number>,
  options: BucketOptions,
): Dataset<After<A, Awaited<A>[]>> {
  const { size, boundaries, shuffle } = given('bucketByLength', options, ['size', 'boundaries', 'shuffle'])
  checkDataset('bucketByLength', examples)
  checkCount('bucketByLength', 'size', size, 1)
  if (lengths.length !== examples.length)
    throw new ArgumentError(`bucketByLength: expected a length for each of ${examples.length} examples, got ${lengths.length}`)
  if (boundaries.some((boundary, n) => !(n === 0 ? Number.isFinite(boundary) : boundary > (boundaries[n - 1] as number))))
    throw new ArgumentError(`bucketByLength: boundaries must ascend; got [${boundaries.join(', ')}]`)
  const buckets: number[][] = Array.from({ length: boundaries.length + 1 }, () => [])
  const order = shuffle === undefined ? Array.from({ length: examples.length }, (_, i) => i) : permutation(examples.length, shuffle)
  for (const i of order) {
    const n = boundaries.findIndex(boundary => (lengths[i] as number) <= boundary)
    buckets[n === -1 ? boundaries.length : n]?.push(i)
  }
  const groups = buckets.flatMap(bucket =>
    Array.from({ length: Math.ceil(bucket.length / size) }, (_, k) => bucket.slice(k * size, (k + 1) * size)),
  )
  const turns = shuffle === undefined ? undefined : permutation(groups.length, shuffle)
  return generate(groups.length, i =>
    afterAll(
      (groups[turns?.[i] ?? i] as number[]).map(position => examples.get(position)),
      list => list,
    ),
  )
}
