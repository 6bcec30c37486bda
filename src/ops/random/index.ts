// Random numbers, as functions of explicit keys: `random.key split foldIn`, then a distribution.

export { bits } from './bits.js'
export { type DistributionOptions, exponential, gumbel, normal, truncatedNormal, type UniformOptions, uniform } from './continuous.js'
export { bernoulli, categorical, randint } from './discrete.js'
export { foldIn, type Key, key, keys, split } from './key.js'
