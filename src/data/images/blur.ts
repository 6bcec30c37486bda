// Blurred and sharpened images.

import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import { blend } from './color.js'
import { type Image, image } from './image.js'
import { checkInterval, checkNumber, drawn, pixelwise, type RandomTransform, type Transform } from './sample.js'

/** Weights of a bell of this width, which sum to 1. */
export function gaussianKernel(size: number, sigma: number): Float64Array {
  const weights = Float64Array.from({ length: size }, (_, i) => Math.exp(-0.5 * ((i - (size - 1) / 2) / sigma) ** 2))
  const total = weights.reduce((a, b) => a + b, 0)
  return weights.map(weight => weight / total)
}

/** Position `i` reflected at the edges, which are not repeated. */
const reflected = (i: number, size: number): number => (i < 0 ? -i : i >= size ? 2 * (size - 1) - i : i)

/** Rows, then columns, of numbers [height, width, channels]. */
export function convolved(
  data: ArrayLike<number>,
  height: number,
  width: number,
  channels: number,
  [across, down]: readonly [Float64Array, Float64Array],
): Float64Array {
  const stride = width * channels
  const rows = new Float64Array(height * stride)
  const [rx, ry] = [(across.length - 1) / 2, (down.length - 1) / 2]
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let k = 0; k < across.length; k++) {
        const [weight, from] = [across[k] as number, y * stride + reflected(x + k - rx, width) * channels]
        for (let c = 0; c < channels; c++)
          rows[y * stride + x * channels + c] = (rows[y * stride + x * channels + c] as number) + weight * (data[from + c] as number)
      }
  const out = new Float64Array(height * stride)
  for (let y = 0; y < height; y++)
    for (let k = 0; k < down.length; k++) {
      const [weight, from] = [down[k] as number, reflected(y + k - ry, height) * stride]
      for (let i = 0; i < stride; i++) out[y * stride + i] = (out[y * stride + i] as number) + weight * (rows[from + i] as number)
    }
  return out
}

/** Odd numbers of pixels, across and down. */
export type KernelSize = number | readonly [across: number, down: number]

/**
 * Blurred by a bell.
 * @param kernelSize an odd number of pixels, or [across, down]
 * @param sigma the bell's width in pixels; default 0.3·((size - 1)/2 - 1) + 0.8
 * @throws ArgumentError when the image has no more than half as many pixels on a side
 */
export function gaussianBlur(kernelSize: KernelSize, sigma?: number): Transform {
  const sizes = typeof kernelSize === 'number' ? ([kernelSize, kernelSize] as const) : kernelSize
  checkList('gaussianBlur', 'the kernel', sizes)
  if (sizes.length !== 2) throw new ArgumentError(`gaussianBlur: the kernel must be an odd size, or two; got ${show(kernelSize)}`)
  for (const size of sizes)
    if (!Number.isInteger(size) || size < 1 || size % 2 === 0)
      throw new ArgumentError(`gaussianBlur: the kernel must be of odd sizes; got ${show(kernelSize)}`)
  if (sigma !== undefined) checkNumber('gaussianBlur', 'sigma', sigma, Number.MIN_VALUE)
  const kernels = sizes.map(size => gaussianKernel(size, sigma ?? 0.3 * ((size - 1) * 0.5 - 1) + 0.8)) as unknown as readonly [
    Float64Array,
    Float64Array,
  ]
  return pixelwise('gaussianBlur', ({ shape: [height, width, channels], data }) => {
    if (sizes[0] > 2 * width - 1 || sizes[1] > 2 * height - 1)
      throw new ArgumentError(`gaussianBlur: a kernel of ${sizes.join('x')} is too large for an image of ${height}x${width}`)
    return image(height, width, channels, Uint8Array.from(convolved(data, height, width, channels, kernels), Math.round))
  })
}

/** Blurred by a bell of random width. @param sigma the interval. Default [0.1, 2] */
export function randomGaussianBlur(kernelSize: KernelSize, sigma: readonly [low: number, high: number] = [0.1, 2]): RandomTransform {
  checkInterval('randomGaussianBlur', 'sigma', sigma, Number.MIN_VALUE)
  gaussianBlur(kernelSize)
  return drawn(random => gaussianBlur(kernelSize, random.uniform(...sigma)))
}

/** The mean of each pixel and its neighbours, itself five times; the edge stays. */
function smoothed({ shape: [height, width, channels], data }: Image): Uint8Array {
  const out = data.slice()
  const stride = width * channels
  for (let y = 1; y < height - 1; y++)
    for (let i = y * stride + channels; i < (y + 1) * stride - channels; i++) {
      let sum = 4 * (data[i] as number)
      for (const row of [i - stride, i, i + stride])
        sum += (data[row - channels] as number) + (data[row] as number) + (data[row + channels] as number)
      out[i] = Math.round(sum / 13)
    }
  return out
}

/** Blurred (below 1), unchanged (1), sharpened (above 1). @param factor from 0 */
export function sharpness(factor: number): Transform {
  checkNumber('sharpness', 'factor', factor, 0)
  return pixelwise('sharpness', whole => {
    const [height, width] = whole.shape
    return height <= 2 || width <= 2 ? whole : blend(whole, smoothed(whole), factor)
  })
}
