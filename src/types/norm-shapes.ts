// What the lambdas of normalizations share.

import type { Parameter } from './layer.js'

/** The parameters and statistics of a normalization over channels. */
export type NormParameters<Channels extends number, Names extends string> = {
  readonly [Name in Names]: Name extends 'num_batches_tracked' ? Parameter<[], 'int64'> : Parameter<[Channels]>
}

/** The first size of an example: its channels. */
export type FirstSize<S> = S extends readonly [infer C extends number, ...unknown[]] ? C : number
