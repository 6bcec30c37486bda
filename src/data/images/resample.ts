// Resampling by convolution, as Pillow does it for bytes: a kernel as wide as a source pixel or, when shrinking, as a target pixel
// (antialiasing), weights in 22-bit fixed point, rows first, each of the two passes rounded to bytes.
// Source of the method: Turkowski, "Filters for common resampling tasks" (1990); Keys (1981) for the cubic kernel, with a = -1/2.

import type { ResampleWeights } from '../../runtime/data-kernels.js'
import { type Image, image } from './image.js'
import { pixels } from './pixels.js'

export type Filter = 'bilinear' | 'bicubic' | 'lanczos'

interface Kernel {
  readonly support: number
  readonly weight: (x: number) => number
}

const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x))

const kernels: Readonly<Record<Filter, Kernel>> = {
  bilinear: { support: 1, weight: x => Math.max(0, 1 - Math.abs(x)) },
  bicubic: {
    support: 2,
    weight: x => {
      const [a, d] = [-0.5, Math.abs(x)]
      if (d < 1) return ((a + 2) * d - (a + 3)) * d * d + 1
      return d < 2 ? (((d - 5) * d + 8) * d - 4) * a : 0
    },
  },
  lanczos: { support: 3, weight: x => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
}

const precision = 22

function weightsOf(from: number, to: number, { support, weight }: Kernel): ResampleWeights {
  const scale = from / to
  const stretch = Math.max(1, scale)
  const reach = support * stretch
  const width = Math.ceil(reach) * 2 + 1
  const [starts, counts, weights] = [new Int32Array(to), new Int32Array(to), new Int32Array(to * width)]
  const row = new Float64Array(width)
  for (let i = 0; i < to; i++) {
    const center = (i + 0.5) * scale
    const start = Math.max(0, Math.trunc(center - reach + 0.5))
    const count = Math.min(from, Math.trunc(center + reach + 0.5)) - start
    let total = 0
    for (let k = 0; k < count; k++) {
      row[k] = weight((k + start - center + 0.5) / stretch)
      total += row[k] as number
    }
    starts[i] = start
    counts[i] = count
    for (let k = 0; k < count; k++) {
      const w = (total === 0 ? (row[k] as number) : (row[k] as number) / total) * 2 ** precision
      weights[i * width + k] = Math.trunc(w < 0 ? w - 0.5 : w + 0.5)
    }
  }
  return { starts, counts, width, weights, same: from === to }
}

/** A part of an image. */
export interface Region {
  readonly top: number
  readonly left: number
  readonly height: number
  readonly width: number
}

/** A region of an image in another size. */
export function resampled(source: Image, { top, left, height, width }: Region, toHeight: number, toWidth: number, filter: Filter): Image {
  const [, sourceWidth, channels] = source.shape
  const [across, down] = [weightsOf(width, toWidth, kernels[filter]), weightsOf(height, toHeight, kernels[filter])]
  const target = new Uint8Array(toHeight * toWidth * channels)
  const [stride, offset] = [sourceWidth * channels, (top * sourceWidth + left) * channels]
  pixels().resample(source.data, stride, offset, height, width, channels, across, down, target)
  return image(toHeight, toWidth, channels, target)
}

/** A region in another size, each pixel the nearest of the source. */
export function nearest(source: Image, { top, left, height, width }: Region, toHeight: number, toWidth: number): Image {
  const channels = source.shape[2]
  const out = new Uint8Array(toHeight * toWidth * channels)
  for (let y = 0, at = 0; y < toHeight; y++) {
    const row = (top + Math.floor((y + 0.5) * (height / toHeight))) * source.shape[1] + left
    for (let x = 0; x < toWidth; x++) {
      const from = (row + Math.floor((x + 0.5) * (width / toWidth))) * channels
      for (let c = 0; c < channels; c++) out[at++] = source.data[from + c] as number
    }
  }
  return image(toHeight, toWidth, channels, out)
}
