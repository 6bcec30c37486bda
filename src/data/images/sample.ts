// What transforms change: an image, or a record with one, whose mask and boxes follow when pixels move. Two builders make every transform:
// `pixelwise` of what changes colours alone, `geometric` of what moves pixels.

import { ArgumentError, ShapeError } from '../../support/errors.js'
import { showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { type Draws, draws, type ExampleKey } from '../example-key.js'
import { isNdArray, type NdArray } from '../nd-array.js'
import { checkImage, type Image } from './image.js'

/** Corners x1, y1, x2, y2 in pixels from the upper left, float32[n, 4]. */
export type Boxes = NdArray<[count: number, 4], 'float32'>

/** A record with an image; mask and boxes follow what moves its pixels, anything else stays. */
export interface Annotated {
  readonly image: Image
  /** Class of each pixel, uint8[height, width, 1] of the image's size. */
  readonly mask?: Image<1>
  readonly boxes?: Boxes
}

/** What a transform takes and gives. */
export type Sample = Image | Annotated

/** A pure function of an image, or of a record with one. */
export type Transform = <S extends Sample>(sample: S) => S

/** The same with randomness: a function of a key as well, so that it cannot stand where none is wanted. */
export type RandomTransform = <S extends Sample>(key: ExampleKey, sample: S) => S

function check(operation: string, sample: Sample): Annotated {
  if (isNdArray(sample)) {
    checkImage(operation, sample)
    return { image: sample }
  }
  if (typeof sample !== 'object' || sample === null || !('image' in sample))
    throw new ArgumentError(`${operation}: expected an image or a record with one; got ${sample === null ? 'null' : typeof sample}`)
  checkImage(operation, sample.image)
  const [height, width] = sample.image.shape
  const { mask, boxes } = sample
  if (mask !== undefined) {
    checkImage(operation, mask)
    if (mask.shape[0] !== height || mask.shape[1] !== width || mask.shape[2] !== 1)
      throw new ShapeError(
        `${operation}: the mask must be of the image's size; expected uint8[${height},${width},1], got uint8${showShape(mask.shape)}`,
      )
  }
  if (boxes !== undefined && (boxes.shape.length !== 2 || boxes.shape[1] !== 4))
    throw new ShapeError(`${operation}: boxes must be float32[n,4], the corners of each; got ${boxes.dtype}${showShape(boxes.shape)}`)
  return sample
}

/** The image of a sample. */
export const imageOf = (sample: Sample): Image => ('shape' in sample ? sample : sample.image)

/** The sample with other contents: a record where there was one. */
const rebuilt = <S extends Sample>(sample: S, changed: Annotated): S =>
  // The same kind of sample, with an image for an image.
  (isNdArray(sample) ? changed.image : { ...sample, ...changed }) as S

/** A transform of colours. @param f a function of the image to one of its size */
export const pixelwise =
  (operation: string, f: (image: Image) => Image): Transform =>
  sample =>
    rebuilt(sample, { image: f(check(operation, sample).image) })

/** Where pixels go. */
export interface Geometry {
  readonly image: (image: Image) => Image
  /** As the image, without making classes that are none: nearest pixels. */
  readonly mask: (mask: Image) => Image
  /** Where a point of the image goes, in pixels from the upper left corner. */
  readonly point: (x: number, y: number) => readonly [x: number, y: number]
}

/** The boxes around where the corners of boxes go, cut off at the edges of the image. */
function movedBoxes({ shape, data }: Boxes, { point }: Geometry, [height = 0, width = 0]: readonly number[]): Boxes {
  const moved = new Float32Array(data.length)
  const within = (value: number, most: number): number => Math.min(Math.max(value, 0), most)
  for (let at = 0; at < data.length; at += 4) {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = data.subarray(at, at + 4)
    const corners = [point(x1, y1), point(x2, y1), point(x1, y2), point(x2, y2)]
    const [xs, ys] = [corners.map(([x]) => within(x, width)), corners.map(([, y]) => within(y, height))]
    moved.set([Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], at)
  }
  return { shape, dtype: 'float32', data: moved }
}

function move<S extends Sample>(operation: string, sample: S, plan: (height: number, width: number) => Geometry): S {
  const { image, mask, boxes } = check(operation, sample)
  const geometry = plan(image.shape[0], image.shape[1])
  const moved = geometry.image(image)
  return rebuilt(sample, {
    image: moved,
    // A mask has one channel, and keeps it.
    ...(mask !== undefined && { mask: geometry.mask(mask) as Image<1> }),
    ...(boxes !== undefined && { boxes: movedBoxes(boxes, geometry, moved.shape) }),
  })
}

/** A transform that moves pixels. @param plan where they go, by the size of the image */
export const geometric =
  (operation: string, plan: (height: number, width: number) => Geometry): Transform =>
  sample =>
    move(operation, sample, plan)

/** A random transform that moves pixels. */
export const randomGeometric =
  (operation: string, plan: (random: Draws, height: number, width: number) => Geometry): RandomTransform =>
  (key, sample) =>
    move(operation, sample, (height, width) => plan(draws(key), height, width))

/** A transform whose parameters are drawn. @param draw the transform, from the numbers of a key */
export const drawn =
  (draw: (random: Draws) => Transform): RandomTransform =>
  (key, sample) =>
    draw(draws(key))(sample)

/** No change. */
export const identity: Transform = sample => sample

/** @throws ArgumentError unless it is a finite number in the range */
export function checkNumber(operation: string, name: string, value: unknown, least = -Infinity, most = Infinity): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < least || value > most)
    throw new ArgumentError(
      `${operation}: ${name} must be a number${least === -Infinity ? '' : ` from ${least}`}${most === Infinity ? '' : ` to ${most}`}; got ${show(value)}`,
    )
}

/** @throws ArgumentError unless it is [low, high] with low ≤ high in the range */
export function checkInterval(operation: string, name: string, value: unknown, least = -Infinity, most = Infinity): void {
  if (!Array.isArray(value) || value.length !== 2) throw new ArgumentError(`${operation}: ${name} must be [low, high]; got ${show(value)}`)
  for (const end of value) checkNumber(operation, name, end, least, most)
  if (value[0] > value[1]) throw new ArgumentError(`${operation}: ${name} must ascend; got [${value.join(', ')}]`)
}
