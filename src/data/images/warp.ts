// Images whose pixels come from anywhere: the value at each target pixel is read at a source position between pixels.

import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { type Image, image } from './image.js'
import { checkNumber } from './sample.js'

/** Where the centre of target pixel (x, y) lies in the source: in pixels, 0 the centre of the first. Written to `to`. */
export type SourceOf = (x: number, y: number, to: Float64Array) => void

export interface WarpOptions {
  /** Default nearest for rotations and affine maps, bilinear for others, as in torchvision. */
  readonly interpolation?: 'nearest' | 'bilinear'
  /** What lies outside of the image, the same in all channels, 0 to 255. Default 0. */
  readonly fill?: number
}

export function checkWarpOptions(operation: string, options: WarpOptions): void {
  const { interpolation = 'nearest', fill = 0 } = given(operation, options, ['interpolation', 'fill'])
  if (interpolation !== 'nearest' && interpolation !== 'bilinear')
    throw new ArgumentError(`${operation}: interpolation must be nearest or bilinear; got ${show(interpolation)}`)
  checkNumber(operation, 'fill', fill, 0, 255)
}

/**
 * The image that is read at these positions. What lies outside has the fill's colour; with bilinear interpolation it mixes with the edge.
 * @deviation from torchvision at edges with a fill that is not 0, where it weighs the edge twice
 */
export function warped(
  { shape: [height, width, channels], data }: Image,
  toHeight: number,
  toWidth: number,
  sourceOf: SourceOf,
  interpolation: 'nearest' | 'bilinear',
  fill: number,
): Image {
  const out = new Uint8Array(toHeight * toWidth * channels)
  const place = new Float64Array(2)
  const inside = (x: number, y: number): boolean => x >= 0 && x < width && y >= 0 && y < height
  for (let y = 0, at = 0; y < toHeight; y++)
    for (let x = 0; x < toWidth; x++, at += channels) {
      sourceOf(x, y, place)
      const [sx, sy] = [place[0] as number, place[1] as number]
      if (interpolation === 'nearest') {
        const [px, py] = [Math.round(sx), Math.round(sy)]
        const from = (py * width + px) * channels
        for (let c = 0; c < channels; c++) out[at + c] = inside(px, py) ? (data[from + c] as number) : fill
        continue
      }
      const [px, py] = [Math.floor(sx), Math.floor(sy)]
      const [fx, fy] = [sx - px, sy - py]
      const from = (py * width + px) * channels
      const [nw, ne, sw, se] = [inside(px, py), inside(px + 1, py), inside(px, py + 1), inside(px + 1, py + 1)]
      const below = width * channels
      for (let c = 0; c < channels; c++) {
        const upper = (1 - fx) * (nw ? (data[from + c] as number) : fill) + fx * (ne ? (data[from + channels + c] as number) : fill)
        const lower =
          (1 - fx) * (sw ? (data[from + below + c] as number) : fill) + fx * (se ? (data[from + below + channels + c] as number) : fill)
        out[at + c] = Math.round((1 - fy) * upper + fy * lower)
      }
    }
  return image(toHeight, toWidth, channels, out)
}
