// A data set is a value: how many examples there are, and each of them as a function of its position. Whoever asks twice gets equal answers.
// What has to be waited for is in the types: a data set of files is a Dataset<Promise<…>>, and so is whatever is made of it.

import { checkIterable } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'

export interface Dataset<out A> extends Iterable<A> {
  readonly length: number
  /** The example at a position from 0 to length - 1. @throws ArgumentError at any other */
  get(i: number): A
}

/** B where A is at hand, a promise of B where A is one. */
export type After<A, B> = A extends PromiseLike<unknown> ? Promise<Awaited<B>> : B

/** What a data set gives once it is there. */
export type Example<D extends Dataset<unknown>> = D extends Dataset<infer A> ? Awaited<A> : never

const isPromise = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function'

/** f of a value, at once or when it is there. */
export function after<A, B>(value: A, f: (value: Awaited<A>) => B): After<A, B> {
  // Where A is no promise, it is its own Awaited; the two branches are those of the type.
  return (isPromise(value) ? value.then(v => f(v as Awaited<A>)) : f(value as Awaited<A>)) as After<A, B>
}

/** f of all values, at once or when they are there. */
export function afterAll<A, B>(values: readonly A[], f: (values: Awaited<A>[]) => B): After<A, B> {
  return (values.some(isPromise) ? Promise.all(values).then(f) : f(values as Awaited<A>[])) as After<A, B>
}

export function checkCount(operation: string, name: string, value: unknown, least = 0): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new ArgumentError(`${operation}: ${name} must be an integer from ${least}; got ${show(value)}`)
}

/**
 * A data set from a function of the position.
 * @param get a pure function; called with integers from 0 to length - 1 only
 * @throws ArgumentError when the length is no length
 * @example
 * ```
 * const squares = data.generate(10, i => i * i)
 * squares.get(3) // 9
 * ```
 */
export function generate<A>(length: number, get: (i: number) => A): Dataset<A> {
  checkCount('generate', 'the length', length)
  if (typeof get !== 'function') throw new ArgumentError(`generate: expected a function of the position; got ${typeof get}`)
  return Object.freeze({
    length,
    get(i: number): A {
      if (!Number.isInteger(i) || i < 0 || i >= length)
        throw new ArgumentError(
          length === 0
            ? `get: this data set has no examples; got position ${show(i)}`
            : `get: positions must be integers from 0 to ${length - 1}; got ${show(i)}`,
        )
      return get(i)
    },
    *[Symbol.iterator](): IterableIterator<A> {
      for (let i = 0; i < length; i++) yield get(i)
    },
  })
}

/** A data set of the values of a list. */
export const fromArray = <A>(examples: readonly A[]): Dataset<A> => {
  checkIterable('fromArray', 'examples', examples)
  const own = [...examples]
  return generate(own.length, i => own[i] as A)
}

/** @throws ArgumentError unless it is a data set */
export function checkDataset(operation: string, value: unknown): asserts value is Dataset<unknown> {
  if (typeof value === 'object' && value !== null && 'length' in value && 'get' in value && typeof value.get === 'function') return
  throw new ArgumentError(`${operation}: expected a data set, { length, get(i) }; got ${value === null ? 'null' : typeof value}`)
}
