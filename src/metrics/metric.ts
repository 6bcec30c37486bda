// A metric is a monoid with a way in and a way out: what one batch contributes, how contributions merge, and what they come to. Contributions
// are plain data, so batches, workers and machines merge to the same result in any grouping, to the bit.

import { checkMethods, checkRecord } from '../support/arguments.js'
import { ArgumentError } from '../support/errors.js'
import { show } from '../support/show.js'

export interface Metric<in In, S, out Out> {
  readonly name: string
  /** What no examples contribute; `concat` with it changes nothing. */
  readonly empty: S
  /** What one batch contributes. Reads the batch's values, so it waits for them. */
  readonly of: (batch: In) => S
  /** What two parts contribute together. */
  readonly concat: (a: S, b: S) => S
  /** What the contributions come to; NaN of nothing. */
  readonly result: (state: S) => Out
}

/** Of a metric, or of each in a record: what batches it takes. */
export type Input<M> = M extends { readonly of: (batch: infer In) => unknown } ? In : never
/** What it comes to. */
export type Result<M> = M extends { readonly result: (state: never) => infer Out } ? Out : never
/** What its contributions are. */
export type State<M> = M extends { readonly empty: infer S } ? S : never

/** A metric of whatever batches, contributions and result. */
export interface AnyMetric {
  readonly name: string
  readonly empty: unknown
  readonly of: (batch: never) => unknown
  readonly concat: (a: never, b: never) => unknown
  readonly result: (state: never) => unknown
}

/** @throws ArgumentError unless it is a metric */
const checkMetric = (operation: string, value: unknown): void => checkMethods(operation, 'a metric', value, ['of', 'concat', 'result'])

type Together<In> = (In extends unknown ? (input: In) => void : never) extends (input: infer All) => void ? All : never

/**
 * Several metrics of the same batches as one, whose result is the record of their results.
 * @example
 * ```
 * metrics.all({ accuracy: metrics.accuracy(), f1: metrics.f1({ classes: 10 }) })
 * ```
 */
export function all<M extends Readonly<Record<string, AnyMetric>>>(
  members: M,
): Metric<Together<Input<M[keyof M]>>, { readonly [K in keyof M]: State<M[K]> }, { readonly [K in keyof M]: Result<M[K]> }> {
  // Each is given what is its own alone.
  checkRecord('all', 'members', members)
  for (const metric of Object.values(members)) checkMetric('all', metric)
  const entries = Object.entries(members) as [string, Metric<unknown, unknown, unknown>][]
  if (entries.length === 0) throw new ArgumentError('all: expected a record of metrics; got an empty one')
  const each = (f: (metric: Metric<unknown, unknown, unknown>, name: string) => unknown) =>
    // A record of the same names, each with what its own metric gives.
    Object.fromEntries(entries.map(([name, metric]) => [name, f(metric, name)])) as never
  type Part = Readonly<Record<string, unknown>>
  return {
    name: `all(${entries.map(([name]) => name).join(', ')})`,
    empty: each(metric => metric.empty),
    of: batch => each(metric => metric.of(batch)),
    concat: (a, b) => each((metric, name) => metric.concat((a as Part)[name], (b as Part)[name])),
    result: state => each((metric, name) => metric.result((state as Part)[name])),
  }
}

/** The same metric of other batches: f says what of them it looks at. */
export const contramap = <In, S, Out, Batch>(metric: Metric<In, S, Out>, f: (batch: Batch) => In): Metric<Batch, S, Out> => ({
  ...metric,
  of: batch => metric.of(f(batch)),
})

/**
 * The metric of all batches, one after the other.
 * @example
 * ```
 * const { accuracy } = await metrics.evaluate(metrics.all({ accuracy: metrics.accuracy() }), data.map(batches, predict))
 * ```
 */
export async function evaluate<In, S, Out>(
  metric: Metric<In, S, Out>,
  batches: Iterable<In | PromiseLike<In>> | AsyncIterable<In>,
): Promise<Out> {
  checkMetric('evaluate', metric)
  if (typeof batches !== 'object' || batches === null || !(Symbol.iterator in batches || Symbol.asyncIterator in batches))
    throw new ArgumentError(`evaluate: expected batches to go through one by one; got ${show(batches)}`)
  let state = metric.empty
  for await (const batch of batches) state = metric.concat(state, metric.of(batch))
  return metric.result(state)
}
