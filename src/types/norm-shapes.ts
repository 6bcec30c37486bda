// What the lambdas of normalizations share.

import type { Parameter } from './layer.js'

/** The parameters and statistics of a normalization over channels. */
export type NormParameters<Channels extends number, Names extends string> = {
  readonly [Name in Names]: Name extends 'num_batches_tracked' ? Parameter<[], 'int64'> : Parameter<[Channels]>
}

/** The first size of an example: its channels. */
export type FirstSize<S> = S extends readonly [infer C extends number, ...unknown[]] ? C : number

/** The names of what a normalization scales and shifts by, as its options `affine` and `bias` say. */
export type AffineNames<Options, Default extends boolean> = Options extends { readonly affine: infer Affine }
  ? Affine extends false
    ? never
    : ScaleAndShift<Options>
  : Default extends true
    ? ScaleAndShift<Options>
    : never

type ScaleAndShift<Options> = 'weight' | (Options extends { readonly bias: false } ? never : 'bias')
