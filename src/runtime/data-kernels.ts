// What reading and changing data spends its time on, as the addon offers it. None of it needs libLLVM, and for each there is a slower way to the
// same bytes: data/images/reference-kernels.ts for pixels, sharp for JPEG, data/text/vectors/decimal.ts for numbers.

/** For each target position: the first source position, how many, and their weights in 22-bit fixed point, `width` to a target position. */
export interface ResampleWeights {
  readonly starts: Int32Array
  readonly counts: Int32Array
  readonly width: number
  readonly weights: Int32Array
  /** Whether target positions are those of the source. */
  readonly same: boolean
}

/** An image as it comes out of its file: grey, or red, green and blue. */
export interface DecodedPixels {
  readonly width: number
  readonly height: number
  readonly channels: 1 | 3
  readonly data: Uint8Array
}

export interface ImageDecoder {
  /**
   * A baseline JPEG in sRGB, upright, decoded on one of Node's threads, or at once where it is small; to the bytes that libjpeg gives.
   * @param mostPixels an integer
   * @returns null where it is anything else, or damaged in whatever way
   */
  decodeJpeg(file: Uint8Array, mostPixels: number): Promise<DecodedPixels | null>
}

/** Functions of bytes [height, width, channels], which write to a target that the caller has made. */
export interface PixelKernels {
  /**
   * A region of a source in another size: rows first, then columns, each of the two rounded to bytes.
   * @param stride bytes from one row of the source to the next
   * @param offset the first byte of the region
   */
  resample(
    source: Uint8Array,
    stride: number,
    offset: number,
    height: number,
    width: number,
    channels: number,
    across: ResampleWeights,
    down: ResampleWeights,
    target: Uint8Array,
  ): void
  /** Each sample through the table of its channel. @param tables 256 bytes for each channel */
  mapBytes(source: Uint8Array, tables: Uint8Array, channels: number, target: Uint8Array): void
  /** The sum of the greys (ITU-R 601) of all pixels, each cut off to a byte. */
  sumGrey(source: Uint8Array, channels: number): number
  /** ratio · colour + (1 - ratio) · grey, cut off to a byte; alpha stays. @param channels 3 or 4 */
  mixWithGrey(source: Uint8Array, channels: number, ratio: number, target: Uint8Array): void
  /** Hues turned by a part of a turn, from -0.5 to 0.5; alpha stays. @param channels 3 or 4 */
  turnHue(source: Uint8Array, channels: number, shift: number, target: Uint8Array): void
  /** Channel by channel, each sample through the table of its channel. @param tables 256 numbers for each channel */
  toPlanes(source: Uint8Array, tables: Float32Array, channels: number, target: Float32Array): void
  /** Every row from right to left. */
  mirror(source: Uint8Array, width: number, channels: number, target: Uint8Array): void
}

export interface TextKernels {
  /** How often a byte is a newline. */
  countLines(bytes: Uint8Array): number
  /**
   * Reads whole lines of a word and as many numbers as there are dimensions, one space between two, from `start` on, as long as there is room.
   * @param rows the numbers, a row to a line
   * @param places three to a line: where it begins, where its word ends, where the next one begins
   * @returns how many lines; the next one is not whole, or is read otherwise: it may have a number of more than 15 digits, or a fault
   */
  readVectorLines(bytes: Uint8Array, start: number, dimensions: number, rows: Float32Array, places: Int32Array): number
}

export type DataKernels = ImageDecoder & PixelKernels & TextKernels
