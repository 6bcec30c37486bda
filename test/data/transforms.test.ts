// Image transforms as functions: composition, randomness and its distributions, what follows the geometry, and what is refused.

import * as fc from 'fast-check'
import { jit, random, type Tensor, tensor } from 'tenet'
import { augment, draws, type ExampleKey, exampleKey, fromArray, type Image, images, map } from 'tenet/data'
import { describe, expect, expectTypeOf, test } from 'vitest'

const noise = (height: number, width: number, channels: 1 | 3 | 4 = 3, seed = 0): Image => {
  const { integer } = draws(exampleKey(seed, height, width))
  return images.image(
    height,
    width,
    channels,
    Uint8Array.from({ length: height * width * channels }, () => integer(0, 256)),
  )
}
const key = (i: number): ExampleKey => exampleKey(1, 0, i)

const geometric: Readonly<Record<string, images.RandomTransform>> = {
  randomCrop: images.randomCrop(6, { padding: 2 }),
  randomResizedCrop: images.randomResizedCrop(6),
  randomHorizontalFlip: images.randomHorizontalFlip(),
  randomVerticalFlip: images.randomVerticalFlip(),
  randomRotation: images.randomRotation(30),
  randomAffine: images.randomAffine(20, { translate: [0.1, 0.1], scale: [0.8, 1.2], shear: 10 }),
  randomPerspective: images.randomPerspective({ p: 1 }),
  randomElastic: images.randomElastic({ alpha: 8, sigma: 2 }),
  randAugment: images.randAugment(),
  trivialAugment: images.trivialAugment(),
  autoAugment: images.autoAugment('svhn'),
}
const coloured: Readonly<Record<string, images.RandomTransform>> = {
  colorJitter: images.colorJitter({ brightness: 0.4, contrast: 0.4, saturation: 0.4, hue: 0.1 }),
  randomErasing: images.randomErasing({ fill: 'random' }),
  randomGaussianBlur: images.randomGaussianBlur(3),
  randomly: images.randomly(images.invert),
  randomChoice: images.randomChoice(images.equalize, images.autocontrast, images.posterize(3)),
}

describe('random transforms', () => {
  const all = Object.entries({ ...geometric, ...coloured })
  test.each(all)('%s is a function of the key, of every kind of image, and leaves what it is given', (_name, transform) => {
    fc.assert(
      fc.property(fc.nat(1000), fc.constantFrom<1 | 3 | 4>(1, 3, 4), (i, channels) => {
        const image = noise(9, 11, channels, i)
        const before = Uint8Array.from(image.data)
        const result = transform(key(i), image)
        expect(transform(key(i), image)).toEqual(result)
        expect(image.data).toEqual(before)
        expect(result.shape[2]).toBe(channels)
        expect(result.data.length).toBe(result.shape[0] * result.shape[1] * channels)
      }),
      { numRuns: 25 },
    )
  })

  test.each(Object.entries(geometric))('%s moves a mask as it moves the image', (_name, transform) => {
    // The mask is the image: with nearest pixels both move alike; without, they agree where the image is flat.
    const flat = images.image(12, 12, 1, new Uint8Array(144).fill(200))
    for (let i = 0; i < 20; i++) {
      const { image, mask } = transform(key(i), { image: flat, mask: flat as Image<1> })
      expect(mask.shape).toEqual(image.shape)
    }
  })

  test('the same key moves image, mask and boxes together', () => {
    // A dark square on white: wherever it goes, mask and box go.
    const square = images.image(
      40,
      40,
      1,
      Uint8Array.from({ length: 1600 }, (_, i) => (i % 40 >= 12 && i % 40 < 24 && i >= 12 * 40 && i < 24 * 40 ? 250 : 0)),
    )
    const boxes = { shape: [1, 4] as [number, 4], dtype: 'float32' as const, data: Float32Array.of(12, 12, 24, 24) }
    const gentle = images.compose(
      images.randomAffine(10, { translate: [0.1, 0.1] }),
      images.randomHorizontalFlip(),
      images.randomPerspective({ distortion: 0.2 }),
    )
    for (let i = 0; i < 30; i++) {
      const moved = gentle(key(i), { image: square, mask: square as Image<1>, boxes })
      const inside = [...moved.mask.data].flatMap((value, at) => (value > 100 ? [[at % 40, Math.floor(at / 40)] as const] : []))
      const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = moved.boxes.data
      const around = [
        Math.min(...inside.map(([x]) => x)),
        Math.min(...inside.map(([, y]) => y)),
        Math.max(...inside.map(([x]) => x)) + 1,
        Math.max(...inside.map(([, y]) => y)) + 1,
      ]
      // Pixels are counted by their centres, boxes of boxes are looser.
      for (const [n, edge] of [x1, y1, x2, y2].entries()) expect(Math.abs(edge - (around[n] ?? 0))).toBeLessThanOrEqual(3)
    }
  })
})

describe('distributions of what is drawn', () => {
  const count = 4000
  const drawnBy = <T>(measure: (key: ExampleKey) => T): T[] => Array.from({ length: count }, (_, i) => measure(key(i)))
  const share = (list: readonly boolean[]): number => list.filter(Boolean).length / list.length
  /** Five standard errors of a share; keys are fixed, so this cannot fail by chance. */
  const near = (value: number, expected: number) =>
    expect(Math.abs(value - expected)).toBeLessThan(5 * Math.sqrt((expected * (1 - expected)) / count))

  test('flips and choices have their probability', () => {
    const image = images.image(1, 2, 1, Uint8Array.of(1, 2))
    near(share(drawnBy(k => images.randomHorizontalFlip()(k, image).data[0] === 2)), 0.5)
    near(share(drawnBy(k => images.randomHorizontalFlip(0.2)(k, image).data[0] === 2)), 0.2)
    near(share(drawnBy(k => images.randomly(images.invert, 0.9)(k, image).data[0] === 254)), 0.9)
    const choice = images.randomChoice(images.invert, images.solarize(0), images.posterize(0), images.horizontalFlip)
    near(share(drawnBy(k => choice(k, image).data[0] === 0)), 0.25)
  })

  test('crops begin everywhere equally often', () => {
    const numbered = images.image(
      6,
      5,
      1,
      Uint8Array.from({ length: 30 }, (_, i) => i),
    )
    const starts = drawnBy(k => images.randomCrop([3, 2])(k, numbered).data[0] ?? -1)
    for (let y = 0; y <= 3; y++) for (let x = 0; x <= 3; x++) near(share(starts.map(start => start === y * 5 + x)), 1 / 16)
  })

  test('areas of resized crops are uniform, proportions log-uniform', () => {
    // Position is read off two ramps, nearest pixels.
    const side = 200
    const across = images.image(
      side,
      side,
      1,
      Uint8Array.from({ length: side * side }, (_, i) => i % side),
    )
    const down = images.image(
      side,
      side,
      1,
      Uint8Array.from({ length: side * side }, (_, i) => Math.floor(i / side)),
    )
    const extents = Array.from({ length: 1500 }, (_, i) => {
      const extent = (ramp: Image): number => {
        const { data } = images.randomResizedCrop(50, { interpolation: 'nearest', scale: [0.2, 0.5] })(key(i), ramp)
        return ((data.at(-1) ?? 0) - (data[0] ?? 0)) * (50 / 49)
      }
      return [extent(across), extent(down)] as const
    })
    const areas = extents.map(([w, h]) => (w * h) / side ** 2)
    const logs = extents.map(([w, h]) => Math.log(w / h) / Math.log(4 / 3))
    const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length
    // Uniform on [0.2, 0.5] and on [-1, 1]; extents are read to within a pixel or two of some 120.
    expect(Math.abs(mean(areas) - 0.35)).toBeLessThan(0.01)
    expect(Math.abs(mean(logs))).toBeLessThan(0.08)
    expect(Math.abs(mean(logs.map(x => x ** 2)) - 1 / 3)).toBeLessThan(0.04)
    expect(Math.min(...areas)).toBeGreaterThan(0.18)
    expect(Math.max(...areas)).toBeLessThan(0.53)
  })

  test('jitter is uniform around 1 and in every order', () => {
    const grey = images.image(1, 1, 1, Uint8Array.of(100))
    const values = drawnBy(k => images.colorJitter({ brightness: 0.5 })(k, grey).data[0] ?? 0)
    for (const [low, high] of [
      [50, 75],
      [75, 100],
      [100, 125],
      [125, 150],
    ] as const)
      near(share(values.map(v => v >= low && v < high)), 0.25)
    expect(Math.min(...values)).toBeGreaterThanOrEqual(50)
    expect(Math.max(...values)).toBeLessThan(150)
  })

  test('a rectangle of floats is erased after toTensor, in every channel, and nothing else', () => {
    const white = images.image(20, 30, 3, new Uint8Array(20 * 30 * 3).fill(255))
    const pipeline = images.compose(images.horizontalFlip, images.toTensor(images.imageNet), images.randomErasing({ p: 1, fill: -7 }))
    const plain = images.toTensor(images.imageNet)(white)
    const bytes = images.randomErasing({ p: 1, fill: 7 })
    for (let n = 0; n < 50; n++) {
      const { shape, dtype, data } = pipeline(exampleKey(0, 0, n), white)
      expect([shape, dtype]).toEqual([[3, 20, 30], 'float32'])
      const erased = Array.from(data, value => value === -7)
      expect(data.every((value, i) => value === (erased[i] === true ? -7 : plain.data[i]))).toBe(true)
      const channel = (c: number): boolean[] => erased.slice(600 * c, 600 * (c + 1))
      expect([channel(1), channel(2)]).toEqual([channel(0), channel(0)])
      // From a fiftieth to a third of the area, up to rounding of the sides.
      const share = channel(0).filter(Boolean).length / 600
      expect(share).toBeGreaterThan(0.01)
      expect(share).toBeLessThan(0.38)
    }
    // The same key erases the same rectangle of bytes as of floats.
    const key = exampleKey(0, 0, 3)
    const floats = images.randomErasing({ p: 1, fill: -7 })(key, plain)
    expect(Array.from({ length: 600 }, (_, i) => floats.data[i] === -7)).toEqual(
      Array.from({ length: 600 }, (_, i) => bytes(key, white).data[3 * i] === 7),
    )
    const noise = images.randomErasing({ p: 1, scale: [0.3, 0.33], fill: 'random' })(key, { image: plain, label: 1 })
    expect(noise.label).toBe(1)
    expect(new Set(noise.image.data).size).toBeGreaterThan(300)
    expect(() => bytes(key, { image: plain.data } as never)).toThrow('randomErasing: expected an image')
    expect(() => images.randomErasing({ p: 1, fill: 300 })(key, white)).toThrow(
      'randomErasing: fill must be a number from 0 to 255; got 300',
    )
  })

  test('erased rectangles have their probability and area', () => {
    const white = images.image(64, 64, 1, new Uint8Array(4096).fill(255))
    const erased = drawnBy(
      k =>
        images
          .randomErasing()(k, white)
          .data.filter(value => value === 0).length / 4096,
    )
    near(share(erased.map(part => part > 0)), 0.5)
    const parts = erased.filter(part => part > 0)
    expect(Math.min(...parts)).toBeGreaterThan(0.015)
    expect(Math.max(...parts)).toBeLessThan(0.345)
    expect(Math.abs(parts.reduce((a, b) => a + b, 0) / parts.length - (0.02 + 0.33) / 2)).toBeLessThan(0.01)
  })
})

describe('compose', () => {
  const evaluation = images.compose(images.resize(8), images.centerCrop(6), images.toTensor(images.imageNet))
  const training = images.compose(images.randomResizedCrop(6), images.randomHorizontalFlip(), images.toTensor())

  test('applies one after the other, each random step with a key of its own', () => {
    const image = noise(12, 10)
    expect(images.compose(images.invert, images.horizontalFlip)(image)).toEqual(images.horizontalFlip(images.invert(image)))
    expect(images.compose()(image)).toBe(image)
    const twice = images.compose(images.randomHorizontalFlip(), images.randomHorizontalFlip())
    // Were both flips of one key, nothing would ever be flipped.
    expect(Array.from({ length: 30 }, (_, i) => twice(key(i), image).data[0] !== image.data[0]).some(Boolean)).toBe(true)
    expect(training(key(0), { image, label: 3 }).image.shape).toEqual([3, 6, 6])
  })

  test('what is random has another type', () => {
    const examples = fromArray([{ image: noise(12, 10) as Image<3>, label: 1 }])
    const evaluated = map(examples, evaluation).get(0)
    expectTypeOf(evaluated.image.shape).toEqualTypeOf<[channels: 3, height: number, width: number]>()
    expect(evaluated.label).toBe(1)
    expect(augment(examples, { seed: 0, epoch: 1 }, training).get(0).image.dtype).toBe('float32')
    // @ts-expect-error a validation set cannot be augmented: the pipeline wants a key
    expect(() => map(examples, training).get(0)).toThrow()
    expect(() => images.compose(3 as never)).toThrow('compose: step 0 must be a function of a sample, or of a key and a sample; got number')
  })
})

describe('crops of five and ten', () => {
  test('are corners, middle, and those of the mirror image', () => {
    const numbered = images.image(
      5,
      4,
      1,
      Uint8Array.from({ length: 20 }, (_, i) => i),
    )
    expect(
      images
        .fiveCrop(2)(numbered)
        .map(({ data }) => data[0]),
    ).toEqual([0, 2, 12, 14, 9])
    expect(
      images
        .tenCrop(2)(numbered)
        .map(({ data }) => data[0]),
    ).toEqual([0, 2, 12, 14, 9, 3, 1, 15, 13, 10])
    expect(() => images.fiveCrop(6)(numbered)).toThrow('fiveCrop: the image must have at least 6x6 pixels; got 5x4')
  })
})

describe('batches', () => {
  const labels = tensor(Int32Array.of(0, 1, 2, 1), [4])
  const batch = tensor(
    Float32Array.from({ length: 4 * 3 * 6 * 8 }, (_, i) => i),
    [4, 3, 6, 8],
  ) as Tensor<[4, 3, 6, 8], 'float32'>

  test('mixup mixes images and labels with one share', () => {
    for (let seed = 0; seed < 10; seed++) {
      const [mixed, shares] = images.mixup(random.key(seed), batch, labels, { classes: 3, alpha: 0.4 })
      expectTypeOf(mixed).toEqualTypeOf<Tensor<[4, 3, 6, 8], 'float32'>>()
      expectTypeOf(shares).toEqualTypeOf<Tensor<[4, 3], 'float32'>>()
      const rows = shares.toArray()
      const share = rows[0]?.[0] ?? Number.NaN
      // Image 0 is mixed with image 3, whose elements are greater by 432.
      expect(mixed.toArray()[0]?.[0]?.[0]?.[0]).toBeCloseTo(432 * (1 - share), 2)
      for (const row of rows) expect(row.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6)
    }
  })

  test('cutmix takes a rectangle from the other, and labels by its area; the same bits under jit', () => {
    const areas: number[] = []
    for (let seed = 0; seed < 40; seed++) {
      const [mixed, shares] = images.cutmix(random.key(seed), batch, labels, { classes: 3 })
      const plane = (mixed.toArray()[0]?.[0] ?? []).flat()
      const other = plane.filter(value => value >= 432).length
      areas.push(other)
      expect(shares.toArray()[0]?.[0]).toBeCloseTo(1 - other / 48, 6)
      const jitted = jit((k: random.Key) => images.cutmix(k, batch, labels, { classes: 3 }))(random.key(seed))
      expect(jitted[0].dataSync()).toEqual(mixed.dataSync())
    }
    expect(Math.max(...areas)).toBeGreaterThan(10)
  })

  test('normalize agrees with toTensor', () => {
    const image = noise(6, 8) as Image<3>
    const planes = Uint8Array.from({ length: 144 }, (_, i) => image.data[(i % 48) * 3 + Math.floor(i / 48)] ?? 0)
    const onDevice = images.normalize(tensor(planes, [1, 3, 6, 8]) as Tensor<[1, 3, 6, 8], 'uint8'>, images.imageNet)
    expect([...onDevice.dataSync()]).toEqual([...images.toTensor(images.imageNet)(image).data])
    expect(() => images.normalize(tensor(planes, [1, 3, 6, 8]), { mean: [0], std: [1] })).toThrow(
      'a number for each of 3 channels; got 1 and 1',
    )
    expect(() => images.mixup(random.key(0), batch, tensor(Int32Array.of(1)) as never, { classes: 3 })).toThrow(
      'a label for each of 4 images; got int32[1]',
    )
  })
})

describe('are refused:', () => {
  const image = noise(4, 4)
  test.each<[string, () => unknown, string]>([
    [
      'what is no image',
      () => images.invert({ shape: [4, 4], dtype: 'uint8', data: new Uint8Array(16) } as never),
      'invert: expected an image, uint8[height, width, 1, 3 or 4]; got uint8[4,4]',
    ],
    ['what is nothing', () => images.resize(3)(null as never), 'resize: expected an image or a record with one; got null'],
    ['floats', () => images.equalize(images.toTensor()(image) as never), 'got float32[3,4,4]'],
    [
      'a mask of another size',
      () => images.horizontalFlip({ image, mask: images.image(3, 4, 1, new Uint8Array(12)) }),
      "the mask must be of the image's size; expected uint8[4,4,1], got uint8[3,4,1]",
    ],
    [
      'boxes that are none',
      () => images.horizontalFlip({ image, boxes: { shape: [4], dtype: 'float32', data: new Float32Array(4) } as never }),
      'boxes must be float32[n,4], the corners of each; got float32[4]',
    ],
    ['a size of nothing', () => images.resize(0), 'resize: the size must be an integer from 1 to 32768, or [height, width]; got 0'],
    [
      'an interpolation that is none',
      () => images.resize(3, { interpolation: 'cubic' as 'bicubic' }),
      "interpolation must be one of bilinear, bicubic, lanczos, nearest; got 'cubic'",
    ],
    [
      'a crop larger than the image',
      () => images.randomCrop(5)(key(0), image),
      'randomCrop: the image must have at least 5x5 pixels; got 4x4',
    ],
    [
      'reflection beyond the image',
      () => images.pad(4, { mode: 'reflect' })(image),
      'with reflect at most 3 pixels can be added to a side of 4; got 4',
    ],
    ['a probability beyond 1', () => images.randomHorizontalFlip(1.5), 'p must be a number from 0 to 1; got 1.5'],
    ['NaN', () => images.brightness(Number.NaN), 'brightness: factor must be a number from 0; got NaN'],
    ['hues beyond half a turn', () => images.hue(0.6), 'hue: shift must be a number from -0.5 to 0.5; got 0.6'],
    ['an interval that descends', () => images.randomResizedCrop(3, { scale: [1, 0.5] }), 'scale must ascend; got [1, 0.5]'],
    ['a misspelt option', () => images.colorJitter({ hues: 0.1 } as never), "colorJitter: there is no option 'hues'"],
    ['an even kernel', () => images.gaussianBlur(4), 'gaussianBlur: the kernel must be of odd sizes; got 4'],
    [
      'corners on a line',
      () =>
        images.perspective(
          [
            [0, 0],
            [1, 0],
            [2, 0],
            [3, 0],
          ],
          [
            [0, 0],
            [1, 0],
            [1, 1],
            [0, 1],
          ],
        ),
      'no three of the corners may lie on a line',
    ],
    [
      'a policy that is none',
      () => images.autoAugment('mnist' as 'svhn'),
      "the policy must be one of imageNet, cifar10, svhn; got 'mnist'",
    ],
    [
      'a mean of other channels',
      () => images.toTensor({ mean: [0], std: [1] })(image),
      'mean and std must have a number for each of 3 channels; got 1 and 1',
    ],
    ['a deviation of nothing', () => images.toTensor({ mean: [0], std: [0] }), 'std must be positive numbers; got [0]'],
  ])('%s', (_what, run, message) => {
    expect(run).toThrow(message)
  })
})
