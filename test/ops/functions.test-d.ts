// What calls of elementwise functions infer, and that mistakes are errors at the argument that is wrong.

import {
  allClose,
  asin,
  atan2,
  bitwiseCount,
  clamp,
  divmod,
  frexp,
  gammainc,
  gcd,
  heaviside,
  hypot,
  isClose,
  isPosInf,
  ldexp,
  lerp,
  lgamma,
  logNdtr,
  modf,
  multigammaln,
  nanToNum,
  ndtri,
  polygamma,
  type Shape,
  signBit,
  type Tensor,
  zeros,
  zeta,
} from 'tenet'
import type { Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void

const a = zeros([2, 3])
const d = zeros([3], 'float64')
const i = zeros([3], 'int32')
const b = zeros([2, 3], 'bool')

is<F32<[2, 3]>>()(asin(a))
is<F32<[2, 3]>>()(a.asinh().erfc().lgamma())
is<Tensor<[3], 'float64'>>()(lgamma(d))
is<Tensor<[2, 3], 'float64'>>()(atan2(a, d))
is<Tensor<[2, 3], 'float64'>>()(a.hypot(d))
is<F32<[2, 3]>>()(hypot(a, 1))
is<F32<[2, 3]>>()(heaviside(a, 0.5))
is<F32<[2, 3]>>()(polygamma(2, a))
is<F32<[2, 3]>>()(ndtri(logNdtr(a)))
is<F32<[2, 3]>>()(multigammaln(a, 2))
is<F32<[2, 3]>>()(zeta(2, a))
is<F32<[2, 3]>>()(gammainc(a, zeros([3])))
// @ts-expect-error functions of floats take floats
asin(i)
// @ts-expect-error cannot promote float32 and int32
atan2(a, i)
// @ts-expect-error cannot broadcast [2,3] with [4]
hypot(a, zeros([4]))
// @ts-expect-error functions of floats take floats
polygamma(1, i)
// @ts-expect-error not float
ndtri(i)
// @ts-expect-error cannot broadcast [2,3] with [2]
gammainc(a, zeros([2]))

is<Tensor<[2, 3], 'bool'>>()(signBit(a))
is<Tensor<[2, 3], 'bool'>>()(isPosInf(a))
is<readonly [F32<[2, 3]>, Tensor<[2, 3], 'int32'>]>()(frexp(a))
is<readonly [F32<[2, 3]>, F32<[2, 3]>]>()(modf(a))
is<F32<[2, 3]>>()(ldexp(a, i))
is<F32<[2, 3]>>()(ldexp(a, 3))
is<F32<[2, 3]>>()(nanToNum(a, { posInf: 1 }))
// @ts-expect-error exponents are integers
ldexp(a, a)
// @ts-expect-error cannot broadcast [2,3] with [4]
ldexp(a, zeros([4], 'int32'))

is<Tensor<[3], 'int32'>>()(gcd(i, 6))
is<Tensor<[3], 'uint8'>>()(bitwiseCount(i))
is<readonly [Tensor<[3], 'int32'>, Tensor<[3], 'int32'>]>()(divmod(i, 2))
is<Tensor<[2, 3], 'float64'>>()(divmod(a, d)[0])
// @ts-expect-error bits of integers only
bitwiseCount(a)

is<F32<[2, 3]>>()(clamp(a, 0, Infinity))
is<F32<[2, 3]>>()(clamp(a, zeros([3]), 1))
is<F32<[4, 2, 3]>>()(a.clamp(-1, zeros([4, 1, 1])))
// @ts-expect-error cannot broadcast [2,3] with [4]
clamp(a, zeros([4]), 1)
is<F32<[2, 3]>>()(lerp(a, zeros([3]), 0.5))
is<F32<[4, 2, 3]>>()(lerp(a, 1, zeros([4, 1, 1])))
// @ts-expect-error cannot broadcast [2,3] with [4]
lerp(a, zeros([4]), 0.5)

is<Tensor<[2, 3], 'bool'>>()(isClose(a, d))
is<Tensor<[2, 3], 'bool'>>()(a.isClose(0, { atol: 1 }))
is<Tensor<[], 'bool'>>()(allClose(a, a))
// @ts-expect-error cannot promote bool and float32
isClose(b, a)
