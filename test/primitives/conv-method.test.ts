// When convolutions go by squares or along lanes, that mapping over a batch does not change it, and how far rounding carries them.

import { conv2d, convTranspose2d, jit, maximum, random, type Tensor, vjp, vmap } from 'tenet'
import { describe, expect, test } from 'vitest'
import type { Graph } from '../../src/core/graph.js'
import { convP } from '../../src/primitives/contraction/conv.js'
import { type ConvOperation, convGeometry } from '../../src/primitives/contraction/conv-geometry.js'
import { methodOf } from '../../src/primitives/contraction/conv-method.js'
import { bindOne } from '../../src/primitives/single.js'
import type { DTypeName } from '../../src/support/dtype.js'
import type { Dims } from '../../src/support/shape.js'
import { toGraph } from '../../src/transforms/graph/to-graph.js'
import { plainConv } from './plain-conv.js'

type Image = Tensor<readonly [number, number, number, number], 'float32'>

const methodFor = (x: Dims, weight: Dims, dtype: DTypeName = 'float32', params = {}): string =>
  methodOf(dtype, convGeometry(x, weight, { ...plainConv, ...params })).name

const noise = (seed: number, ...shape: readonly number[]): Tensor => random.normal(random.key(seed), shape)
const conv = (x: Tensor, w: Tensor): Tensor => conv2d(x as Image, w as Image, { padding: 1 })

const methodsIn = (graph: Graph): unknown[] =>
  graph.equations.flatMap(({ primitive, params }) => (primitive.name === 'conv' ? [(params.method as { name: string }).name] : []))

describe('by squares go', () => {
  test.each<readonly [string, string]>([
    ['windows of 3 × 3 over large images', methodFor([8, 32, 18, 18], [32, 32, 3, 3])],
    ['windows of 2 × 2', methodFor([8, 32, 17, 17], [32, 32, 2, 2])],
    ['one image as many do', methodFor([1, 32, 18, 18], [32, 32, 3, 3])],
    ['small images, if there are some', methodFor([8, 32, 6, 6], [32, 32, 3, 3])],
    ['halves', methodFor([8, 32, 18, 18], [32, 32, 3, 3], 'bfloat16')],
    ['groups of as many channels', methodFor([8, 64, 18, 18], [64, 32, 3, 3], 'float32', { groups: 2 })],
    ['gradients of such weights', methodFor([32, 8, 18, 18], [32, 8, 16, 16])],
    ['gradients of weights over few small images', methodFor([32, 1, 6, 6], [32, 1, 4, 4])],
  ])('%s', (_, method) => expect(method).toBe('winograd'))

  test.each<readonly [string, string]>([
    ['few channels', methodFor([8, 31, 18, 18], [32, 31, 3, 3])],
    ['few results', methodFor([8, 32, 18, 18], [31, 32, 3, 3])],
    ['depthwise', methodFor([8, 64, 18, 18], [64, 1, 3, 3], 'float32', { groups: 64 })],
    ['a small image', methodFor([7, 32, 9, 18], [32, 32, 3, 3])],
    ['the smallest images', methodFor([99, 32, 5, 9], [32, 32, 3, 3])],
    ['other windows', methodFor([8, 32, 20, 20], [32, 32, 5, 5])],
    ['windows of 2 × 2 over small images', methodFor([8, 32, 8, 8], [32, 32, 2, 2])],
    ['windows of other shapes', methodFor([8, 32, 20, 20], [32, 32, 2, 3])],
    ['gradients of weights of 2 × 2', methodFor([32, 8, 17, 17], [32, 8, 16, 16])],
    ['float64, whose users want all of it', methodFor([8, 32, 18, 18], [32, 32, 3, 3], 'float64')],
    ['integers', methodFor([8, 32, 18, 18], [32, 32, 3, 3], 'int32')],
    ['strides', methodFor([8, 32, 36, 36], [32, 32, 3, 3], 'float32', { strides: [2, 2] })],
    ['dilated kernels', methodFor([8, 32, 36, 36], [32, 32, 3, 3], 'float32', { kernelDilation: [2, 2] })],
    ['no spatial axes', methodFor([8, 32], [32, 32], 'float32', { strides: [], padding: [], inputDilation: [], kernelDilation: [] })],
  ])('not %s', (_, method) => expect(method).toBe('direct'))
})

describe('a transposed convolution', () => {
  test('of 4 × 4 with a stride of 2 goes by squares in each of its phases, and its image’s gradient too', () => {
    const up = (x: Tensor, w: Tensor): Tensor => convTranspose2d(x as Image, w as Image, { stride: 2, padding: 1 })
    const [x, w] = [noise(1, 1, 32, 16, 16), noise(2, 32, 40, 4, 4)]
    expect(methodsIn(toGraph(up)(x, w))).toEqual(Array.from({ length: 4 }, () => 'winograd'))
    const graph = toGraph((x: Tensor, w: Tensor) => vjp((image: Tensor) => up(image, w), x)[1](up(x, w)))(x, w)
    expect(new Set(methodsIn(graph))).toEqual(new Set(['winograd']))
  })
})

describe('along lanes go', () => {
  test.each<readonly [string, string]>([
    ['gradients of depthwise weights', methodFor([64, 8, 18, 18], [64, 8, 16, 16], 'float32', { batchGroups: 64 })],
    ['of nearly depthwise ones', methodFor([8, 8, 18, 18], [8, 8, 16, 16])],
    ['of strided ones', methodFor([64, 8, 35, 35], [64, 8, 17, 17], 'float64', { batchGroups: 64, kernelDilation: [2, 2] })],
    ['of one spatial axis', methodFor([4, 8, 102], [4, 8, 100], 'float32', { strides: [1], padding: [[0, 0]], inputDilation: [1], kernelDilation: [1] })], // biome-ignore format: one line reads best
  ])('%s', (_, method) => expect(method).toBe('lanes'))

  test.each<readonly [string, string]>([
    ['many results of each channel', methodFor([9, 8, 18, 18], [9, 8, 16, 16])],
    ['small windows', methodFor([8, 8, 18, 18], [8, 8, 3, 3])],
    ['long results', methodFor([8, 8, 33, 33], [8, 8, 16, 16])],
    ['every third element', methodFor([8, 8, 52, 52], [8, 8, 16, 16], 'float32', { kernelDilation: [3, 3] })],
    ['integers', methodFor([8, 8, 18, 18], [8, 8, 16, 16], 'int32')],
  ])('not %s', (_, method) => expect(method).toBe('direct'))
})

describe('mapped over a batch', () => {
  const same = (f: (...xs: Tensor[]) => Tensor, axes: readonly (number | null)[], ...xs: Tensor[]): void => {
    const mapped = jit(vmap(f, { in: axes as never }) as (...args: Tensor[]) => Tensor)(...xs)
    for (let i = 0; i < (mapped.shape[0] ?? 0); i++) {
      const alone = jit(f)(...xs.map((x, k) => (axes[k] === null ? x : x.at(i).get()) as Tensor))
      expect(mapped.at(i).get().dataSync()).toEqual(alone.dataSync())
    }
  }
  const gradient = (g: Tensor, x: Tensor): Tensor => vjp((w: Tensor) => conv(x, w), noise(9, 32, 32, 3, 3))[1](g)[0] as Tensor

  test('images', () => same(conv, [0, null], noise(1, 2, 2, 32, 16, 16), noise(2, 32, 32, 3, 3)))
  test('weights, of which there are few enough to be direct together', () =>
    same(conv, [null, 0], noise(1, 2, 32, 16, 16), noise(2, 2, 16, 32, 3, 3)))
  test('both', () => same(conv, [0, 0], noise(1, 2, 1, 32, 16, 16), noise(2, 2, 32, 32, 3, 3)))
  test('the gradient of weights, of both', () => same(gradient, [0, 0], noise(1, 2, 3, 32, 16, 16), noise(2, 2, 3, 32, 16, 16)))
  test('the gradient of weights, of the cotangent', () => same(gradient, [0, null], noise(1, 2, 3, 32, 16, 16), noise(2, 3, 32, 16, 16)))
  const depthwise = (g: Tensor, x: Tensor): Tensor =>
    vjp((w: Tensor): Tensor => conv2d(x as Image, w as Image, { padding: 1, groups: 4 }), noise(9, 4, 1, 3, 3) as Tensor)[1](
      g as never,
    )[0] as Tensor
  test('the gradient of depthwise weights, of both', () => same(depthwise, [0, 0], noise(1, 2, 3, 4, 16, 16), noise(2, 2, 3, 4, 16, 16)))
  test('the gradient of depthwise weights, of the image', () =>
    same(depthwise, [null, 0], noise(1, 3, 4, 16, 16), noise(2, 2, 3, 4, 16, 16)))
  test('the gradient of weights, of the image', () => same(gradient, [null, 0], noise(1, 3, 32, 16, 16), noise(2, 2, 3, 32, 16, 16)))

  test('the gradient of a direct convolution’s image is direct, however large its padding makes it', () => {
    const graph = toGraph((x: Tensor, w: Tensor) => vjp((image: Tensor) => conv(image, w), x)[1](conv(x, w)))(
      noise(1, 1, 32, 7, 7),
      noise(2, 32, 32, 3, 3),
    )
    expect(new Set(methodsIn(graph))).toEqual(new Set(['direct']))
  })

  test('what is decided for an example holds for all', () => {
    const weights = toGraph((x: Tensor, w: Tensor) => vmap((each: Tensor) => conv(x, each))(w))(
      noise(1, 1, 32, 16, 16),
      noise(2, 4, 16, 32, 3, 3),
    )
    expect(methodsIn(weights)).toEqual(['direct'])
  })
})

/** As far as a result is from the exact one, at its worst and on average. */
function distances(got: Tensor, exact: Tensor): readonly [worst: number, average: number] {
  const wanted = exact.dataSync()
  const errors = Array.from(got.dataSync(), (v, i) => Math.abs(Number(v) - Number(wanted[i])))
  return [Math.max(...errors), errors.reduce((a, b) => a + b, 0) / errors.length]
}

describe('rounding', () => {
  const rectified = (seed: number, ...shape: readonly number[]): Tensor => maximum(noise(seed, ...shape), 0) as Tensor

  const direct = (x: Tensor, w: Tensor): Tensor => bindOne(convP, [x, w], plainConv)
  const squares =
    (strands: number) =>
    (x: Tensor, w: Tensor): Tensor => {
      const params: ConvOperation = { ...plainConv, method: { name: 'winograd', strands } }
      return bindOne(convP, [x, w], params)
    }
  // The transforms round as well, but chains are shorter: 0.6 to 1.0 of the average error where elements are of both signs or nearly equal, 1.1 to 1.2 where
  // half of them are zeros, measured; the largest error varies more from image to image.
  test.each([
    ['windows', squares(1), noise, [4, 48, 20, 20], [40, 48, 3, 3]],
    ['windows over many channels', squares(1), noise, [2, 256, 14, 14], [16, 256, 3, 3]],
    ['windows over what was rectified', squares(1), rectified, [2, 256, 14, 14], [16, 256, 3, 3]],
    ['windows of 2 × 2', squares(1), noise, [4, 48, 20, 20], [40, 48, 2, 2]],
    ['windows of 2 × 2 over what was rectified', squares(1), rectified, [2, 256, 14, 14], [16, 256, 2, 2]],
    ['gradients of windows', squares(4), noise, [40, 8, 20, 20], [40, 8, 18, 18]],
    ['gradients of windows over what was rectified', squares(4), rectified, [40, 8, 20, 20], [40, 8, 18, 18]],
  ] as const)('of %s is about what it is directly', (_, f, elements, x, w) => {
    const operands = [elements(1, ...x), noise(2, ...w)] as const
    const exact = direct(...(operands.map(t => t.cast('float64')) as [Tensor, Tensor]))
    const [[worst, average], [directWorst, directAverage]] = [f, direct].map(each => distances(each(...operands), exact)) as [
      readonly [number, number],
      readonly [number, number],
    ]
    expect(average).toBeLessThan(1.4 * directAverage)
    expect(worst).toBeLessThan(2 * directWorst)
    expect(average).toBeGreaterThan(0)
  })

  test.each([3, 2])('NaN reaches what it reaches directly, wherever it is, through windows of %i', side => {
    const w = noise(2, 32, 32, side, side)
    for (const [y, x] of [
      [0, 0],
      [5, 5],
      [6, 6],
      [5, 8],
      [15, 15],
    ] as const) {
      const image = noise(1, 1, 32, 18, 18).at(0, 3, y, x).set(Number.NaN) as Tensor
      const [got, expected] = [squares(1)(image, w), direct(image, w)].map(each => Array.from(each.dataSync(), Number.isNaN))
      expect(got).toEqual(expected)
    }
  })

  test.each([3, 2])('of small integers there is none, through windows of %i', side => {
    const whole = (seed: number, ...shape: readonly number[]): Tensor => random.randint(random.key(seed), shape, -4, 5).cast('float32')
    const [x, w] = [whole(1, 2, 32, 17, 19), whole(2, 33, 32, side, side)]
    const exact = conv2d(x.cast('float64') as never, w.cast('float64') as never, { padding: 1 }) as Tensor
    expect([...conv(x, w).dataSync()]).toEqual([...exact.dataSync()])
  })
})
