// What must be true of operations on arrays whatever they are given: inverses, adjoints, and equals by other ways.

import * as fc from 'fast-check'
import {
  add,
  arange,
  cast,
  dynamicSlice,
  flip,
  fold,
  grad,
  interpolate,
  kron,
  matmul,
  mul,
  ones,
  pad,
  random,
  ravelMultiIndex,
  repeat,
  roll,
  rot90,
  slice,
  slidingWindowView,
  stack,
  type Tensor,
  take,
  tensor,
  unfold,
  unravelIndex,
  useDevice,
  zeros,
} from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

// Every run has shapes of its own: on the CPU each would be compiled. That devices agree is tested elsewhere.
beforeAll(() => useDevice('reference'))

const small = fc.integer({ min: 1, max: 6 })
const shapes = fc.array(small, { minLength: 1, maxLength: 4 })
const normal = (shape: readonly number[], seed = 0): Tensor => random.normal(random.key(seed), [...shape], { dtype: 'float64' })
const data = (x: Tensor): number[] => [...x.dataSync()]
const total = (x: Tensor): number => data(x).reduce((sum, value) => sum + value, 0)

describe('order', () => {
  test('rolls of n in all, four quarter turns and two reversals change nothing', () => {
    fc.assert(
      fc.property(shapes, fc.integer({ min: -9, max: 9 }), fc.nat(3), (shape, shift, at) => {
        const [x, axis] = [normal(shape), at % shape.length]
        const n = shape[axis] as number
        expect(data(roll(roll(x, shift, axis), n - shift, axis))).toEqual(data(x))
        expect(data(flip(flip(x, axis), axis))).toEqual(data(x))
        if (shape.length > 1) expect(data(rot90(rot90(rot90(rot90(x)))))).toEqual(data(x))
      }),
    )
  })

  test('what surrounds a tensor is cut off again', () => {
    const fills = ['reflect', 'symmetric', 'replicate', 'circular', 0.5] as const
    fc.assert(
      fc.property(small, fc.nat(9), fc.nat(9), fc.constantFrom(...fills), (n, before, after, fill) => {
        const x = normal([n, 2])
        const padded: Tensor = pad(x, [[before, after], [0, 0]], fill) // biome-ignore format: one line
        expect(padded.shape).toEqual([n + before + after, 2])
        expect(data(slice(padded, [before, before + n]))).toEqual(data(x))
      }),
    )
  })

  test('a circular pad is periodic', () => {
    const padded: Tensor = pad(arange(3), [[7, 8]], 'circular')
    expect(data(padded)).toEqual(Array.from({ length: 18 }, (_, i) => (i + 2) % 3))
  })
})

describe('places', () => {
  test('what was put is there, and nothing else has changed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 6 }), fc.integer({ min: -6, max: 5 }), fc.integer({ min: -3, max: 3 }), (n, from, step) => {
        const x = normal([n, 3])
        const at = Math.max(-n, Math.min(n - 1, from))
        const range = [at, null, step === 0 ? 1 : step] as const
        const chosen = x.at(range)
        const value = normal(chosen.get().shape, 1)
        expect(data(x.at(range).set(value).at(range).get())).toEqual(data(value))
        expect(data(x.at(range).set(chosen.get()))).toEqual(data(x))
        expect(data(x.at(range).add(0))).toEqual(data(x))
      }),
    )
  })

  test('of positions that come twice the last stays, sums count both, and reads go back to each', () => {
    const index = tensor([2, 0, 2], 'int32')
    const x = zeros([4], 'float64')
    const value = tensor([1, 2, 3], 'float64')
    expect(data(x.at(index).set(value))).toEqual([2, 0, 3, 0])
    expect(data(x.at(index).add(value))).toEqual([2, 0, 4, 0])
    const ofUpdates = grad((v: Tensor<[3], 'float64'>) => x.at(index).set(v).mul(arange(4).cast('float64')).sum())
    expect(data(ofUpdates(value))).toEqual([0, 0, 2])
    const ofOperand = grad((v: Tensor<[4], 'float64'>) => v.at(index).set(value).sum())
    expect(data(ofOperand(x))).toEqual([0, 1, 0, 1])
  })

  test('products by positions have derivatives where factors are 0', () => {
    const index = tensor([0, 0, 1], 'int32')
    const f = (x: Tensor<[2], 'float64'>, v: Tensor<[3], 'float64'>) => x.at(index).mul(v).sum()
    const x = tensor([2, 3], 'float64')
    expect(data(grad((v: Tensor<[3], 'float64'>) => f(x, v))(tensor([0, 5, 0], 'float64')))).toEqual([10, 0, 3])
    expect(data(grad((v: Tensor<[3], 'float64'>) => f(x, v))(tensor([0, 0, 7], 'float64')))).toEqual([0, 0, 3])
    expect(data(grad((y: Tensor<[2], 'float64'>) => f(y, tensor([0, 5, 7], 'float64')))(x))).toEqual([0, 7])
  })

  test('extrema by positions share the derivative at ties', () => {
    const index = tensor([0, 0, 1], 'int32')
    const v = tensor([4, 4, 1], 'float64')
    const f = (x: Tensor<[2], 'float64'>) => x.at(index).max(v).sum()
    expect(data(grad(f)(tensor([4, 3], 'float64')))).toEqual([1 / 3, 1])
  })

  test('positions may be of any integer dtype, and are out of range however great they are', () => {
    const x = tensor([1, 2, 3])
    for (const dtype of ['int8', 'uint8', 'int16', 'uint16', 'int32', 'uint32', 'int64', 'uint64'] as const) {
      const index = tensor([2, 0, 3], dtype)
      expect(data(x.at(index).get())).toEqual([3, 1, Number.NaN])
      expect(data(x.at(index).set(9))).toEqual([9, 2, 9])
      expect(data(take(x, index, 0, { mode: 'wrap' }))).toEqual([3, 1, 1])
      expect(data(dynamicSlice(x, [tensor(2, dtype)], [2]))).toEqual([2, 3])
    }
    for (const far of [2n ** 32n, -(2n ** 32n)]) expect(data(x.at(tensor([far], 'int64')).set(9))).toEqual([1, 2, 3])
  })

  test('numbers of places and back', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const numbers = arange(
          shape.reduce((product, size) => product * size, 1),
          'int32',
        )
        expect(data(ravelMultiIndex(unravelIndex(numbers, shape), shape))).toEqual(data(numbers))
      }),
    )
  })
})

describe('windows', () => {
  const options = fc.record({ stride: fc.integer({ min: 1, max: 3 }), padding: fc.nat(2), dilation: fc.integer({ min: 1, max: 2 }) })

  test('fold is the adjoint of unfold: ⟨unfold(x), y⟩ = ⟨x, fold(y)⟩, and the gradient of unfold', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 4, max: 7 }), { minLength: 1, maxLength: 3 }), small, options, (size, kernelSize, given) => {
        const kernel = Math.min(kernelSize, 2)
        const x = normal([1, 2, ...size])
        const columns: Tensor = unfold(x, kernel, given)
        const y = normal(columns.shape, 1)
        const images: Tensor = fold(y, size, kernel, given)
        expect(images.shape).toEqual(x.shape)
        // Sums of at most a few thousand products of numbers of size 1.
        expect(Math.abs(total(mul(columns, y)) - total(mul(x, images)))).toBeLessThan(1e-10)
        const derived = grad((v: Tensor<[1, 2, ...number[]], 'float64'>) =>
          cast(mul(unfold(v as Tensor, kernel, given), y).sum(), 'float64'),
        )
        const gradient = data(derived(x as Tensor<[1, 2, ...number[]], 'float64'>))
        for (const [i, value] of data(images).entries()) expect(Math.abs((gradient[i] as number) - value)).toBeLessThan(1e-12)
      }),
      { numRuns: 25 },
    )
  })

  test('fold counts the windows over each element', () => {
    const counts: Tensor = fold(ones([1, 4, 9]), [4, 4], 2)
    expect(data(counts)).toEqual([1, 2, 2, 1, 2, 4, 4, 2, 2, 4, 4, 2, 1, 2, 2, 1])
  })

  test('sliding windows are slices', () => {
    fc.assert(
      fc.property(fc.integer({ min: 3, max: 9 }), fc.integer({ min: 1, max: 3 }), small, (n, window, step) => {
        const x = normal([n])
        const windows: Tensor = slidingWindowView(x, window, 0, step)
        const slices = Array.from({ length: windows.shape[0] as number }, (_, w) => slice(x, [w * step, w * step + window]) as Tensor)
        expect(data(windows)).toEqual(data(stack(slices)))
      }),
    )
  })
})

describe('images of other sizes', () => {
  test('long axes, whose elements are read by their places, as short ones', () => {
    const long = normal([1, 1, 400])
    // Ten times longer and back again by linear interpolation: a place between two elements is worked out from those two.
    for (const mode of ['linear', 'area'] as const) {
      const out = data(interpolate(long, { size: 700, mode }))
      const x = data(long)
      for (const [o, value] of out.entries()) {
        const source = Math.max(0, ((o + 0.5) * 400) / 700 - 0.5)
        const [i, j] = [Math.floor(source), Math.min(399, Math.floor(source) + 1)]
        const linear = (x[i] as number) * (1 - source + i) + (x[j] as number) * (source - i)
        const [from, to] = [Math.floor((o * 400) / 700), Math.ceil(((o + 1) * 400) / 700)]
        const area = x.slice(from, to).reduce((sum, v) => sum + v, 0) / (to - from)
        expect(Math.abs(value - (mode === 'linear' ? linear : area))).toBeLessThan(1e-12)
      }
    }
  })

  test('of one value keep it, and the same size changes nothing', () => {
    for (const mode of ['bilinear', 'bicubic', 'area', 'nearest'] as const) {
      const flat = data(interpolate(ones([1, 1, 5, 7], 'float64'), { size: [9, 3], mode }))
      for (const value of flat) expect(Math.abs(value - 1)).toBeLessThan(1e-14)
      const x = normal([1, 2, 4, 5])
      const same = data(interpolate(x, { size: [4, 5], mode }))
      for (const [i, value] of data(x).entries()) expect(Math.abs((same[i] as number) - value)).toBeLessThan(1e-14)
    }
  })
})

test('Kronecker products multiply as their factors do: (a ⊗ b)(c ⊗ d) = ac ⊗ bd', () => {
  const [a, b, c, d] = [normal([2, 3], 1), normal([3, 2], 2), normal([3, 2], 3), normal([2, 4], 4)]
  const [left, right] = [matmul(kron(a, b), kron(c, d)), kron(matmul(a, c), matmul(b, d))]
  const expected = data(right)
  for (const [i, value] of data(left).entries()) expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-12)
})

test('elements repeated on the spot, counted one by one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(3), { minLength: 1, maxLength: 6 }), counts => {
      const repeated: Tensor = repeat(add(arange(counts.length), 1), counts)
      expect(data(repeated)).toEqual(counts.flatMap((times, i) => Array<number>(times).fill(i + 1)))
    }),
  )
})
