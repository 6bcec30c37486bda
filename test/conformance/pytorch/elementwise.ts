// Elementwise operations of PyTorch.

import { isTensor } from 'tenet'
import { type Given, LeftOut, numberOf, ours, type Row, row, type Table, tensorOf } from '../row.js'

const renamed = (names: Readonly<Record<string, string>>, build: (name: string) => Row): Table =>
  Object.fromEntries(Object.entries(names).map(([theirs, name]) => [theirs, build(name)]))

const unary = (name: string): Row => row(name, 'input', ({ input }) => ours(name, input))
const binary = (name: string): Row => row(name, 'input other', ({ input, other }) => ours(name, input, other))
const reversed = (name: string): Row => row(name, 'input other', ({ input, other }) => ours(name, other, input))
const scaled = ({ other, alpha }: Given): unknown => (alpha === undefined ? other : ours('mul', other, numberOf(alpha, 1)))
/** Whether elements are not zero, which is how theirs see numbers as booleans. */
const truth = (x: unknown): unknown => (isTensor(x) && x.dtype !== 'bool' ? ours('notEqual', x, 0) : x)
const logical = (name: string): Row => row(name, 'input other', ({ input, other }) => ours(name, truth(input), truth(other)))
const same = (name: string): Row => row(name, 'input', ({ input }) => tensorOf(input))

export const elementwise: Table = {
  ...renamed(
    {
      ...{ abs: 'abs', acos: 'acos', acosh: 'acosh', asin: 'asin', asinh: 'asinh', atan: 'atan', atanh: 'atanh' },
      ...{ bitwise_not: 'bitwiseNot', ceil: 'ceil', cos: 'cos', cosh: 'cosh', deg2rad: 'deg2rad', digamma: 'digamma' },
      ...{ erf: 'erf', erfc: 'erfc', erfinv: 'erfInv', exp: 'exp', exp2: 'exp2', expm1: 'expm1', floor: 'floor', i0: 'i0' },
      ...{ isfinite: 'isFinite', isinf: 'isInf', isnan: 'isNaN', isneginf: 'isNegInf', isposinf: 'isPosInf', lgamma: 'lgamma' },
      ...{ log: 'log', log10: 'log10', log1p: 'log1p', log2: 'log2', neg: 'neg', positive: 'positive', rad2deg: 'rad2deg' },
      ...{ reciprocal: 'reciprocal', round: 'round', rsqrt: 'rsqrt', sigmoid: 'sigmoid', sign: 'sign', sgn: 'sign', signbit: 'signBit' },
      ...{ sin: 'sin', sinc: 'sinc', sinh: 'sinh', sqrt: 'sqrt', square: 'square', tan: 'tan', tanh: 'tanh', trunc: 'trunc' },
      ...{ 'special.erfcx': 'erfcx', 'special.entr': 'entr', 'special.i0e': 'i0e', 'special.i1': 'i1', 'special.i1e': 'i1e' },
      ...{ 'special.ndtri': 'ndtri', 'special.log_ndtr': 'logNdtr' },
      ...{ 'special.ndtr': 'ndtr', 'special.modified_bessel_i0': 'i0', 'special.modified_bessel_i1': 'i1', frexp: 'frexp' },
    },
    unary,
  ),
  ...renamed(
    {
      ...{ atan2: 'atan2', copysign: 'copySign', fmax: 'fmax', fmin: 'fmin', fmod: 'fmod', remainder: 'remainder', gcd: 'gcd', lcm: 'lcm' },
      ...{ heaviside: 'heaviside', hypot: 'hypot', logaddexp: 'logaddexp', logaddexp2: 'logaddexp2', maximum: 'maximum' },
      ...{ minimum: 'minimum', 'max.binary': 'maximum', 'min.binary': 'minimum', mul: 'mul', true_divide: 'div' },
      ...{ 'div.no_rounding_mode': 'div', 'div.floor_rounding': 'floorDivide', floor_divide: 'floorDivide', nextafter: 'nextAfter' },
      ...{
        pow: 'pow',
        float_power: 'pow',
        xlogy: 'xlogy',
        'special.xlog1py': 'xlog1py',
        'special.zeta': 'zeta',
        igamma: 'gammainc',
        igammac: 'gammaincc',
        eq: 'equal',
        ne: 'notEqual',
        lt: 'less',
      },
      ...{
        le: 'lessEqual',
        gt: 'greater',
        ge: 'greaterEqual',
        bitwise_and: 'bitwiseAnd',
        bitwise_or: 'bitwiseOr',
        bitwise_xor: 'bitwiseXor',
      },
      ...{ bitwise_left_shift: 'leftShift', bitwise_right_shift: 'rightShift', clamp_max: 'minimum', clamp_min: 'maximum' },
    },
    binary,
  ),
  'div.floor_rounding': row('floorDivide', 'input other rounding_mode', ({ input, other }) => ours('floorDivide', input, other)),
  'div.trunc_rounding': row('div trunc', 'input other rounding_mode', ({ input, other }) => ours('trunc', ours('div', input, other))),
  ...renamed(
    { __radd__: 'add', __rmul__: 'mul', __rsub__: 'sub', __rdiv__: 'div', __rpow__: 'pow', __rmod__: 'remainder', __rmatmul__: 'matmul' },
    reversed,
  ),
  ...renamed({ __rand__: 'bitwiseAnd', __ror__: 'bitwiseOr', __rxor__: 'bitwiseXor' }, reversed),
  ...renamed({ logical_and: 'logicalAnd', logical_or: 'logicalOr', logical_xor: 'logicalXor' }, logical),
  logical_not: row('logicalNot', 'input', ({ input }) => ours('logicalNot', truth(input))),
  add: row('add', 'input other alpha', given => ours('add', given.input, scaled(given))),
  sub: row('sub', 'input other alpha', given => ours('sub', given.input, scaled(given))),
  rsub: row('sub', 'input other alpha', ({ input, other, alpha }) =>
    ours('sub', other, alpha === undefined ? input : ours('mul', input, numberOf(alpha, 1))),
  ),
  addcmul: row('add mul', 'input tensor1 tensor2 value', ({ input, tensor1, tensor2, value }) =>
    ours('add', input, ours('mul', ours('mul', tensor1, tensor2), numberOf(value, 1))),
  ),
  addcdiv: row('add div mul', 'input tensor1 tensor2 value', ({ input, tensor1, tensor2, value }) =>
    ours('add', input, ours('mul', ours('div', tensor1, tensor2), numberOf(value, 1))),
  ),
  ...Object.fromEntries(
    ['clone', 'contiguous', 'alias_copy', 'conj', 'conj_physical', 'resolve_conj', 'resolve_neg', 'real'].map(name => [
      name,
      same('positive'),
    ]),
  ),
  clamp: row('maximum minimum', 'input min max', ({ input, min, max }) => {
    const above = min === undefined ? input : ours('maximum', input, min)
    return max === undefined ? above : ours('minimum', above, max)
  }),
  frac: row('sub trunc', 'input', ({ input }) => ours('sub', input, ours('trunc', input))),
  isreal: row('equal', 'input', ({ input }) => ours('equal', input, input)),
  lerp: row('lerp', 'input end weight', ({ input, end, weight }) => ours('lerp', input, end, weight)),
  ldexp: row('mul exp2', 'input other', ({ input, other }) => ours('mul', input, ours('exp2', other))),
  logit: row('logit', 'input eps', ({ input, eps }) => {
    const margin = numberOf(eps, 0)
    if (margin > 0.5) throw new LeftOut('bounds that cross')
    return ours('logit', eps === undefined ? input : ours('clamp', input, margin, 1 - margin))
  }),
  nan_to_num: row('nanToNum', 'input', ({ input }) => ours('nanToNum', input)),
  isclose: row('isClose', 'input other rtol atol equal_nan', ({ input, other, rtol, atol, equal_nan }) =>
    ours('isClose', input, other, { rtol: numberOf(rtol, 1e-5), atol: numberOf(atol, 1e-8), equalNaN: equal_nan === true }),
  ),
  allclose: row('allClose', 'input other rtol atol equal_nan', ({ input, other, rtol, atol, equal_nan }) =>
    ours('allClose', input, other, { rtol: numberOf(rtol, 1e-5), atol: numberOf(atol, 1e-8), equalNaN: equal_nan === true }),
  ),
  equal: row('equal all', 'input other', ({ input, other }) => ours('all', ours('equal', input, other))),
  masked_fill: row('where', 'input mask value', ({ input, mask, value }) =>
    ours('where', mask, isTensor(value) ? value : numberOf(value, 0), input),
  ),
  where: row('where', 'input condition other', ({ input, condition, other }) => ours('where', condition, input, other)),
  'nn.functional.relu': unary('relu'),
  'nn.functional.silu': unary('silu'),
  'nn.functional.logsigmoid': unary('logSigmoid'),
  'nn.functional.gelu': row('gelu', 'input approximate', ({ input, approximate }) =>
    ours('gelu', input, approximate === 'tanh' ? 'tanh' : 'none'),
  ),
  'nn.functional.softplus': row('softplus', 'input beta threshold', ({ input, beta, threshold }) => {
    if (numberOf(threshold, 20) !== 20) throw new LeftOut('a straight line from a threshold on')
    const by = numberOf(beta, 1)
    return by === 1 ? ours('softplus', input) : ours('div', ours('softplus', ours('mul', input, by)), by)
  }),
  'nn.functional.hardtanh': row('clamp', 'input min_val max_val', ({ input, min_val, max_val }) =>
    ours('clamp', input, numberOf(min_val, -1), numberOf(max_val, 1)),
  ),
  'nn.functional.relu6': row('clamp', 'input', ({ input }) => ours('clamp', input, 0, 6)),
  'nn.functional.tanhshrink': row('sub tanh', 'input', ({ input }) => ours('sub', input, ours('tanh', input))),
  'nn.functional.softsign': row('div add abs', 'input', ({ input }) => ours('div', input, ours('add', ours('abs', input), 1))),
  // The derivative of theirs has 1/6 in float32.
  'nn.functional.hardsigmoid': {
    ...row('clamp add div', 'input', ({ input }) => ours('div', ours('clamp', ours('add', input, 3), 0, 6), 6)),
    tolerance: 1e-7,
  },
  'nn.functional.hardswish': row('mul clamp add div', 'input', ({ input }) =>
    ours('mul', input, ours('div', ours('clamp', ours('add', input, 3), 0, 6), 6)),
  ),
  'nn.functional.leaky_relu': row('where greater mul', 'input', ({ input }) =>
    ours('where', ours('greater', input, 0), input, ours('mul', input, 0.01)),
  ),
  'nn.functional.mish': row('mul tanh softplus', 'input', ({ input }) => ours('mul', input, ours('tanh', ours('softplus', input)))),
  ...Object.fromEntries(
    [0, 1, 2, 3, 4].map(n => [
      `polygamma.polygamma_n_${n}`,
      row('polygamma', 'input n', ({ input, n: order }) => ours('polygamma', numberOf(order, 0), input)),
    ]),
  ),
  ...Object.fromEntries(
    [1, 3, 5].map(n => [
      `mvlgamma.mvlgamma_p_${n}`,
      row('multigammaln', 'input p', ({ input, p }) => ours('multigammaln', input, numberOf(p, 1))),
    ]),
  ),
  'special.polygamma.special_polygamma_n_0': row('polygamma', 'input n', ({ input, n }) => ours('polygamma', numberOf(n, 0), input)),
}
