// A batch norm after a convolution, in inference, is a convolution.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { zerosLike } from '../../ops/creation/creation.js'
import { add, mul, sub } from '../../ops/elementwise/arithmetic.js'
import { rsqrt } from '../../ops/elementwise/float-functions.js'
import { reshape } from '../../ops/shape/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { Shape } from '../../types/index.js'
import { checkParameters, type FloatTensor } from '../layer/layer.js'
import { checkNumber } from '../layer/options.js'

export interface FoldOptions {
  /** That of the batch norm. Default 1e-5. */
  readonly eps?: number
  /** The axis of the weight that is the output: 0, or 1 for a transposed convolution without groups. Default 0. */
  readonly outputAxis?: 0 | 1
}

interface Affine {
  readonly weight: Tensor
  readonly bias?: Tensor
}

interface Statistics {
  readonly running_mean: Tensor
  readonly running_var: Tensor
  readonly weight?: Tensor
  readonly bias?: Tensor
}

/**
 * The parameters of one convolution, or linear layer, that gives what a convolution and the batch norm after it give in inference:
 * `weight · γ / √(σ² + eps)` and `(bias - μ) · γ / √(σ² + eps) + β`.
 * @param convolution the parameters of the layer before: weight [out, in, …], and a bias or none
 * @param batchNorm the parameters and statistics of the batch norm
 * @returns `{ weight, bias }`: those of a layer with a bias, and no batch norm after it
 * @throws ArgumentError when tensors are missing, ShapeError when the channels differ
 * @example
 * ```
 * const { conv, bn, ...rest } = params
 * const folded = { ...rest, conv: foldBatchNorm(conv, bn) }   // for a model without 'bn', whose 'conv' has a bias
 * ```
 * @source Jacob et al., "Quantization and training of neural networks for efficient integer-arithmetic-only inference", 2018; PyTorch's fuse_conv_bn_eval
 */
export function foldBatchNorm<W extends Shape, C extends number>(
  convolution: { readonly weight: Tensor<W, 'float32'>; readonly bias?: Tensor<readonly [C], 'float32'> },
  batchNorm: {
    readonly running_mean: Tensor<readonly [C], 'float32'>
    readonly running_var: Tensor<readonly [C], 'float32'>
    readonly weight?: Tensor<readonly [C], 'float32'>
    readonly bias?: Tensor<readonly [C], 'float32'>
  },
  options?: FoldOptions,
): { readonly weight: Tensor<W, 'float32'>; readonly bias: Tensor<[C], 'float32'> }
export function foldBatchNorm(convolution: Affine, batchNorm: Statistics, options: FoldOptions = {}): Affine {
  const name = 'foldBatchNorm'
  checkOptions(name, options, ['eps', 'outputAxis'])
  const { eps = 1e-5, outputAxis = 0 } = options
  checkNumber(name, 'eps', eps, 0)
  if (outputAxis !== 0 && outputAxis !== 1) throw new ArgumentError(`${name}: outputAxis must be 0 or 1; got ${outputAxis}`)
  checkParameters(`${name}: convolution`, convolution, ['weight'])
  checkParameters(`${name}: batch norm`, batchNorm, ['running_mean', 'running_var'])
  const { weight, bias } = convolution
  const channels = weight.shape[outputAxis]
  for (const values of [bias, ...Object.values(batchNorm)] as (Tensor | undefined)[])
    if (values !== undefined && values.shape.length > 0 && (values.shape.length !== 1 || values.shape[0] !== channels))
      throw new ShapeError(
        `${name}: there must be a value for each of ${channels} channels; got ${showType(values)} for weight ${showType(weight)}`,
      )
  // Floats of one dtype, as layers check when they are applied.
  const [centre, variance] = [batchNorm.running_mean, batchNorm.running_var] as [FloatTensor, FloatTensor]
  const spread = rsqrt(add(variance, eps))
  const scale = batchNorm.weight === undefined ? spread : mul(spread, batchNorm.weight as FloatTensor)
  const along = weight.shape.map((_, axis) => (axis === outputAxis ? (channels ?? 0) : 1))
  const shift = mul(sub((bias as FloatTensor | undefined) ?? zerosLike(centre), centre), scale)
  return {
    weight: mul(weight as FloatTensor, reshape(scale, along)),
    bias: batchNorm.bias === undefined ? shift : add(shift, batchNorm.bias as FloatTensor),
  }
}
