// The pixel kernels in TypeScript: what they mean, and what computes where the addon is not built. Mixtures are cut off to bytes, not rounded, as
// torchvision's are for byte tensors.

import type { PixelKernels, ResampleWeights } from '../../runtime/data-kernels.js'

const precision = 22
const half = 1 << (precision - 1)

const byte = (value: number): number => (value <= 0 ? 0 : Math.min(value, 255))

/** ITU-R 601, with torchvision's digits. */
const luma601 = (r: number, g: number, b: number): number => 0.2989 * r + 0.587 * g + 0.114 * b

/** Three channels at a time, the usual case, each row in one go. */
function acrossRgb(
  source: Uint8Array,
  offset: number,
  out: Uint8ClampedArray,
  at: number,
  { starts, counts, width, weights }: ResampleWeights,
): void {
  for (let x = 0; x < starts.length; x++) {
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

function across(source: Uint8Array, offset: number, out: Uint8ClampedArray, at: number, w: ResampleWeights, channels: number): void {
  for (let x = 0; x < w.starts.length; x++)
    for (let c = 0; c < channels; c++) {
      let sum = half
      for (let k = 0; k < (w.counts[x] as number); k++)
        sum += (w.weights[x * w.width + k] as number) * (source[offset + ((w.starts[x] as number) + k) * channels + c] as number)
      out[at + x * channels + c] = sum >> precision
    }
}

/** Row `y` of the result: all its samples from the rows of the source, weighted. */
function down(rows: Uint8ClampedArray, stride: number, out: Uint8ClampedArray, y: number, w: ResampleWeights, sums: Int32Array): void {
  sums.fill(half)
  for (let k = 0; k < (w.counts[y] as number); k++) {
    const weight = w.weights[y * w.width + k] as number
    const from = ((w.starts[y] as number) + k) * stride
    for (let i = 0; i < stride; i++) sums[i] = ((sums[i] as number) + Math.imul(weight, rows[from + i] as number)) | 0
  }
  const at = y * stride
  for (let i = 0; i < stride; i++) out[at + i] = (sums[i] as number) >> precision
}

/** Writes a pixel's hue, turned, with its own saturation and value. */
function turnPixel(source: Uint8Array, at: number, shift: number, out: Uint8Array): void {
  const stored = (value: number): number => byte(value * 255.999)
  const [r, g, b] = [source[at] as number, source[at + 1] as number, source[at + 2] as number]
  const [most, least] = [r > g ? Math.max(r, b) : Math.max(g, b), r < g ? Math.min(r, b) : Math.min(g, b)]
  if (most === least) {
    out.fill(stored(most / 255), at, at + 3)
    return
  }
  const range = most - least
  const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range
  const angle = sixth / 6 + 1 + shift
  const h = (angle - Math.floor(angle)) * 6
  const sector = Math.floor(h)
  const f = h - sector
  const v = most / 255
  const s = range / most
  const [p, q, t] = [v * (1 - s), v * (1 - s * f), v * (1 - s * (1 - f))]
  const write = (red: number, green: number, blue: number): void => {
    out[at] = stored(red)
    out[at + 1] = stored(green)
    out[at + 2] = stored(blue)
  }
  switch (sector % 6) {
    case 0:
      write(v, t, p)
      break
    case 1:
      write(q, v, p)
      break
    case 2:
      write(p, v, t)
      break
    case 3:
      write(p, q, v)
      break
    case 4:
      write(t, p, v)
      break
    default:
      write(v, p, q)
  }
}

export const referenceKernels: PixelKernels = {
  resample(source, stride, offset, height, _width, channels, horizontal, vertical, target) {
    const rowBytes = horizontal.starts.length * channels
    const rows = new Uint8ClampedArray(height * rowBytes)
    for (let y = 0; y < height; y++) {
      const from = offset + y * stride
      if (horizontal.same) rows.set(source.subarray(from, from + rowBytes), y * rowBytes)
      else if (channels === 3) acrossRgb(source, from, rows, y * rowBytes, horizontal)
      else across(source, from, rows, y * rowBytes, horizontal, channels)
    }
    if (vertical.same) {
      target.set(rows)
      return
    }
    const out = new Uint8ClampedArray(target.buffer, target.byteOffset, target.length)
    const sums = new Int32Array(rowBytes)
    for (let y = 0; y < vertical.starts.length; y++) down(rows, rowBytes, out, y, vertical, sums)
  },

  mapBytes(source, tables, channels, target) {
    for (let c = 0; c < channels; c++) {
      const table = tables.subarray(256 * c, 256 * (c + 1))
      for (let at = c; at < source.length; at += channels) target[at] = table[source[at] as number] as number
    }
  },

  sumGrey(source, channels) {
    let sum = 0
    for (let at = 0; at < source.length; at += channels)
      sum +=
        channels === 1
          ? (source[at] as number)
          : Math.trunc(luma601(source[at] as number, source[at + 1] as number, source[at + 2] as number))
    return sum
  },

  mixWithGrey(source, channels, ratio, target) {
    for (let at = 0; at < source.length; at += channels) {
      const [r, g, b] = [source[at] as number, source[at + 1] as number, source[at + 2] as number]
      const grey = (1 - ratio) * Math.trunc(luma601(r, g, b))
      target[at] = byte(ratio * r + grey)
      target[at + 1] = byte(ratio * g + grey)
      target[at + 2] = byte(ratio * b + grey)
      if (channels === 4) target[at + 3] = source[at + 3] as number
    }
  },

  turnHue(source, channels, shift, target) {
    for (let at = 0; at < source.length; at += channels) {
      turnPixel(source, at, shift, target)
      if (channels === 4) target[at + 3] = source[at + 3] as number
    }
  },

  toPlanes(source, tables, channels, target) {
    const pixels = source.length / channels
    for (let c = 0; c < channels; c++) {
      const table = tables.subarray(256 * c, 256 * (c + 1))
      for (let i = 0, from = c, at = c * pixels; i < pixels; i++, from += channels) target[at + i] = table[source[from] as number] as number
    }
  },

  mirror(source, width, channels, target) {
    const stride = width * channels
    for (let start = 0; start < source.length; start += stride)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) target[start + x * channels + c] = source[start + (width - 1 - x) * channels + c] as number
  },
}
