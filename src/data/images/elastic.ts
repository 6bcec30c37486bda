// Images on rubber: every pixel moves a little, neighbours alike.
// Source: Simard, Steinkraus, Platt, "Best practices for convolutional neural networks" (2003).

import { ArgumentError, ShapeError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { draws } from '../example-key.js'
import { isNdArray, type NdArray } from '../nd-array.js'
import { convolved, gaussianKernel } from './blur.js'
import { checkNumber, type Geometry, geometric, type RandomTransform, type Transform } from './sample.js'
import { checkWarpOptions, type WarpOptions, warped } from './warp.js'

/** How far each target pixel looks away from its place, x and y, in half widths and half heights: float32[height, width, 2]. */
export type Displacement = NdArray<[height: number, width: number, 2], 'float32'>

function elasticGeometry(
  { shape, data }: Displacement,
  { interpolation = 'bilinear', fill = 0 }: WarpOptions,
  height: number,
  width: number,
): Geometry {
  if (shape[0] !== height || shape[1] !== width)
    throw new ShapeError(
      `elastic: the displacement must be of the image's size; expected float32[${height},${width},2], got float32${showShape(shape)}`,
    )
  const shift = (x: number, y: number, axis: 0 | 1): number =>
    ((data[(y * width + x) * 2 + axis] as number) * (axis === 0 ? width : height)) / 2
  const sourceOf = (x: number, y: number, to: Float64Array): void => {
    to[0] = x + shift(x, y, 0)
    to[1] = y + shift(x, y, 1)
  }
  return {
    image: whole => warped(whole, height, width, sourceOf, interpolation, fill),
    mask: whole => warped(whole, height, width, sourceOf, 'nearest', 0),
    // Away from where the nearest pixel looks: exact to first order, as in torchvision.
    point: (x, y) => {
      const [px, py] = [Math.min(width - 1, Math.max(0, Math.floor(x))), Math.min(height - 1, Math.max(0, Math.floor(y)))]
      return [x - shift(px, py, 0), y - shift(px, py, 1)]
    },
  }
}

/**
 * Every pixel is read where its displacement says.
 * @throws ShapeError unless there is one for each pixel
 * @deviation from torchvision, which rounds the corners of boxes up to whole pixels before it moves them
 */
export function elastic(displacement: Displacement, options: WarpOptions = {}): Transform {
  if (!isNdArray(displacement) || displacement.dtype !== 'float32' || displacement.shape.length !== 3)
    throw new ArgumentError(`elastic: expected a displacement, float32[height, width, 2]; got ${show(displacement)}`)
  checkWarpOptions('elastic', options)
  return geometric('elastic', (height, width) => elasticGeometry(displacement, options, height, width))
}

export interface RandomElasticOptions extends WarpOptions {
  /** How far pixels move, in pixels at most. Default 50. */
  readonly alpha?: number
  /** How alike neighbours move: the width of the bell that smooths, in pixels. Default 5. */
  readonly sigma?: number
}

/** Every pixel moves at random, neighbours alike. */
export function randomElastic(options: RandomElasticOptions = {}): RandomTransform {
  const { alpha = 50, sigma = 5, ...warping } = given('randomElastic', options, ['alpha', 'sigma', 'interpolation', 'fill'])
  checkNumber('randomElastic', 'alpha', alpha, 0)
  checkNumber('randomElastic', 'sigma', sigma, 0)
  checkWarpOptions('randomElastic', warping)
  return (key, sample) =>
    geometric('randomElastic', (height, width) => {
      const random = draws(key)
      const noise = Float64Array.from({ length: height * width * 2 }, () => random.uniform(-1, 1))
      // Odd, and not beyond what can be reflected.
      const sizeFor = (side: number): number => {
        const size = Math.trunc(8 * sigma + 1)
        return Math.min(size % 2 === 0 ? size + 1 : size, 2 * side - 1)
      }
      const kernel = (side: number): Float64Array => (sigma > 0 ? gaussianKernel(sizeFor(side), sigma) : Float64Array.of(1))
      const smooth = convolved(noise, height, width, 2, [kernel(width), kernel(height)])
      const data = Float32Array.from(smooth, (value, i) => (value * alpha) / (i % 2 === 0 ? width : height))
      return elasticGeometry({ shape: [height, width, 2], dtype: 'float32', data }, warping, height, width)
    })(sample)
}
