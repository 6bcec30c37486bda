// Random numbers, as functions of explicit keys: `random.key split foldIn`, then a distribution.

export { bits } from './bits.js'
export { type CategoricalOptions, categorical } from './categorical.js'
export { lognormal, pareto, rayleigh, triangular, truncatedNormal, type UniformOptions, uniform, wald, weibullMin } from './continuous.js'
export { bernoulli, geometric, rademacher, randint } from './discrete.js'
export { foldIn, type Key, key, keys, split } from './key.js'
export { type MultivariateNormalOptions, multivariateNormal, type OrthogonalOptions, orthogonal } from './matrices.js'
export type { DistributionOptions, Parameter } from './parameters.js'
export { type ChoiceOptions, choice, type PermutationOptions, permutation } from './sampling.js'
export { cauchy, exponential, gumbel, laplace, logistic, maxwell, normal, type StandardDistribution } from './standard.js'
