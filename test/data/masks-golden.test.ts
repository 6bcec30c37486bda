// What moves an image's pixels moves its mask and boxes as torchvision does: masks by the nearest pixel, boxes to the box around their corners.

import { readFileSync } from 'node:fs'
import { type Image, images, type NdArray } from 'tenet/data'
import { describe, expect, test } from 'vitest'
import { placement } from '../../src/data/images/resize.js'

interface Encoded {
  readonly shape: readonly number[]
  readonly data: string
}
interface Case {
  readonly op: string
  readonly args: readonly unknown[] | null
  readonly mask: Encoded
  readonly boxes: readonly (readonly number[])[]
}
interface Golden {
  readonly mask: Encoded
  readonly boxes: readonly (readonly number[])[]
  readonly displacement: Encoded
  readonly cases: readonly Case[]
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/masks/masks.json', import.meta.url), 'utf8'))
const bytesOf = ({ data }: Encoded): Uint8Array => Uint8Array.from(Buffer.from(data, 'base64'))

const mask: Image<1> = images.image(18, 25, 1, bytesOf(golden.mask)) as Image<1>
const image: Image<3> = images.image(
  18,
  25,
  3,
  Uint8Array.from({ length: 18 * 25 * 3 }, (_, i) => (i * 7) % 256),
) as Image<3>
const boxes: images.Boxes = { shape: [golden.boxes.length, 4], dtype: 'float32', data: Float32Array.from(golden.boxes.flat()) }
const displacement: NdArray<[number, number, 2], 'float32'> = {
  shape: [18, 25, 2],
  dtype: 'float32',
  data: new Float32Array(bytesOf(golden.displacement).buffer),
}

const { resize, crop, centerCrop, pad, horizontalFlip, verticalFlip, rotate, affine, perspective, elastic } = images
/** The part of `randomResizedCrop` that is not random. */
const resizedCrop = (top: number, left: number, height: number, width: number, [h, w]: [number, number]): images.Transform =>
  images.geometric('resizedCrop', () => placement({ top, left, height, width }, h, w, 'bilinear'))
const makers: Readonly<Record<string, unknown>> = {
  ...{ resize, resizedCrop, crop, centerCrop, pad, horizontalFlip, verticalFlip, rotate, affine, perspective, elastic },
}

function transformOf({ op, args }: Case): images.Transform {
  // A constant of the module where there are no arguments, else what its function makes of them.
  if (args === null) return makers[op] as images.Transform
  return (makers[op] as (...args: readonly unknown[]) => images.Transform)(
    ...args.map(arg => (arg === 'displacement' ? displacement : arg)),
  )
}

/** Their pixels come from between others: a position half way between two may fall to either, in float32 there and float64 here. */
const warping = new Set(['rotate', 'affine', 'perspective', 'elastic'])

function boxTolerance({ op, args }: Case): number {
  // torchvision rounds corners up to whole pixels, to look up how far they move.
  if (op === 'elastic') return 1
  // It moves boxes by the exact extent of what is turned, its image by that of whole pixels: here boxes go with the image.
  if ((args?.[1] as images.RotateOptions | undefined)?.size === 'expand') return 1
  // float32 coordinates up to 50, through a few products.
  return 1e-4
}

describe('masks and boxes go with the image', () => {
  test.each(golden.cases.map(each => [each.op, JSON.stringify(each.args), each] as const))('%s %s', (op, _args, each) => {
    const moved = transformOf(each)({ image, mask, boxes })
    const expected = bytesOf(each.mask)
    expect(moved.mask.shape).toEqual(each.mask.shape)
    expect(moved.image.shape.slice(0, 2)).toEqual(each.mask.shape.slice(0, 2))
    const different = expected.reduce((count, value, i) => count + (moved.mask.data[i] === value ? 0 : 1), 0)
    expect(different).toBeLessThanOrEqual(warping.has(op) ? 0.01 * expected.length : 0)
    const largest = each.boxes.flat().reduce((most, value, i) => Math.max(most, Math.abs((moved.boxes.data[i] ?? Number.NaN) - value)), 0)
    expect(largest).toBeLessThanOrEqual(boxTolerance(each))
  })

  test('random ones move all three alike', () => {
    // The image is its own mask, and its box is around the one bright rectangle.
    const picture = new Uint8Array(64 * 64)
    for (let y = 20; y < 30; y++) picture.fill(1, y * 64 + 24, y * 64 + 44)
    const own = images.image(64, 64, 1, picture) as Image<1>
    const box: images.Boxes = { shape: [1, 4], dtype: 'float32', data: Float32Array.of(24, 20, 44, 30) }
    const all: readonly images.RandomTransform[] = [
      images.randomCrop(48),
      images.randomResizedCrop(48, { scale: [0.6, 1], interpolation: 'nearest' }),
      images.randomHorizontalFlip(1),
      images.randomVerticalFlip(1),
      images.randomRotation(40),
      images.randomAffine(20, { translate: [0.1, 0.1], scale: [0.8, 1.1], shear: 10 }),
      images.randomPerspective({ p: 1, distortion: 0.3, interpolation: 'nearest' }),
      images.randomElastic({ alpha: 10, sigma: 4, interpolation: 'nearest' }),
    ]
    for (const [n, transform] of all.entries())
      for (let seed = 0; seed < 20; seed++) {
        const moved = transform([seed, n], { image: own, mask: own, boxes: box })
        expect(moved.mask.data).toEqual(moved.image.data)
        const [height, width] = moved.image.shape
        const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = moved.boxes.data
        for (let y = 0; y < height; y++)
          for (let x = 0; x < width; x++) {
            if (moved.mask.data[y * width + x] !== 1) continue
            // Elastic boxes go by their corners alone; a nearest pixel may lie half a pixel outside.
            const beyond = n === 7 ? 4 : 1
            expect(x + 0.5 > x1 - beyond && x + 0.5 < x2 + beyond && y + 0.5 > y1 - beyond && y + 0.5 < y2 + beyond).toBe(true)
          }
      }
  })
})
