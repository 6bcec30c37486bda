// What an image is: rows of pixels from the top, the channels of a pixel together, in bytes. Grey, RGB, or RGB with alpha.

import { ArgumentError } from '../../support/errors.js'
import { showShape } from '../../support/shape.js'
import type { DType } from '../../types/index.js'
import { isNdArray, type NdArray } from '../nd-array.js'

/** Grey, RGB, RGBA. */
export type Channels = 1 | 3 | 4

/** uint8[height, width, channels]; 0 is dark, in alpha transparent. */
export type Image<C extends Channels = Channels, D extends 'uint8' | 'uint16' = 'uint8'> = NdArray<
  [height: number, width: number, channels: C],
  D
>

/** An image from its samples, which are not copied. */
export const image = <C extends Channels>(height: number, width: number, channels: C, data: Uint8Array): Image<C> => ({
  shape: [height, width, channels],
  dtype: 'uint8',
  data,
})

/** @throws ArgumentError unless it is an image */
export function checkImage(operation: string, value: unknown, dtype: DType = 'uint8'): asserts value is Image {
  if (!isNdArray(value) || value.dtype !== dtype || value.shape.length !== 3 || ![1, 3, 4].includes(value.shape[2] as number))
    throw new ArgumentError(
      `${operation}: expected an image, ${dtype}[height, width, 1, 3 or 4]; got ${isNdArray(value) ? `${value.dtype}${showShape(value.shape)}` : typeof value}`,
    )
}

/** ITU-R 601 luma in 16-bit fixed point, as PIL's convert('L') and torchvision's grayscale of PIL images compute it. */
export function luma(rgb: ArrayLike<number>, pixels: number, channels: Channels, into: Uint8Array | Uint16Array): void {
  for (let i = 0, at = 0; i < pixels; i++, at += channels)
    into[i] = ((rgb[at] as number) * 19595 + (rgb[at + 1] as number) * 38470 + (rgb[at + 2] as number) * 7471 + 0x8000) / 65536
}
