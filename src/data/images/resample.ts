// Resampling by convolution, as Pillow does it for bytes: a kernel as wide as a source pixel or, when shrinking, as a target pixel
// (antialiasing), weights in 22-bit fixed point, rows first, each of the two passes rounded to bytes.
// Source of the method: Turkowski, "Filters for common resampling tasks" (1990); Keys (1981) for the cubic kernel, with a = -1/2.

import { type Channels, type Image, image } from './image.js'

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

/** For each target position: the first source position, how many, and their weights. */
interface Weights {
  readonly starts: Int32Array
  readonly counts: Int32Array
  readonly width: number
  readonly weights: Int32Array
}

function weightsOf(from: number, to: number, { support, weight }: Kernel): Weights {
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
  return { starts, counts, width, weights }
}

const half = 1 << (precision - 1)

/** Three channels at a time, the usual case, each row in one go. */
function acrossRgb(
  source: Uint8Array,
  offset: number,
  out: Uint8ClampedArray,
  at: number,
  to: number,
  { starts, counts, width, weights }: Weights,
): void {
  for (let x = 0; x < to; x++) {
    let [r, g, b] = [half, half, half]
    let from = offset + (starts[x] as number) * 3
    const first = x * width
    const last = first + (counts[x] as number)
    for (let k = first; k < last; k++, from += 3) {
      const w = weights[k] as number
      // Below 2³¹: weights sum to 2²², samples to a byte.
      r = (r + Math.imul(w, source[from] as number)) | 0
      g = (g + Math.imul(w, source[from + 1] as number)) | 0
      b = (b + Math.imul(w, source[from + 2] as number)) | 0
    }
    const target = at + x * 3
    out[target] = r >> precision
    out[target + 1] = g >> precision
    out[target + 2] = b >> precision
  }
}

function across(source: Uint8Array, offset: number, out: Uint8ClampedArray, at: number, to: number, w: Weights, channels: number): void {
  for (let x = 0; x < to; x++)
    for (let c = 0; c < channels; c++) {
      let sum = half
      for (let k = 0; k < (w.counts[x] as number); k++)
        sum += (w.weights[x * w.width + k] as number) * (source[offset + ((w.starts[x] as number) + k) * channels + c] as number)
      out[at + x * channels + c] = sum >> precision
    }
}

/** Row `y` of the result: all its samples from the rows of the source, weighted. */
function down(rows: Uint8ClampedArray, stride: number, out: Uint8ClampedArray, y: number, w: Weights, sums: Int32Array): void {
  sums.fill(half)
  for (let k = 0; k < (w.counts[y] as number); k++) {
    const weight = w.weights[y * w.width + k] as number
    const from = ((w.starts[y] as number) + k) * stride
    for (let i = 0; i < stride; i++) sums[i] = ((sums[i] as number) + Math.imul(weight, rows[from + i] as number)) | 0
  }
  const at = y * stride
  for (let i = 0; i < stride; i++) out[at + i] = (sums[i] as number) >> precision
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
  const channels: Channels = source.shape[2]
  const kernel = kernels[filter]
  const [horizontal, vertical] = [weightsOf(width, toWidth, kernel), weightsOf(height, toHeight, kernel)]
  const stride = toWidth * channels
  const rows = new Uint8ClampedArray(height * stride)
  const sourceStride = source.shape[1] * channels
  for (let y = 0; y < height; y++) {
    const offset = (top + y) * sourceStride + left * channels
    if (toWidth === width) rows.set(source.data.subarray(offset, offset + stride), y * stride)
    else if (channels === 3) acrossRgb(source.data, offset, rows, y * stride, toWidth, horizontal)
    else across(source.data, offset, rows, y * stride, toWidth, horizontal, channels)
  }
  if (toHeight === height) return image(height, toWidth, channels, new Uint8Array(rows.buffer))
  const out = new Uint8ClampedArray(toHeight * stride)
  const sums = new Int32Array(stride)
  for (let y = 0; y < toHeight; y++) down(rows, stride, out, y, vertical, sums)
  return image(toHeight, toWidth, channels, new Uint8Array(out.buffer))
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
