// Images of another size, as a layer.

import type { Tensor } from '../../core/tensor.js'
import { type Interpolated, type InterpolateOptions, interpolate } from '../../ops/windows/interpolate.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkGivenOptions } from '../../support/options.js'
import { showShape } from '../../support/shape.js'
import type { LayerShapes, List, Mismatch, NoParameters, Shape } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'

/** upsample(options): [channels, ...spatial] to [channels, ...spatial]. */
export interface UpsampleShapes<Options> extends LayerShapes {
  readonly out: this['in'] extends infer X extends List ? WithoutBatch<Interpolated<[number, ...X], Options>> : Shape
  readonly parameters: NoParameters
}

/** The shape of one example, from that of a batch. */
export type WithoutBatch<Whole> = Whole extends readonly [unknown, ...infer Example]
  ? Example
  : Whole extends Mismatch<string>
    ? Whole
    : Shape

const names = ['size', 'scaleFactor', 'mode', 'alignCorners', 'antialias', 'recomputeScaleFactor']

/**
 * Images of another size.
 * @param options `size` or `scaleFactor`, one number for all axes or one for each; `mode` 'nearest' (the default), 'nearest-exact', 'linear', 'bilinear',
 *   'trilinear', 'bicubic' or 'area'; `alignCorners`, whether the middles of the corners stay where they are, default false
 * @returns a layer from float32[batch, channels, …] to float32[batch, channels, …size], or ⌊size · scaleFactor⌋
 * @throws ArgumentError unless there is either a size or a factor, and the mode fits the number of axes
 * @example
 * ```
 * model([64, 8, 8], upsample({ scaleFactor: 2, mode: 'bilinear' }), conv2d(32, 3, { padding: 'same' }))
 * ```
 * @source as in PyTorch
 */
export function upsample<const O extends InterpolateOptions>(options: O): Layer<UpsampleShapes<O>> {
  checkGivenOptions('upsample', options, names)
  const { size, scaleFactor } = options
  if ((size === undefined) === (scaleFactor === undefined)) throw new ArgumentError('upsample: needs either a size or a scaleFactor')
  return defineLayer<UpsampleShapes<O>>({
    name: 'upsample',
    init(_key, input) {
      if (input.length < 2) throw new ShapeError(`upsample: input must be [channels,…] with spatial axes; got ${showShape(input)}`)
      return noParameters
    },
    apply(_params, x) {
      checkInput('upsample', x)
      // The shape is said by the layer's own type.
      return (interpolate as (x: Tensor, options: InterpolateOptions) => Tensor)(x, options)
    },
  })
}
