// Data sets from data sets: nothing is computed before it is asked for, except by `filter`, which has to know how many are left.

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { permutation, type ShuffleOptions } from '../permutation.js'
import { type After, after, afterAll, checkCount, checkDataset, type Dataset, generate } from './dataset.js'

/**
 * f of every example.
 * @param f a pure function of the example and its position
 * @example
 * ```
 * data.map(data.fromArray([1, 2]), x => 10 * x).get(1) // 20
 * ```
 */
export function map<A, B>(examples: Dataset<A>, f: (example: Awaited<A>, i: number) => B): Dataset<After<A, B>> {
  checkDataset('map', examples)
  if (typeof f !== 'function') throw new ArgumentError(`map: expected a function of the example; got ${typeof f}`)
  return generate(examples.length, i => after(examples.get(i), example => f(example, i)))
}

/** What examples become side by side: a promise as soon as one is. */
export type Zipped<As extends readonly unknown[]> = [Extract<As[number], PromiseLike<unknown>>] extends [never]
  ? As
  : Promise<{ [K in keyof As]: Awaited<As[K]> }>

/**
 * The examples of several data sets side by side.
 * @throws ArgumentError when they differ in length, or there is none
 */
export function zip<As extends unknown[]>(...datasets: { readonly [K in keyof As]: Dataset<As[K]> }): Dataset<Zipped<As>> {
  const all: readonly Dataset<unknown>[] = datasets
  const [first] = all
  if (first === undefined) throw new ArgumentError('zip: expected at least one data set; got none')
  for (const [n, other] of all.entries()) {
    checkDataset('zip', other)
    if (other.length !== first.length)
      throw new ArgumentError(
        `zip: data sets must be equally long; expected ${first.length} (data set 0), got ${other.length} (data set ${n})`,
      )
  }
  // A tuple with the types of the data sets, in their order.
  return generate(
    first.length,
    i =>
      afterAll(
        all.map(each => each.get(i)),
        examples => examples,
      ) as Zipped<As>,
  )
}

/** The examples of one data set after those of the other. */
export function concat<As extends unknown[]>(...datasets: { readonly [K in keyof As]: Dataset<As[K]> }): Dataset<As[number]> {
  const all: readonly Dataset<As[number]>[] = datasets
  const ends: number[] = []
  let length = 0
  for (const each of all) {
    checkDataset('concat', each)
    length += each.length
    ends.push(length)
  }
  return generate(length, i => {
    const n = ends.findIndex(end => i < end)
    const each = all[n] as Dataset<As[number]>
    return each.get(i - (ends[n] as number) + each.length)
  })
}

/**
 * The examples at these positions, in this order; a position may occur more than once.
 * @throws ArgumentError when there is no such position
 */
export function subset<A>(examples: Dataset<A>, positions: ArrayLike<number>): Dataset<A> {
  checkDataset('subset', examples)
  const own = Array.from(positions)
  for (const position of own)
    if (!Number.isInteger(position) || position < 0 || position >= examples.length)
      throw new ArgumentError(`subset: positions must be integers from 0 to ${examples.length - 1}; got ${show(position)}`)
  return generate(own.length, i => examples.get(own[i] as number))
}

/** The examples from `start` up to, not including, `end`. */
export const range = <A>(examples: Dataset<A>, start: number, end: number): Dataset<A> =>
  generate(end - start, i => examples.get(start + i))

/** The first `count` examples. @throws ArgumentError when there are fewer */
export function take<A>(examples: Dataset<A>, count: number): Dataset<A> {
  checkDataset('take', examples)
  checkCount('take', 'the count', count)
  if (count > examples.length) throw new ArgumentError(`take: there are only ${examples.length} examples; got ${count}`)
  return range(examples, 0, count)
}

/**
 * The examples for which the predicate holds; each is computed once to find out.
 * @param predicate a pure function of the example and its position
 */
export async function filter<A>(
  examples: Dataset<A>,
  predicate: (example: Awaited<A>, i: number) => boolean | Promise<boolean>,
): Promise<Dataset<A>> {
  checkDataset('filter', examples)
  const positions: number[] = []
  for (let i = 0; i < examples.length; i++) if (await predicate(await examples.get(i), i)) positions.push(i)
  return subset(examples, positions)
}

/** All examples, so many times, one pass after the other. */
export function repeat<A>(examples: Dataset<A>, times: number): Dataset<A> {
  checkDataset('repeat', examples)
  checkCount('repeat', 'times', times)
  return generate(examples.length * times, i => examples.get(i % examples.length))
}

/**
 * The same examples in the order of a seed and an epoch.
 * @example
 * ```
 * for (let epoch = 0; epoch < 10; epoch++)
 *   for (const { images, labels } of data.batch(data.shuffle(train, { seed: 0, epoch }), 64, { last: 'drop' }))
 *     [params, state, loss] = step(params, state, images, labels)
 * ```
 */
export function shuffle<A>(examples: Dataset<A>, options: ShuffleOptions): Dataset<A> {
  checkDataset('shuffle', examples)
  const order = permutation(examples.length, options)
  return generate(examples.length, i => examples.get(order[i] as number))
}

export interface WindowOptions {
  /** Examples a window. */
  readonly size: number
  /** From the start of one window to the next. Default 1. */
  readonly stride?: number
}

/** Consecutive examples, as many windows as fit. @throws ArgumentError when size or stride is no positive integer */
export function windows<A>(examples: Dataset<A>, options: WindowOptions): Dataset<After<A, Awaited<A>[]>> {
  const { size, stride = 1 } = given('windows', options, ['size', 'stride'])
  checkDataset('windows', examples)
  checkCount('windows', 'size', size, 1)
  checkCount('windows', 'stride', stride, 1)
  const count = Math.max(0, Math.floor((examples.length - size) / stride) + 1)
  return generate(count, i =>
    afterAll(
      Array.from({ length: size }, (_, j) => examples.get(i * stride + j)),
      window => window,
    ),
  )
}
