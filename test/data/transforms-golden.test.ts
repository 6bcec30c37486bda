// Image transforms with fixed parameters against torchvision and Pillow.

import { readFileSync } from 'node:fs'
import { type Image, images, type NdArray } from 'tenet/data'
import { describe, expect, test } from 'vitest'

interface Encoded {
  readonly shape: [number, number, 1 | 3]
  readonly data: string
}
interface Case extends Encoded {
  readonly op: string
  readonly args: readonly unknown[] | null
}
interface Golden {
  readonly rgb: Encoded
  readonly dull: Encoded
  readonly displacement: Encoded
  readonly cases: readonly Case[]
  readonly onDull: readonly Case[]
  readonly floats: Encoded
  readonly boxes: number[][]
  readonly annotated: readonly { readonly op: string; readonly args: readonly unknown[] | null; readonly boxes: number[][] }[]
  readonly masked: { readonly mask: Encoded; readonly rotate: Encoded }
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/images/images.json', import.meta.url), 'utf8'))

const decode = ({ shape, data }: Encoded): Image => images.image(shape[0], shape[1], shape[2], Uint8Array.from(Buffer.from(data, 'base64')))
const floatsOf = ({ data }: Encoded): Float32Array => new Float32Array(Uint8Array.from(Buffer.from(data, 'base64')).buffer)

const { crop, pad, resize, centerCrop, rotate, affine, perspective, brightness, contrast, saturation, hue, sharpness } = images
const { horizontalFlip, verticalFlip, grayscale, invert, posterize, solarize, equalize, autocontrast, gaussianBlur, elastic } = images
const makers: Readonly<Record<string, unknown>> = {
  ...{ crop, pad, resize, centerCrop, rotate, affine, perspective, brightness, contrast, saturation, hue, sharpness },
  ...{ horizontalFlip, verticalFlip, grayscale, invert, posterize, solarize, equalize, autocontrast, gaussianBlur, elastic },
}
const displacement: NdArray<[number, number, 2], 'float32'> = { shape: [18, 25, 2], dtype: 'float32', data: floatsOf(golden.displacement) }

function transformOf({ op, args }: { readonly op: string; readonly args: readonly unknown[] | null }): images.Transform {
  // A constant of the module where there are no arguments, else what its function makes of them.
  if (args === null) return makers[op] as images.Transform
  const given = args.map(arg => (arg === 'displacement' ? displacement : arg))
  return (makers[op] as (...args: readonly unknown[]) => images.Transform)(...given)
}

/** Largest difference, and how many samples differ at all. */
function differences(a: ArrayLike<number>, b: ArrayLike<number>): readonly [largest: number, count: number] {
  let [largest, count] = [0, 0]
  for (let i = 0; i < b.length; i++) {
    const difference = Math.abs((a[i] ?? Number.NaN) - (b[i] ?? 0))
    if (difference !== 0) count++
    largest = Math.max(largest, difference)
  }
  return [largest, count]
}

/** Moves of whole pixels and tables of bytes have nothing to round. */
const exact = new Set(['crop', 'pad', 'centerCrop', 'horizontalFlip', 'verticalFlip', 'invert', 'posterize', 'solarize', 'equalize'])

function compare(each: Case, source: Image): void {
  const expected = decode(each)
  const result = transformOf(each)(source)
  expect(result.shape).toEqual(expected.shape)
  const [largest, count] = differences(result.data, expected.data)
  const filter = (each.args?.[1] as { interpolation?: string } | undefined)?.interpolation
  if (exact.has(each.op) || (each.op === 'resize' && filter !== undefined)) expect([largest, count]).toEqual([0, 0])
  else if (filter === 'nearest') {
    // float32 coordinates there, float64 here: a position half way between two pixels may fall to either.
    expect(count).toBeLessThanOrEqual(0.01 * expected.data.length)
  } else {
    // One unit of a byte, where float32 and float64 fall to either side of a cut; and rarely.
    expect(largest).toBeLessThanOrEqual(1)
    // PyTorch resizes bytes with weights of 16 bits.
    expect(count).toBeLessThanOrEqual((each.op === 'resize' ? 0.2 : 0.05) * expected.data.length)
  }
}

describe('transforms', () => {
  const rgb = decode(golden.rgb)
  test.each(golden.cases.map(each => [each.op, JSON.stringify(each.args), each] as const))('%s %s', (_op, _args, each) =>
    compare(each, rgb),
  )
  test.each(golden.onDull.map(each => [each.op, each] as const))('%s of an image without extremes', (_op, each) =>
    compare(each, decode(golden.dull)),
  )

  test('toTensor, normalized', () => {
    const { shape, data } = images.toTensor(images.imageNet)(rgb)
    expect(shape).toEqual([3, 18, 25])
    const [largest] = differences(data, floatsOf(golden.floats))
    // Values up to 2.7: two roundings of float32, of the quotient and of the difference.
    expect(largest).toBeLessThanOrEqual(2 * 2.7 * 2 ** -24)
  })
})

describe('boxes and masks', () => {
  const boxes = { shape: [2, 4] as [number, 4], dtype: 'float32' as const, data: Float32Array.from(golden.boxes.flat()) }

  test.each(golden.annotated.map(each => [each.op, each] as const))('boxes go with %s', (_op, each) => {
    const moved = transformOf(each)({ image: decode(golden.rgb), boxes, name: 'kept' })
    expect(moved.name).toBe('kept')
    const [largest] = differences(moved.boxes.data, each.boxes.flat())
    // float32 coordinates up to 50, through a few products.
    expect(largest).toBeLessThanOrEqual(1e-4)
  })

  test('masks turn without mixing classes', () => {
    const mask = decode(golden.masked.mask) as Image<1>
    const turned = rotate(33)({ image: decode(golden.rgb), mask })
    const [, count] = differences(turned.mask.data, decode(golden.masked.rotate).data)
    expect(count).toBeLessThanOrEqual(4)
    expect(resize([9, 13])({ image: decode(golden.rgb), mask }).mask.shape).toEqual([9, 13, 1])
  })
})
