// float16 and bfloat16, on both devices: conversions to the bit over all numbers of the formats, all ties and what is next to them;
// every operation computed in float32 and rounded once; sums and products of matrices accumulated in float32; derivatives; files.

import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  add,
  availableDevices,
  cast,
  conv2d,
  type DType,
  div,
  exp,
  type FloatDType,
  floorDivide,
  grad,
  io,
  jit,
  logSoftmax,
  matmul,
  maximum,
  mean,
  mul,
  nextAfter,
  ones,
  random,
  type Shape,
  silu,
  softplus,
  spacing,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  useDevice,
  variance,
  vmap,
} from 'tenet'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { bitcast } from '../../src/primitives/elementwise/index.js'
import { dtypeInfo } from '../../src/support/dtype.js'

const golden = JSON.parse(readFileSync(new URL('../golden/halves/casts.json', import.meta.url), 'utf8'))
const halves = ['float16', 'bfloat16'] as const
type Half = (typeof halves)[number]

type Floats = Tensor<Shape, FloatDType>

const checksum = (array: ArrayBufferView): string =>
  createHash('sha256')
    .update(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    .digest('hex')

/** The digits of the significand: a rounding errs by 2^-digits of the number at most. */
const digits = { float16: 11, bfloat16: 8 } as const
const round = (dtype: Half) => dtypeInfo(dtype).store

/** The neighbour of a float in a format of as many bits, `by` places on. */
function neighbours(x: Float64Array | Float32Array, by: 1 | -1): typeof x {
  const moved = x.slice()
  if (moved instanceof Float64Array) {
    const bits = new BigInt64Array(moved.buffer)
    for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as bigint) + BigInt(by)
  } else {
    const bits = new Int32Array(moved.buffer)
    for (let i = 0; i < bits.length; i++) bits[i] = (bits[i] as number) + by
  }
  return moved
}

const joined = <A extends Float64Array | Float32Array>(parts: readonly A[]): A => {
  const [first] = parts as readonly [A]
  const whole = new (first.constructor as new (length: number) => A)(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The inputs of test/golden/halves/make.py. */
function inputsOf(dtype: Half) {
  const { decode } = dtypeInfo(dtype).half as { decode: (bits: number) => number }
  const patterns = Uint16Array.from({ length: 65536 }, (_, i) => i).filter(bits => !Number.isNaN(decode(bits)))
  const magnitudes = Array.from(patterns.filter(bits => bits < 0x8000), decode).filter(Number.isFinite) // biome-ignore format: one line reads best
  const last = magnitudes.at(-1) as number
  const after = last + (last - (magnitudes.at(-2) as number))
  const ties = Float64Array.from(magnitudes, (x, i) => (x + (magnitudes[i + 1] ?? after)) / 2)
  const around = <A extends Float64Array | Float32Array>(x: A): A => {
    const positive = joined([x, neighbours(x, 1) as A, neighbours(x, -1) as A])
    return joined([positive, positive.map(value => -value) as A])
  }
  return { patterns, float64: around(ties), float32: around(Float32Array.from(ties)) }
}

const bitsOf = (x: Tensor): Uint16Array => Uint16Array.from(bitcast(x, 'uint16').dataSync())
const elements = (x: Tensor): number[] => [...x.dataSync()]

const folder = mkdtempSync(join(tmpdir(), 'tenet-halves-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe.each(availableDevices())('on %s', device => {
  beforeEach(() => useDevice(device))

  describe.each(halves)('%s', dtype => {
    const drawn = (seed: number, shape: readonly number[]): Floats => cast(random.normal(random.key(seed), shape), dtype)
    const inFloat64 = (x: Tensor): Floats => cast(x, 'float64')

    it('conversions agree with NumPy and ml_dtypes over all numbers, ties and their neighbours', () => {
      const { patterns, float64, float32 } = inputsOf(dtype)
      const x = bitcast(tensor(patterns), dtype)
      expect(checksum(cast(x, 'float32').dataSync())).toBe(golden[dtype].toFloat32)
      expect(checksum(cast(x, 'float64').dataSync())).toBe(golden[dtype].toFloat64)
      expect(float64.length).toBe(golden[dtype].count)
      expect(checksum(bitsOf(cast(tensor(float32), dtype)))).toBe(golden[dtype].fromFloat32)
      expect(checksum(bitsOf(cast(tensor(float64), dtype)))).toBe(golden[dtype].fromFloat64)
      // There and back is the identity, negative zero included.
      expect(bitsOf(cast(cast(x, 'float32'), dtype))).toEqual(patterns)
    })

    it('integers round once, and come back', () => {
      const exact = [0, 1, -1, 127, -128].map(BigInt)
      const large = [2n ** 24n + 1n, 2n ** 31n - 1n, 257n, 259n, 2049n, 2051n, 65519n, 65520n]
      const wide = [2n ** 62n + 2n ** 54n, 2n ** 62n + 2n ** 54n + 1n, -(2n ** 62n) - 2n ** 54n - 1n, 2n ** 63n - 1n, -(2n ** 63n)]
      // A bigint is rounded at once when it becomes an element: BigInt arithmetic, not that of the device.
      for (const [values, from] of [
        [exact, 'int8'],
        [[...exact, ...large], 'int32'],
        [[...exact, ...large, ...wide], 'int64'],
        [large, 'uint32'],
        [[2n ** 64n - 1n, 2n ** 63n + 2n ** 55n, 2n ** 63n + 2n ** 55n + 1n], 'uint64'],
      ] as const)
        expect(elements(cast(tensor([...values], from), dtype)), from).toEqual(values.map(value => round(dtype)(value)))
      expect(cast(tensor([Number.NaN, Infinity, -Infinity, 3.7, -3.7], dtype), 'int8').toArray()).toEqual([0, 127, -128, 3, -3])
      expect(cast(tensor([0, -0, Number.NaN, 0.5], dtype), 'bool').toArray()).toEqual([false, false, true, true])
      expect(cast(tensor([true, false]), dtype).toArray()).toEqual([1, 0])
    })

    it('elements are numbers, and a Float32Array', () => {
      const x = tensor([0.1, -0, Number.NaN, 1e30], dtype)
      expect(x.dtype).toBe(dtype)
      expect(x.toArray()).toEqual([0.1, -0, Number.NaN, 1e30].map(value => round(dtype)(value)))
      expect(x.dataSync()).toBeInstanceOf(Float32Array)
      expect(tensor(Float32Array.of(0.1), [1], dtype).item()).toBe(round(dtype)(0.1))
      expect(x.add(0.1).dtype).toBe(dtype)
    })

    it('every operation is that of float32, rounded once', () => {
      const [a, b] = [drawn(1, [500]), drawn(2, [500])]
      const [p, q] = [cast(a, 'float32'), cast(b, 'float32')]
      type Binary = (a: Floats, b: Floats) => Tensor
      for (const [name, f] of Object.entries<Binary>({ add, sub, mul, div, maximum, floorDivide }))
        expect(elements(f(a, b)), name).toEqual(elements(f(p, q)).map(round(dtype)))
      for (const [name, f] of Object.entries<(x: Floats) => Tensor>({ exp, tanh, softplus, silu }))
        expect(elements(f(a)), name).toEqual(elements(f(p)).map(round(dtype)))
      // Two operations round twice, also where they are fused.
      const twice = add(mul(a, b), a)
      const separately = elements(mul(p, q)).map(round(dtype)).map((x, i) => round(dtype)(Math.fround(x + (elements(a)[i] as number)))) // biome-ignore format: one line reads best
      expect(elements(twice)).toEqual(separately)
      expect(elements(jit((x: Tensor, y: Tensor) => add(mul(x, y), x))(a, b))).toEqual(separately)
    })

    it('neighbours and distances are those of the format', () => {
      const unit = 2 ** (1 - digits[dtype])
      const least = dtype === 'float16' ? 2 ** -24 : 2 ** -133
      const x = tensor([1, -1, 0, 1], dtype)
      expect(nextAfter(x, tensor([2, 0, -1, 1], dtype)).toArray()).toEqual([1 + unit, -1 + unit / 2, -least, 1])
      expect(spacing(tensor([1, 0], dtype)).toArray()).toEqual([unit, least])
      expect(nextAfter(tensor([dtypeInfo(dtype).max], dtype), Infinity).item()).toBe(Infinity)
    })

    it('overflow, NaN and signed zeros are those of IEEE', () => {
      const { max } = dtypeInfo(dtype)
      expect(
        tensor([max], dtype)
          .add(tensor([max], dtype))
          .item(),
      ).toBe(Infinity)
      expect(
        tensor([-0], dtype)
          .add(tensor([-0], dtype))
          .item(),
      ).toBe(-0)
      expect(
        tensor([Infinity], dtype)
          .sub(tensor([Infinity], dtype))
          .item(),
      ).toBeNaN()
      expect(tensor([Number.NaN, 1], dtype).max().item()).toBeNaN()
      expect(tensor([1, Number.NaN], dtype).less(2).toArray()).toEqual([true, false])
      // The smallest number, and half of it.
      const least = dtype === 'float16' ? 2 ** -24 : 2 ** -133
      expect(
        tensor([least, 3 * least], dtype)
          .mul(0.5)
          .toArray(),
      ).toEqual([0, 2 * least])
    })

    it('sums accumulate in float32: small terms are not lost', () => {
      // In the format itself the sum would stop at 2^digits.
      const n = 4 * 2 ** digits[dtype]
      const x = ones([n], dtype)
      expect(sum(x).item()).toBe(n)
      expect(sum(ones([n / 4, 4], dtype), 0).toArray()).toEqual([n / 4, n / 4, n / 4, n / 4])
      expect(x.matmul(x).item()).toBe(n)
      expect(mean(x).item()).toBe(1)
    })

    it('sums, products of matrices and convolutions are within one rounding of the exact ones', () => {
      const unit = 2 ** -digits[dtype]
      const near = (got: Tensor, exact: Tensor, size: Tensor): void => {
        const [e, s] = [elements(exact), elements(size)]
        // Half a unit for the last rounding; float32 errs by 2^-24 of the sum of sizes a step.
        for (const [i, value] of elements(got).entries())
          expect(Math.abs(value - (e[i] as number))).toBeLessThanOrEqual(
            unit * Math.abs(e[i] as number) + 400 * 2 ** -24 * (s[i] as number),
          )
      }
      const check = (f: (x: Floats, y: Floats) => Tensor, x: Floats, y: Floats = x): void =>
        near(f(x, y), f(inFloat64(x), inFloat64(y)), f(inFloat64(x.abs()), inFloat64(y.abs())))
      const [a, b, image, kernel] = [drawn(3, [37, 300]), drawn(4, [300, 45]), drawn(5, [2, 3, 9, 9]), drawn(6, [4, 3, 3, 3])]
      check(x => sum(x, 0), a)
      check(x => sum(x, 1), a)
      check((x, y) => matmul(x, y) as Tensor, a, b)
      check((x, y) => conv2d(x as never, y as never, { padding: 1 }) as Tensor, image, kernel)
    })

    it('statistics and softmax round at the end only', () => {
      const x = drawn(7, [6, 50])
      const wide = cast(x, 'float32')
      for (const f of [(t: Floats): Tensor => mean(t, 1), (t: Floats): Tensor => variance(t, 1), (t: Floats): Tensor => logSoftmax(t)])
        expect(elements(f(x))).toEqual(elements(f(wide)).map(round(dtype)))
      // 60000 + 60000 is no float16; their mean is.
      expect(mean(tensor([60000, 60000], dtype)).item()).toBe(round(dtype)(60000))
    })

    it('derivatives are those of float32 within the roundings of the format', () => {
      const [x, y] = [drawn(8, [4, 5]), drawn(9, [5, 3])]
      const loss = (p: Floats, q: Floats): Tensor<[], FloatDType> => sum(tanh(matmul(p, q) as Floats))
      const gradient = grad(loss)(x, y)
      expect(gradient.dtype).toBe(dtype)
      const precise = elements(grad(loss)(inFloat64(x), inFloat64(y)))
      // Each of the few operations rounds once, relative to sums of three terms of size one or two.
      for (const [i, value] of elements(gradient).entries())
        expect(Math.abs(value - (precise[i] as number))).toBeLessThan(16 * 2 ** -digits[dtype])
    })

    it('under vmap and jit the same bits', () => {
      const x = drawn(10, [5, 40])
      const f = (row: Floats): Tensor => add(sum(mul(exp(row), row)), row.max())
      const expected = [0, 1, 2, 3, 4].map(i => f(x.slice(i) as Floats).item())
      const mapped = vmap(f as (row: Tensor<[number]>) => Tensor)
      expect(elements(mapped(x as never))).toEqual(expected)
      expect(elements(jit(mapped)(x as never))).toEqual(expected)
    })

    it('files hold their bits', async () => {
      const path = join(folder, `${device}-${dtype}.safetensors`)
      const { patterns } = inputsOf(dtype)
      const x = bitcast(tensor(patterns), dtype)
      await io.saveSafetensors(path, { x })
      const loaded = await io.loadSafetensors(path)
      if (loaded._tag === 'Left') throw loaded.left
      const restored = loaded.right.tensors.x as Tensor
      expect(restored.dtype).toBe(dtype)
      expect(bitsOf(restored)).toEqual(patterns)
    })
  })

  it('promote as the Array API and JAX have it', () => {
    const sums: Readonly<Record<string, DType>> = {
      'float16 float16': 'float16',
      'float16 bfloat16': 'float32',
      'bfloat16 float32': 'float32',
      'float16 float64': 'float64',
    }
    for (const [pair, expected] of Object.entries(sums)) {
      const [a, b] = pair.split(' ') as [DType, DType]
      expect(add(tensor([1], a) as Tensor, tensor([1], b) as Tensor).dtype).toBe(expected)
    }
    expect(() => add(tensor([1], 'float16') as Tensor, tensor([1], 'int32') as Tensor)).toThrow(/dtypes must promote/)
  })
})
