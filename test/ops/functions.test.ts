// Elementwise functions: values, gradients and second derivatives against NumPy, SciPy, JAX and PyTorch; transforms; sizes and views.

import * as tenet from 'tenet'
import { grad, jit, jvp, ones, type Tensor, tensor, vmap, zeros } from 'tenet'
import * as laws from 'tenet/laws'
import { describe, expect, test } from 'vitest'
import { checkGolden } from './golden-cases.js'

// float64 throughout. JAX's Bessel functions, digamma and error functions are themselves good to a few 1e-15 of their largest terms, and
// second derivatives of sinc next to 0 lose four digits there.
describe('golden', () => checkGolden('functions/functions.json', 2e-12))

type Floats = Tensor<[7], 'float32'>
const points = [0.1, 0.3, 0.45, 0.55, 0.6, 0.75, 0.9]
const unary: Readonly<Record<string, (x: Floats) => Floats>> = {
  acos: tenet.acos,
  acosh: x => tenet.acosh(x.add(1)),
  asin: tenet.asin,
  asinh: tenet.asinh,
  atan: tenet.atan,
  atanh: tenet.atanh,
  cbrt: tenet.cbrt,
  cosh: tenet.cosh,
  digamma: tenet.digamma,
  entr: tenet.entr,
  erfc: tenet.erfc,
  erfcx: tenet.erfcx,
  exp2: tenet.exp2,
  fraction: x => tenet.modf(x.mul(3))[0],
  i0: tenet.i0,
  i0e: tenet.i0e,
  i1: tenet.i1,
  i1e: tenet.i1e,
  lgamma: tenet.lgamma,
  log10: tenet.log10,
  log2: tenet.log2,
  logit: tenet.logit,
  mantissa: x => tenet.frexp(x)[0],
  nanToNum: x => tenet.nanToNum(x),
  ndtr: tenet.ndtr,
  sinc: tenet.sinc,
  sinh: tenet.sinh,
  tan: tenet.tan,
  trigamma: x => tenet.polygamma(1, x),
}

describe.each(Object.entries(unary))('%s', (_, f) => {
  // They are functions of any shape; the table says one, that gradients have a type.
  const loose = f as unknown as (x: Tensor) => Tensor
  const x = tensor(points) as Floats
  const special = tensor([-2.5, -0, 0, Infinity, -Infinity, NaN, 1e-30]) as Floats

  test('has the same bits under jit, mapped, and of a view', () => {
    for (const at of [x, special]) {
      const bits = (y: Tensor): number[] => [...y.dataSync()]
      const value = bits(f(at))
      expect(bits(jit(f)(at))).toEqual(value)
      expect(bits(vmap(loose)(at))).toEqual(value)
      expect(bits(f(at.flip() as Floats).flip())).toEqual(value)
    }
  })

  test('is close on all devices', () => expect(laws.devicesAgree(loose, [x], { ulps: 8 })).toBeNull())

  test('differentiates forwards as backwards, under jit too', () => {
    const backward = grad((v: Floats) => f(v).sum())(x)
    const [, forward] = jvp(f, [x], [ones([7])])
    expect(tenet.allClose(forward, backward, { rtol: 1e-6 }).item()).toBe(true)
    expect([...jit(grad((v: Floats) => f(v).sum()))(x).dataSync()]).toEqual([...backward.dataSync()])
  })

  test('of no elements, and of one without axes', () => {
    expect(loose(zeros([0, 3])).shape).toEqual([0, 3])
    expect(loose(tensor(0.6)).item()).toBe(f(x).toArray()[4])
  })
})

describe('gradients are numbers where functions meet their ends', () => {
  const at = (f: (x: Tensor<[], 'float64'>) => Tensor<[], 'float64'>, x: number): number => grad(f)(tensor(x, 'float64')).item() as number
  test.each([
    ['xlogy', (x: Tensor<[], 'float64'>) => tenet.xlogy(x, x), 0, 0],
    ['xlog1py', (x: Tensor<[], 'float64'>) => tenet.xlog1py(x, x.sub(1)), 0, 0],
    ['entr', (x: Tensor<[], 'float64'>) => tenet.entr(x), -1, 0],
    ['hypot', (x: Tensor<[], 'float64'>) => tenet.hypot(x, x), 0, 0],
    ['logaddexp', (x: Tensor<[], 'float64'>) => tenet.logaddexp(x, -Infinity), 3, 1],
    ['logaddexp of equals', (x: Tensor<[], 'float64'>) => tenet.logaddexp(x, x), 3, 1],
    ['sinc', (x: Tensor<[], 'float64'>) => tenet.sinc(x), 0, 0],
    ['i1', (x: Tensor<[], 'float64'>) => tenet.i1(x), 0, 0.5],
    ['i1e', (x: Tensor<[], 'float64'>) => tenet.i1e(x), 0, 0.5],
    ['fmax', (x: Tensor<[], 'float64'>) => tenet.fmax(x, NaN), 2, 1],
    ['clamped lerp', (x: Tensor<[], 'float64'>) => tenet.lerp(x, 3, 0.25), 2, 0.75],
    ['cbrt', (x: Tensor<[], 'float64'>) => tenet.cbrt(x), 0, Infinity],
  ] as const)('%s', (_, f, x, slope) => expect(at(f, x) + 0).toBe(slope))
})

test('polygamma is the derivative of the one before it, any number of times', () => {
  type Vector = Tensor<[4], 'float64'>
  const x = tensor([0.3, 1, 2.5, -0.4], 'float64') as Vector
  const slope = (f: (v: Vector) => Vector) => (v: Vector) => grad((w: Vector) => f(w).sum())(v)
  expect(slope(tenet.lgamma)(x).toArray()).toEqual(tenet.digamma(x).toArray())
  expect(slope(slope(tenet.lgamma))(x).toArray()).toEqual(tenet.polygamma(1, x).toArray())
  expect(slope(slope(slope(slope(tenet.lgamma))))(x).toArray()).toEqual(tenet.polygamma(3, x).toArray())
})

test('fractions and exponents put together again are the number, for numbers of all sizes', () => {
  const x = tensor([1, -3.7, 5e-324, 1e-310, -1.7976931348623157e308, 0, -0, Infinity, 0.1], 'float64')
  const [m, k] = tenet.frexp(x)
  expect(tenet.ldexp(m, k).toArray()).toEqual(x.toArray())
  const [f, w] = tenet.modf(tensor([2.75, -0.5, -7], 'float64'))
  expect(f.add(w).toArray()).toEqual([2.75, -0.5, -7])
})

test('ldexp rounds once where the result is subnormal', () => {
  // 2^-1000 times a significand whose last bit would tie if it were rounded in two steps.
  const x = tensor([(1 + 2 ** -52) * 2 ** -1000, (2 ** 53 - 1) * 2 ** -1060], 'float64')
  expect(tenet.ldexp(x, -60).toArray()).toEqual([2 ** -1060, 2 ** -1067])
  expect(tenet.ldexp(tensor([1, 1], 'float64'), tensor([5000, -5000], 'int32')).toArray()).toEqual([Infinity, 0])
})

test('neighbours of neighbours, across zero too', () => {
  for (const dtype of ['float32', 'float64'] as const) {
    const x = tensor([1, -1, 0, 3.5], dtype)
    const up = tenet.nextAfter(x, Infinity)
    expect(up.greater(x).toArray()).toEqual([true, true, true, true])
    expect(tenet.nextAfter(up, -Infinity).toArray()).toEqual(x.toArray())
  }
})

test('divisors and multiples of the largest integers', () => {
  const a = tensor([2147483647, -2147483648, 2147483646, 1836311903], 'int32')
  const b = tensor([2147483647, 6, 3, 1134903170], 'int32')
  expect(tenet.gcd(a, b).toArray()).toEqual([2147483647, 2, 3, 1])
  expect(tenet.lcm(tensor([4, 0], 'uint8'), tensor([6, 9], 'uint8')).toArray()).toEqual([12, 0])
  expect(tenet.bitwiseCount(tensor([255, 7, 0], 'uint8')).toArray()).toEqual([8, 3, 0])
  expect(tenet.bitwiseCount(tensor([4294967295, 65536], 'uint32')).toArray()).toEqual([32, 1])
})

test('integers of 64 bits and halves', () => {
  const a = tensor([2n ** 62n, -(2n ** 63n), 7540113804746346429n], 'int64')
  expect(tenet.gcd(a, tensor([3n * 2n ** 40n, 6n, 4660046610375530309n], 'int64')).toArray()).toEqual([2n ** 40n, 2n, 1n])
  expect(tenet.bitwiseCount(a).toArray()).toEqual([1, 1, 7540113804746346429n.toString(2).split('1').length - 1])
  expect(tenet.lcm(tensor([2n ** 40n], 'uint64'), 3n).toArray()).toEqual([3n * 2n ** 40n])
  for (const [dtype, step] of [
    ['float16', 2 ** -10],
    ['bfloat16', 2 ** -7],
  ] as const) {
    const x = tensor([1, -1, 0], dtype)
    expect(tenet.nextAfter(x, 2).toArray().slice(0, 2)).toEqual([1 + step, -1 + step / 2])
    expect(tenet.nextAfter(tenet.nextAfter(x, 2), -2).toArray()).toEqual([1, -1, 0])
    expect(tenet.ldexp(...tenet.frexp(tensor([5.5, -0.375], dtype))).toArray()).toEqual([5.5, -0.375])
  }
})

test('lerp meets both ends exactly', () => {
  const [a, b] = [tensor([0.1, 1e8, -3]), tensor([0.7, 1, 5])]
  expect(tenet.lerp(a, b, 0).toArray()).toEqual(a.toArray())
  expect(tenet.lerp(a, b, 1).toArray()).toEqual(b.toArray())
})
