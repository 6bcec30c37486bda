// The parameters of the layers inside of networks, as types: what they are called, with sizes that are known when they run.

import type { Tensor } from '../../core/tensor.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>

/** weight [out, in / groups, height, width] */
export interface KernelParameters {
  readonly weight: F32<[number, number, number, number]>
}

/** weight [out, in / groups, height, width] and bias [out] */
export interface ConvolutionParameters extends KernelParameters {
  readonly bias: F32<[number]>
}

/** weight [out, in] and bias [out] */
export interface LinearParameters<Out extends number = number, In extends number = number> {
  readonly weight: F32<[Out, In]>
  readonly bias: F32<[Out]>
}

/** weight and bias [channels], and the running statistics. */
export interface BatchNormParameters {
  readonly weight: F32<[number]>
  readonly bias: F32<[number]>
  readonly running_mean: F32<[number]>
  readonly running_var: F32<[number]>
  readonly num_batches_tracked: Tensor<[], 'int64'>
}

/** The parameters of layers that are numbered or numbered and named: `'0'`, `denselayer1`. */
export type Numbered<P> = { readonly [name: string]: P }
