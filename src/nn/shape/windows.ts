// Windows as columns, and columns added up to images: unfold and fold as layers.

import type { Tensor } from '../../core/tensor.js'
import * as ops from '../../ops/windows/unfold.js'
import { checkOptions } from '../../support/options.js'
import type { LayerShapes, List, NoParameters, PerAxis, Shape, WindowOptions } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'
import type { WithoutBatch } from './upsample.js'

/** unfold(kernelSize, options): [channels, ...spatial] to [channels · kernel, windows]. */
export interface UnfoldShapes<Kernel extends PerAxis, Options> extends LayerShapes {
  readonly out: this['in'] extends infer X extends List ? WithoutBatch<ops.Unfolded<[number, ...X], Kernel, Options>> : Shape
  readonly parameters: NoParameters
}

/** fold(outputSize, kernelSize): [channels · kernel, windows] to [channels, ...outputSize]. */
export interface FoldShapes<Size extends List, Kernel extends PerAxis> extends LayerShapes {
  readonly out: this['in'] extends infer X extends List ? WithoutBatch<ops.Folded<[number, ...X], Size, Kernel>> : Shape
  readonly parameters: NoParameters
}

const options = ['stride', 'padding', 'dilation']

const layerOf = <F extends LayerShapes>(name: string, apply: (x: Tensor) => Tensor): Layer<F> =>
  defineLayer<F>({
    name,
    init: () => noParameters,
    apply(_params, x) {
      checkInput(name, x)
      return apply(x)
    },
  })

/**
 * The windows of images as columns: `y[(c, a, b), w] = x[c, w·stride + (a, b)·dilation - padding]`.
 * @param kernelSize one number for all axes, or one for each
 * @param windows stride 1, padding 0, dilation 1 unless given
 * @returns a layer from float32[batch, channels, …] to float32[batch, channels · kernel, windows]
 * @throws when applied, ShapeError when a window does not fit, ArgumentError on illegal options
 * @source as in PyTorch (im2col)
 */
export function unfold<const K extends PerAxis, const O extends WindowOptions = Record<never, never>>(
  kernelSize: K,
  windows?: O,
): Layer<UnfoldShapes<K, O>> {
  checkOptions('unfold', windows, options)
  return layerOf('unfold', x => (ops.unfold as (x: Tensor, kernel: PerAxis, o?: WindowOptions) => Tensor)(x, kernelSize, windows))
}

/**
 * Columns added up where their windows overlap: the adjoint of `unfold`.
 * @param outputSize the spatial sizes of the images
 * @param kernelSize one number for all axes, or one for each
 * @param windows stride 1, padding 0, dilation 1 unless given
 * @returns a layer from float32[batch, channels · kernel, windows] to float32[batch, channels, …outputSize]
 * @throws when applied, ShapeError when rows or columns are not those of such images, ArgumentError on illegal options
 * @source as in PyTorch (col2im)
 */
export function fold<const Size extends Shape, const K extends PerAxis>(
  outputSize: Size,
  kernelSize: K,
  windows?: WindowOptions,
): Layer<FoldShapes<Size, K>> {
  checkOptions('fold', windows, options)
  return layerOf('fold', x =>
    (ops.fold as (x: Tensor, size: Shape, kernel: PerAxis, o?: WindowOptions) => Tensor)(x, outputSize, kernelSize, windows),
  )
}
