// How parameters begin, in the names of torch.nn.init. Each is a pure function (key, shape, options): the same key gives the same numbers.

export {
  type Initial,
  type NormalOptions,
  normal,
  type OrthogonalOptions,
  orthogonal,
  type SparseOptions,
  sparse,
  type TruncatedNormalOptions,
  truncatedNormal,
  type UniformOptions,
  uniform,
} from './distributions.js'
export { type FanMode, gain, type Nonlinearity } from './fans.js'
export { constant, type DiracOptions, dirac, eye, ones, zeros } from './fixed.js'
export { type KaimingOptions, kaimingNormal, kaimingUniform, type XavierOptions, xavierNormal, xavierUniform } from './scaled.js'
