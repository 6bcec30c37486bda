// Integers of every width, on both devices: exact to the last digit where JavaScript numbers are not, wrapping in arithmetic, saturating
// from floats; bigints in and out. What a cast must give is said by BigInt arithmetic.

import {
  arange,
  argmax,
  availableDevices,
  cast,
  clamp,
  concat,
  type DType,
  floorDivide,
  full,
  grad,
  jit,
  leftShift,
  matmul,
  pad,
  random,
  remainder,
  rightShift,
  type Tensor,
  tensor,
  useDevice,
  vmap,
  where,
} from 'tenet'
import { beforeEach, describe, expect, it } from 'vitest'

const least = -(2n ** 63n)
const greatest = 2n ** 63n - 1n
const integers = ['uint8', 'uint16', 'uint32', 'uint64', 'int8', 'int16', 'int32', 'int64'] as const

const bitsOf = (dtype: DType): number => Number(/\d+/.exec(dtype)?.[0])
const wrap = (value: bigint, dtype: DType): bigint =>
  dtype.startsWith('u') ? BigInt.asUintN(bitsOf(dtype), value) : BigInt.asIntN(bitsOf(dtype), value)
const ends = (dtype: DType): readonly [bigint, bigint] => {
  const bits = BigInt(bitsOf(dtype))
  return dtype.startsWith('u') ? [0n, 2n ** bits - 1n] : [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n]
}
const elements = (x: Tensor): bigint[] => Array.from(x.dataSync() as Iterable<number | bigint>, BigInt)

describe.each(availableDevices())('on %s', device => {
  beforeEach(() => useDevice(device))

  it('64-bit integers are exact, and bigints', () => {
    const x = tensor([2n ** 60n + 1n, least, 5n])
    expect(x.dtype).toBe('int64')
    expect(x.toArray()).toEqual([2n ** 60n + 1n, least, 5n])
    expect(x.dataSync()).toEqual(BigInt64Array.of(2n ** 60n + 1n, least, 5n))
    expect(x.add(1).toArray()).toEqual([2n ** 60n + 2n, least + 1n, 6n])
    expect(x.sub(1n).toArray()).toEqual([2n ** 60n, greatest, 4n])
    expect(x.mul(x).toArray()).toEqual([wrap((2n ** 60n + 1n) ** 2n, 'int64'), 0n, 25n])
    expect(x.sum().item()).toBe(wrap(2n ** 60n + 6n + least, 'int64'))
    expect(x.prod().item()).toBe(wrap((2n ** 60n + 1n) * least * 5n, 'int64'))
    expect([x.max().item(), x.min().item(), argmax(x).item()]).toEqual([2n ** 60n + 1n, least, 0])
    expect(x.abs().toArray()).toEqual([2n ** 60n + 1n, least, 5n])
    expect(x.sign().toArray()).toEqual([1n, -1n, 1n])
    expect(x.less(2n ** 60n + 1n).toArray()).toEqual([false, true, true])
    expect(clamp(x, -5n, 2n ** 60n).toArray()).toEqual([2n ** 60n, -5n, 5n])
    expect(where(tensor([true, false, true]), x, -1n).toArray()).toEqual([2n ** 60n + 1n, -1n, 5n])
    expect(pad(x, 1, 2n ** 61n + 1n).toArray()).toEqual([2n ** 61n + 1n, 2n ** 60n + 1n, least, 5n, 2n ** 61n + 1n])
    expect(concat([x, full([1], greatest)]).toArray()).toEqual([2n ** 60n + 1n, least, 5n, greatest])
    expect(x.toString()).toBe('[ 1152921504606846977 -9223372036854775808                    5] int64[3]')
  })

  it('unsigned ones reach beyond them', () => {
    const x = tensor([2n ** 64n - 1n, 2n ** 63n, 3n], 'uint64')
    expect(x.add(1).toArray()).toEqual([0n, 2n ** 63n + 1n, 4n])
    expect(x.greater(2n ** 63n).toArray()).toEqual([true, false, false])
    expect(floorDivide(x, 10n).toArray()).toEqual([(2n ** 64n - 1n) / 10n, 2n ** 63n / 10n, 0n])
    expect([x.max().item(), x.min().item()]).toEqual([2n ** 64n - 1n, 3n])
    expect(tensor(BigUint64Array.of(7n)).dtype).toBe('uint64')
  })

  it('divide, shift and multiply exactly', () => {
    const x = tensor([2n ** 62n + 3n, least, -7n])
    expect(floorDivide(x, -7n).toArray()).toEqual([-((2n ** 62n + 9n) / 7n), 1317624576693539401n, 1n])
    expect(remainder(x, 7n).toArray()).toEqual([(2n ** 62n + 3n) % 7n, ((least % 7n) + 7n) % 7n, 0n])
    expect(floorDivide(x, 0n).toArray().length).toBe(3)
    expect(floorDivide(x, -1n).toArray()).toEqual([-(2n ** 62n) - 3n, least, 7n])
    expect(leftShift(x, 1n).toArray()).toEqual([wrap(2n ** 63n + 6n, 'int64'), 0n, -14n])
    expect(rightShift(x, 60).toArray()).toEqual([4n, -8n, -1n])
    expect(matmul(tensor([[2n ** 40n, 3n]]), tensor([[2n ** 20n], [7n]])).toArray()).toEqual([[2n ** 60n + 21n]])
    expect(arange(3, 'int64').toArray()).toEqual([0n, 1n, 2n])
  })

  it('narrow ones wrap', () => {
    expect(
      tensor([120, -128], 'int8')
        .add(tensor([10, -1], 'int8'))
        .toArray(),
    ).toEqual([-126, 127])
    expect(tensor([32767], 'int16').mul(2).toArray()).toEqual([-2])
    expect(tensor([65535], 'uint16').add(1).toArray()).toEqual([0])
    expect(rightShift(tensor([-128], 'int8'), 3).toArray()).toEqual([-16])
    expect(() => tensor([100], 'int8').sum()).toThrow(/at least 32 bits/)
  })

  it('under jit and vmap, as they are', () => {
    const f = (x: Tensor<[2], 'int64'>) =>
      x
        .mul(x)
        .add(2n ** 55n + 1n)
        .sum()
    const x = tensor([[2n ** 20n, 3n], [5n, 2n ** 31n]]) // biome-ignore format: a matrix
    const expected = [2n ** 40n + 9n + 2n ** 56n + 2n, 25n + 2n ** 62n + 2n ** 56n + 2n]
    expect(vmap(f)(x).toArray()).toEqual(expected)
    expect(jit(vmap(f))(x).toArray()).toEqual(expected)
  })

  it('have no derivative, and do not stand in the way of one', () => {
    const scaled = (x: Tensor<[2]>) => x.mul(cast(tensor([2n, 3n]), 'float32')).sum()
    expect(grad(scaled)(tensor([1, 1])).toArray()).toEqual([2, 3])
  })

  it.each(integers)('%s to every other integer wraps', from => {
    const [min, max] = ends(from)
    const values = [min, max, 0n, 1n, max / 3n, min / 3n]
    for (const to of integers) expect(elements(cast(tensor(values, from), to)), to).toEqual(values.map(value => wrap(value, to)))
  })

  it.each(integers)('floats to %s truncate and saturate, NaN to 0', to => {
    const [min, max] = ends(to)
    const values = [Number.NaN, Infinity, -Infinity, -0, 0.9, -0.9, 3.99, -3.99, 2 ** 31, 2 ** 63, 2 ** 64, -(2 ** 63), 1e30, -1e30]
    const expected = values.map(x => {
      if (Number.isNaN(x)) return 0n
      const whole = Number.isFinite(x) ? BigInt(Math.trunc(x)) : x > 0 ? max : min
      return whole < min ? min : whole > max ? max : whole
    })
    for (const from of ['float32', 'float64'] as const) expect(elements(cast(tensor(values, from), to)), from).toEqual(expected)
  })

  it('64 bits to floats round once', () => {
    // Halfway between two float32 but for the last digit, which float64 does not hold.
    const tie = 2n ** 62n + 2n ** 38n
    const x = tensor([tie, tie + 1n, -tie - 1n, greatest])
    expect(cast(x, 'float32').toArray()).toEqual([2 ** 62, 2 ** 62 + 2 ** 39, -(2 ** 62) - 2 ** 39, 2 ** 63])
    expect(cast(x, 'float64').toArray()).toEqual([tie, tie + 1n, -tie - 1n, greatest].map(Number))
    expect(cast(tensor([2n ** 64n - 1n, 2n ** 63n], 'uint64'), 'float32').toArray()).toEqual([2 ** 64, 2 ** 63])
    expect(cast(x, 'bool').toArray()).toEqual([true, true, true, true])
  })

  it('promote by the table of the Array API', () => {
    for (const a of integers)
      for (const b of integers) {
        const signed = [a, b].filter(dtype => !dtype.startsWith('u'))
        const widest = Math.max(...[a, b].map(dtype => bitsOf(dtype) * (signed.length === 1 && dtype.startsWith('u') ? 2 : 1)))
        const sum = (): Tensor => (tensor([1], a) as Tensor).add(tensor([1], b))
        if (widest > 64) expect(sum).toThrow(/dtypes must promote/)
        else expect(sum().dtype, `${a} and ${b}`).toBe(`${signed.length === 0 ? 'u' : ''}int${widest}`)
      }
  })

  it('random bits are two words of 32', () => {
    const [word] = random.bits(random.key(7), [1], 'uint64').toArray()
    expect(word).toBeGreaterThan(2n ** 33n)
    expect(word).toBeLessThan(2n ** 64n)
    expect(BigInt(random.bits(random.key(7), [1], 'uint32').toArray()[0] ?? 0)).toBe(((word ?? 0n) >> 32n) ^ ((word ?? 0n) & 0xffffffffn))
  })
})
