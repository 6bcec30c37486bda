// conv: cross-correlation of images with weights, over any number of spatial axes, strided, padded, dilated, grouped.
//   out[n, o, p…] = Σ_{c, k…} x[n, c, p·stride + k·dilation - low] · weight[o, c, k…]
// Its cotangents and batches are convolutions again: groups of channels and groups of images exchange their roles.
// Source: XLA's Conv operation; the rules are those of JAX's conv_general_dilated.

import type { ArrayType } from '../../core/array-type.js'
import { type ContractMethod, isShallow } from '../../core/lowering.js'
import type { Batched, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { two } from '../operands.js'
import { bindOne } from '../single.js'
import { full } from '../structure/broadcast.js'
import { moveAxis } from '../structure/permute.js'
import { mergeAxes, splitAxis } from '../structure/regroup.js'
import { reverse } from '../structure/reverse.js'
import { pad } from '../structure/slice.js'
import { adjointAxis, kernelAxis } from '../window/axis.js'
import { bilinearComplex, bilinearJvp, bilinearTranspose } from './bilinear.js'
import { convDomain } from './conv-domain.js'
import { type ConvGeometry, type ConvOperation, type ConvParams, convGeometry, convType, paramsOf } from './conv-geometry.js'
import { convLowering, domainOf } from './conv-lowering.js'
import { methodOf } from './conv-method.js'
import { inPhases } from './conv-phases.js'
import { convReference } from './conv-reference.js'

const swapFirstTwo = (x: Tensor): Tensor => moveAxis(x, 1, 0)

/** weight [G·o, i, …kernel] → [G·i, o, …kernel], each kernel mirrored: what carries a cotangent back to the image. */
function mirrored(weight: Tensor, groups: number): Tensor {
  const [outChannels = 0] = weight.shape
  const turned = groups === 1 ? swapFirstTwo(weight) : mergeAxes(moveAxis(splitAxis(weight, 0, groups, outChannels / groups), 2, 1), 0)
  const axes = turned.shape.map((_, axis) => axis).filter(axis => axis >= 2 && turned.shape[axis] !== 1)
  return axes.length === 0 ? turned : reverse(turned, axes)
}

/** Of a direct convolution it is direct: the image there comes with its padding, which makes it look larger than it is. */
function imageCotangent(cotangent: Tensor, x: ArrayType, weight: Tensor, params: ConvOperation): Tensor {
  const g = convGeometry(x.shape, weight.shape, params)
  const method = params.method.name === 'direct' ? params.method : null
  const adjoint = paramsOf(g.axes.map(adjointAxis), { groups: g.groups, batchGroups: 1 })
  const carried = convolution(cotangent, mirrored(weight, g.groups), adjoint, method)
  if (params.batchGroups === 1) return carried
  // [N / B, B · C, …in]: the group that is outermost among the channels belongs outermost among the images.
  return mergeAxes(moveAxis(splitAxis(carried, 1, params.batchGroups, g.channelsPerGroup), 1, 0), 0)
}

/** The images' channels take the place of images, the images that of channels to be summed over. */
function weightCotangent(cotangent: Tensor, x: Tensor, weight: ArrayType, params: ConvParams): Tensor {
  const { axes } = convGeometry(x.shape, weight.shape, params)
  const exchanged = { groups: params.batchGroups, batchGroups: params.groups }
  return swapFirstTwo(conv(swapFirstTwo(x), swapFirstTwo(cotangent), paramsOf(axes.map(kernelAxis), exchanged)))
}

/** The operation on other operands, its products formed in the same way. */
const as = (x: Tensor, weight: Tensor, params: ConvOperation): Tensor => convolution(x, weight, params, params.method)

/** Every example brings its own image and weight: it becomes a group of its own. */
function batchBoth(x: Tensor, xAxis: number, weight: Tensor, weightAxis: number, size: number, params: ConvOperation): Batched {
  const weightShape = weight.shape.toSpliced(weightAxis, 1)
  // No example: any weight does, and there can be no 0 groups.
  if (size === 0) return batchImages(x, xAxis, full(0, { shape: weightShape, dtype: weight.dtype }), size, params)
  const [outChannels = 0] = weightShape
  const weights = mergeAxes(moveAxis(weight, weightAxis, 0), 0)
  const out =
    params.batchGroups > 1
      ? as(mergeAxes(moveAxis(x, xAxis, 0), 0), weights, { ...params, batchGroups: params.batchGroups * size })
      : as(mergeAxes(moveAxis(x, xAxis, 1), 1), weights, { ...params, groups: params.groups * size })
  return { outputs: [splitAxis(out, 1, size, outChannels)], axes: [1] } // [N, example, O, …out]
}

/** More images, which stand inside their group. */
function batchImages(x: Tensor, axis: number, weight: Tensor, size: number, params: ConvOperation): Batched {
  const front = moveAxis(x, axis, 0)
  const images = (front.shape[1] as number) / params.batchGroups
  const grouped =
    params.batchGroups === 1
      ? mergeAxes(front, 0)
      : mergeAxes(mergeAxes(moveAxis(splitAxis(front, 1, params.batchGroups, images), 0, 1), 0), 0)
  return { outputs: [splitAxis(as(grouped, weight, params), 0, size, images)], axes: [0] }
}

/** More output channels, which stand inside their group. */
function batchWeights(x: Tensor, weight: Tensor, axis: number, size: number, params: ConvOperation): Batched {
  const groups = params.groups * params.batchGroups
  const front = moveAxis(weight, axis, 0)
  const perGroup = (front.shape[1] as number) / groups
  if (groups === 1) return { outputs: [splitAxis(as(x, mergeAxes(front, 0), params), 1, size, perGroup)], axes: [1] }
  const weights = mergeAxes(mergeAxes(moveAxis(splitAxis(front, 1, groups, perGroup), 0, 1), 0), 0) // [G · example · o, …]
  const split = splitAxis(splitAxis(as(x, weights, params), 1, groups, size * perGroup), 2, size, perGroup) // [N, G, example, o, …]
  return { outputs: [mergeAxes(moveAxis(split, 2, 0), 2)], axes: [0] }
}

export const convP: Primitive<ConvOperation> = Object.freeze({
  name: 'conv',
  domain: convDomain,
  typeOf: convType,
  reference: convReference,
  jvp: bilinearJvp((x, weight, params) => as(x, weight, params)),
  transpose: bilinearTranspose(imageCotangent, weightCotangent),
  batch(inputs, [xAxis = null, weightAxis = null], size, params) {
    const [x, weight] = two(inputs)
    if (xAxis !== null && weightAxis !== null) return batchBoth(x, xAxis, weight, weightAxis, size, params)
    if (xAxis !== null) return batchImages(x, xAxis, weight, size, params)
    if (weightAxis !== null) return batchWeights(x, weight, weightAxis, size, params)
    return { outputs: [as(x, weight, params)], axes: [null] }
  },
  lower: convLowering,
  complex: bilinearComplex((x, weight, params) => as(x, weight, params)),
} satisfies Primitive<ConvOperation>)

/**
 * Padding and dilation of the image as an operation of their own: backends then read images without looking at their borders, and what
 * several convolutions read is padded once. `null` where cropping leaves less than nothing, which only a convolution can express.
 */
function padded(x: Tensor, params: ConvParams): { readonly image: Tensor; readonly params: ConvParams } | null {
  const { padding, inputDilation } = params
  if (padding.every(([low, high]) => low === 0 && high === 0) && inputDilation.every(d => d === 1)) return null
  const sizes = inputDilation.map((d, i) => {
    const size = x.shape[i + 2] ?? 0
    return Math.max(0, (size - 1) * d + 1) + (padding[i]?.[0] ?? 0) + (padding[i]?.[1] ?? 0)
  })
  if (sizes.some(size => size < 0)) return null
  const image = pad(
    x,
    [0, 0, ...padding.map(([low]) => low)],
    [0, 0, ...padding.map(([, high]) => high)],
    [0, 0, ...inputDilation.map(d => d - 1)],
  )
  return { image, params: { ...params, padding: padding.map(() => [0, 0] as const), inputDilation: inputDilation.map(() => 1) } }
}

/**
 * `out[n, o, p…] = Σ_{c, k…} x[n, c, p·stride + k·dilation - low] · weight[o, c, k…]`
 * @param x [images, channels, …in]
 * @param weight [outChannels, channels / groups, …kernel]
 * @returns [images / batchGroups, outChannels, …out]; an axis on which no window fits has size 0
 * @throws ShapeError when channels, groups or ranks do not fit, DTypeError unless both are of one dtype of numbers
 */
export const conv = (x: Tensor, weight: Tensor, params: ConvParams): Tensor => convolution(x, weight, params, null)

/** Of what is dilated every element asks whether it is there. */
const readsRowsOnce = (g: ConvGeometry, { name }: ContractMethod): boolean =>
  name !== 'direct' || (isShallow(domainOf(g)) && g.axes.every(axis => axis.baseDilation === 1))

/** @param method decided already, or `null` */
function convolution(x: Tensor, weight: Tensor, params: ConvParams, method: ContractMethod | null): Tensor {
  // Checked before the image is padded, so that messages show the caller's shapes.
  convType([x, weight], params)
  const phases = inPhases(x, weight, params, (image, part, of) => convolution(image, part, of, method))
  if (phases !== null) return phases
  const g = convGeometry(x.shape, weight.shape, params)
  const decided = method ?? methodOf(x.dtype, g)
  // What goes by squares, or is written out, reads its rows once: borders cost less there than a padded copy.
  const { image, params: explicit } = (readsRowsOnce(g, decided) ? null : padded(x, params)) || { image: x, params }
  return bindOne(convP, [image, weight], { ...explicit, method: decided })
}
