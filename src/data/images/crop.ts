// Parts of an image, and what lies around it.

import { checkList } from '../../support/arguments.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { show } from '../../support/show.js'
import { type Image, image } from './image.js'
import { type Size, sides } from './resize.js'
import {
  checkNumber,
  type Geometry,
  geometric,
  imageOf,
  type RandomTransform,
  randomGeometric,
  type Sample,
  type Transform,
} from './sample.js'

/** What lies around an image: one colour, its edge, or its reflection without (`reflect`) or with (`symmetric`) the edge itself. */
export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric'

export interface PadOptions {
  /** Of every channel, 0 to 255. Default 0. */
  readonly fill?: number
  /** Default constant. */
  readonly mode?: PaddingMode
}

const modes: readonly unknown[] = ['constant', 'edge', 'reflect', 'symmetric']

function checkPadOptions(operation: string, options: PadOptions): void {
  const { fill = 0, mode = 'constant' } = given(operation, options, ['fill', 'mode'])
  checkNumber(operation, 'fill', fill, 0, 255)
  if (!modes.includes(mode)) throw new ArgumentError(`${operation}: mode must be one of ${modes.join(', ')}; got ${show(mode)}`)
}

/** The position in 0 … size - 1 that stands for any position, or -1 for the fill. */
function source(position: number, size: number, mode: PaddingMode): number {
  if (position >= 0 && position < size) return position
  switch (mode) {
    case 'constant':
      return -1
    case 'edge':
      return position < 0 ? 0 : size - 1
    case 'reflect':
      return position < 0 ? -position : 2 * (size - 1) - position
    case 'symmetric':
      return position < 0 ? -position - 1 : 2 * size - 1 - position
  }
}

/** A window on an image, which may reach beyond it. */
function view(
  { shape: [fromHeight, fromWidth, channels], data }: Image,
  top: number,
  left: number,
  height: number,
  width: number,
  fill: number,
  mode: PaddingMode,
): Image {
  const out = new Uint8Array(height * width * channels)
  if (top >= 0 && left >= 0 && top + height <= fromHeight && left + width <= fromWidth) {
    for (let y = 0; y < height; y++) {
      const from = ((top + y) * fromWidth + left) * channels
      out.set(data.subarray(from, from + width * channels), y * width * channels)
    }
    return image(height, width, channels, out)
  }
  const columns = Array.from({ length: width }, (_, x) => source(left + x, fromWidth, mode))
  for (let y = 0, at = 0; y < height; y++) {
    const row = source(top + y, fromHeight, mode)
    for (const column of columns)
      for (let c = 0; c < channels; c++)
        out[at++] = row < 0 || column < 0 ? fill : (data[(row * fromWidth + column) * channels + c] as number)
  }
  return image(height, width, channels, out)
}

/** A window on the image as a geometry. */
function window(top: number, left: number, height: number, width: number, { fill = 0, mode = 'constant' }: PadOptions = {}): Geometry {
  return {
    image: whole => view(whole, top, left, height, width, fill, mode),
    mask: whole => view(whole, top, left, height, width, 0, mode),
    point: (x, y) => [x - left, y - top],
  }
}

/** A part of the image; what lies outside of it is black. @param top, left its first row and column, in pixels */
export function crop(top: number, left: number, height: number, width: number): Transform {
  sides('crop', [height, width])
  for (const [name, value] of Object.entries({ top, left }))
    if (!Number.isInteger(value)) throw new ArgumentError(`crop: ${name} must be an integer; got ${show(value)}`)
  return geometric('crop', () => window(top, left, height, width))
}

/** Python's rounding: halves to the even integer. */
export function roundHalfToEven(x: number): number {
  const below = Math.floor(x)
  return x - below !== 0.5 ? Math.round(x) : below % 2 === 0 ? below : below + 1
}

/** The middle; where the image is smaller, with black around it. */
export function centerCrop(size: Size): Transform {
  const [height, width] = sides('centerCrop', size)
  return geometric('centerCrop', (fromHeight, fromWidth) => {
    // As torchvision: what is missing is added first, half of it, rounded down, before.
    const before = (from: number, to: number): number => (to > from ? Math.floor((to - from) / 2) : 0)
    const start = (from: number, to: number): number => (to > from ? -before(from, to) : roundHalfToEven((from - to) / 2))
    return window(start(fromHeight, height), start(fromWidth, width), height, width)
  })
}

/** Pixels on every side, or [left and right, top and bottom], or [left, top, right, bottom]. */
export type Padding =
  | number
  | readonly [horizontal: number, vertical: number]
  | readonly [left: number, top: number, right: number, bottom: number]

function paddings(operation: string, padding: Padding): readonly [left: number, top: number, right: number, bottom: number] {
  const list = typeof padding === 'number' ? [padding, padding] : padding
  checkList(operation, 'padding', list)
  const [left = Number.NaN, top = Number.NaN, right = left, bottom = top] = list
  for (const side of [left, top, right, bottom])
    if (!Number.isInteger(side) || side < 0 || side > 2 ** 15)
      throw new ArgumentError(`${operation}: padding must be integers from 0, one, two or four; got ${show(padding)}`)
  return [left, top, right, bottom]
}

function checkReach(operation: string, mode: PaddingMode, reach: number, size: number): void {
  const most = mode === 'reflect' ? size - 1 : size
  if ((mode === 'reflect' || mode === 'symmetric') && reach > most)
    throw new ShapeError(`${operation}: with ${mode} at most ${most} pixels can be added to a side of ${size}; got ${reach}`)
}

/** More on every side. */
export function pad(padding: Padding, options: PadOptions = {}): Transform {
  const [left, top, right, bottom] = paddings('pad', padding)
  checkPadOptions('pad', options)
  const mode = options.mode ?? 'constant'
  return geometric('pad', (height, width) => {
    checkReach('pad', mode, Math.max(left, right), width)
    checkReach('pad', mode, Math.max(top, bottom), height)
    return window(-top, -left, height + top + bottom, width + left + right, options)
  })
}

export interface RandomCropOptions extends PadOptions {
  /** Added before. Default 0. */
  readonly padding?: Padding
  /** Whether a smaller image is enlarged by padding (`pad`) or an error (`refuse`, the default). */
  readonly smaller?: 'refuse' | 'pad'
}

/** A random part of one size. @throws ShapeError when the padded image is smaller, unless `smaller` is 'pad' */
export function randomCrop(size: Size, options: RandomCropOptions = {}): RandomTransform {
  const { padding = 0, smaller = 'refuse', ...warping } = given('randomCrop', options, ['padding', 'smaller', 'fill', 'mode'])
  const [height, width] = sides('randomCrop', size)
  const [left, top, right, bottom] = paddings('randomCrop', padding)
  checkPadOptions('randomCrop', warping)
  if (smaller !== 'refuse' && smaller !== 'pad')
    throw new ArgumentError(`randomCrop: smaller must be 'refuse' or 'pad'; got ${show(smaller)}`)
  return randomGeometric('randomCrop', (random, fromHeight, fromWidth) => {
    const [allHeight, allWidth] = [fromHeight + top + bottom, fromWidth + left + right]
    if (smaller === 'refuse' && (allHeight < height || allWidth < width))
      throw new ShapeError(
        `randomCrop: the image must have at least ${height}x${width} pixels; got ${allHeight}x${allWidth}, padding included`,
      )
    // Both sides of a smaller image are padded with what is missing.
    const [moreY, moreX] = [Math.max(0, height - allHeight), Math.max(0, width - allWidth)]
    const y = random.integer(0, allHeight + 2 * moreY - height + 1) - top - moreY
    const x = random.integer(0, allWidth + 2 * moreX - width + 1) - left - moreX
    return window(y, x, height, width, warping)
  })
}

function checkLarger(operation: string, size: Size, sample: Sample): readonly [height: number, width: number] {
  const [height, width] = sides(operation, size)
  const { shape } = imageOf(sample)
  if (shape[0] < height || shape[1] < width)
    throw new ShapeError(`${operation}: the image must have at least ${height}x${width} pixels; got ${shape[0]}x${shape[1]}`)
  return [height, width]
}

/** The four corners, upper left, upper right, lower left, lower right, and the middle. @throws ShapeError when the image is smaller */
export const fiveCrop = (size: Size) => {
  sides('fiveCrop', size)
  return <S extends Sample>(sample: S): readonly [S, S, S, S, S] => {
    const [height, width] = checkLarger('fiveCrop', size, sample)
    const { shape } = imageOf(sample)
    const [bottom, right] = [shape[0] - height, shape[1] - width]
    const at = (top: number, left: number): S => crop(top, left, height, width)(sample)
    return [at(0, 0), at(0, right), at(bottom, 0), at(bottom, right), centerCrop(size)(sample)]
  }
}
