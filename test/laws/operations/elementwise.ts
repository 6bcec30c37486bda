// Functions of one number, of two, of three.

import * as tenet from 'tenet'
import {
  any,
  binary,
  bits,
  called,
  distinct,
  floats,
  from,
  inexact,
  integers,
  numbers,
  orderedNumbers,
  type Rows,
  row,
  rows,
  unary,
  x,
} from './row.js'

const integral = { derivative: 'of integers' }
const truth = { result: 'bool', derivative: 'of truth values' }

/** Floats and complex numbers. */
const analytic: Rows = {
  ...rows('asinh atan cos cosh exp exp2 sin sinh tanh', name => unary(called(name), inexact)),
  ...rows('acos asin atanh', name => unary(called(name), inexact, { range: [-0.9, 0.9] })),
  ...rows('log log10 log2 sqrt reciprocal', name => unary(called(name), inexact, { range: [0.2, 3] })),
  acosh: unary(tenet.acosh, inexact, { range: [1.1, 3] }),
  tan: unary(tenet.tan, inexact, { range: [-1.2, 1.2] }),
}

const real: Rows = {
  ...rows(
    `airyAi cbrt ceil deg2rad erf erfc erfcx expm1 floor i0 i0e i1 i1e j0 j1 logNdtr logSigmoid ndtr rad2deg round sigmoid silu sinc softplus
    sphericalJ0 trunc`,
    name => unary(called(name), floats),
  ),
  ...rows('erfInv log1p', name => unary(called(name), floats, { range: [-0.9, 0.9] })),
  ...rows('logit ndtri', name => unary(called(name), floats, { range: [0.1, 0.9] })),
  ...rows('entr k0 k0e k1 k1e rsqrt y0 y1', name => unary(called(name), floats, { range: [0.2, 3] })),
  ...rows('digamma lgamma', name => unary(called(name), floats, { range: [0.5, 4] })),
  spacing: unary(tenet.spacing, floats, { derivative: 'of steps' }),
  // The sum of 1 and something near -1.
  gelu: unary(tenet.gelu, floats, { ulps: 64 }),
  'gelu by tanh': unary((a: tenet.Tensor) => tenet.gelu(a as tenet.Tensor<tenet.Shape, 'float32'>, 'tanh'), floats, { ulps: 64 }),
  nanToNum: unary(tenet.nanToNum, floats),
  multigammaln: unary((a: tenet.Tensor<tenet.Shape, 'float32'>) => tenet.multigammaln(a, 2), floats, { range: [1.5, 4] }),
  polygamma: unary((a: tenet.Tensor<tenet.Shape, 'float32'>) => tenet.polygamma(1, a), floats, { range: [0.5, 4] }),
  frexp: unary(tenet.frexp, floats, { result: 'T, int32', derivative: 'of parts of a number, one of them an integer' }),
  modf: unary(tenet.modf, floats, { result: 'T, T' }),
  ...rows(
    `chebyshevT chebyshevU chebyshevV chebyshevW hermiteH hermiteHe laguerreL legendreP shiftedChebyshevT shiftedChebyshevU
    shiftedChebyshevV shiftedChebyshevW`,
    name => unary((a: tenet.Tensor) => called(name)(3, a), floats),
  ),
}

const ofNumbers: Rows = {
  ...rows('neg positive sign square conj', name => unary(called(name), numbers)),
  ...rows('abs real imag', name => unary(called(name), numbers, { result: 'real' })),
  relu: unary(tenet.relu, orderedNumbers),
  angle: unary(tenet.angle, inexact, { result: 'real' }),
  ...rows('isFinite isInf isNaN', name => unary(called(name), numbers, truth)),
  ...rows('isNegInf isPosInf signBit', name => unary(called(name), orderedNumbers, truth)),
  logicalNot: unary(tenet.logicalNot, ['bool'], truth),
  bitwiseNot: unary(tenet.bitwiseNot, bits, integral),
  bitwiseCount: unary(tenet.bitwiseCount, integers, { result: 'uint8', ...integral }),
}

const ofTwo: Rows = {
  ...rows('add sub mul', name => binary(called(name), numbers)),
  ...rows('div pow', name => binary(called(name), inexact, { range: [0.5, 2] })),
  ...rows('maximum minimum fmax fmin', name => binary(called(name), orderedNumbers)),
  ...rows('floorDivide fmod remainder', name => binary(called(name), orderedNumbers, { range: [0.5, 3] })),
  divmod: binary(tenet.divmod, orderedNumbers, { result: 'T, T', range: [0.5, 3] }),
  ...rows('atan2 copySign hypot', name => binary(called(name), floats)),
  // The greater of two, and what may be nearly its opposite.
  ...rows('logaddexp logaddexp2', name => binary(called(name), floats, { digits: 'cancelling' })),
  ...rows('xlogy xlog1py', name => binary(called(name), floats, { range: [0.2, 3] })),
  // The terms of the second are those of a loop whose length is not known.
  ...rows('gammainc gammaincc', name => binary(called(name), floats, { range: [0.5, 3], derivative: 'smooth once' })),
  zeta: binary(tenet.zeta, floats, { range: [1.5, 4] }),
  heaviside: binary(tenet.heaviside, floats),
  nextAfter: binary(tenet.nextAfter, floats),
  ...rows('equal notEqual', name => binary(called(name), any, truth)),
  ...rows('greater greaterEqual less lessEqual', name => binary(called(name), orderedNumbers, truth)),
  isClose: binary(tenet.isClose, numbers, truth),
  ...rows('logicalAnd logicalOr logicalXor', name => binary(called(name), ['bool'], truth)),
  ...rows('bitwiseAnd bitwiseOr bitwiseXor', name => binary(called(name), bits, integral)),
  ...rows('gcd lcm', name => binary(called(name), integers, integral)),
  ...rows('leftShift rightShift', name => binary(called(name), integers, { range: [0, 5], ...integral })),
  complex: binary(tenet.complex, floats, { result: 'complex' }),
  polar: binary(tenet.polar, floats, { result: 'complex' }),
}

type Float = tenet.Tensor<tenet.Shape, 'float32'>

export const elementwise: Rows = {
  ...analytic,
  ...real,
  ...ofNumbers,
  ...ofTwo,
  allClose: row(tenet.allClose, [x(2, 3), x(3)], 'bool[]', numbers, [[[x(0, 3), x(3)], 'bool[]']], {
    derivative: truth.derivative,
  }),
  ldexp: row(tenet.ldexp, [x(2, 3), { shape: [3], dtype: 'int32' }], 'T[2,3]', floats, [
    [[x(), { shape: [], dtype: 'int32' }], 'T[]'],
    [[x(0), { shape: [1], dtype: 'int32' }], 'T[0]'],
  ]),
  lerp: row(tenet.lerp, [x(2, 3), x(3), x(2, 1)], 'T[2,3]', floats, [
    [[x(), x(), x()], 'T[]'],
    [[x(0, 3), x(3), x()], 'T[0,3]'],
    [[x(2), x(3), x()], 'ShapeError'],
  ]),
  clamp: row((a: Float, low: Float) => tenet.clamp(a, low, 1), [distinct(2, 3), from(-1, 0.5, 3)], 'T[2,3]', orderedNumbers, [
    [[x(), x()], 'T[]'],
    [[x(0, 3), x(3)], 'T[0,3]'],
  ]),
  where: row(tenet.where, [{ shape: [2, 1], dtype: 'bool' }, x(2, 3), x(3)], 'T[2,3]', any, [
    [[{ shape: [], dtype: 'bool' }, x(), x()], 'T[]'],
    [[{ shape: [0, 1], dtype: 'bool' }, x(3), x()], 'T[0,3]'],
  ]),
  cast: unary(
    (a: tenet.Tensor) => tenet.cast(a, 'float64'),
    any.filter(dtype => !dtype.startsWith('complex')),
    { result: 'float64' },
  ),
  'cast to complex': unary((a: tenet.Tensor) => tenet.cast(a, 'complex128'), any, { result: 'complex128' }),
}
