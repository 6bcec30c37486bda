// Statistics: leaves of a tree of parameters that training computes and nobody optimizes, such as the running mean of a batch norm.
// A leaf's path is its name everywhere, and all of it that survives maps, compilation and files: so the name alone says what is a statistic.

const statistic = /(?:^|\.)(?:running_[^.]*|num_batches_tracked|_[uv])$/

/**
 * Whether the leaf at a path is a statistic and no parameter: it is called `running_…` or `num_batches_tracked`, as in batch norms, or `_u` or `_v`, as in
 * spectral norms. Optimizers, decay, clipping and norms pass over statistics and `countParameters` does not count them; checkpoints hold them.
 * A layer of your own that keeps some calls them so, uses them behind a `stopGradient`, and returns new ones from `train`.
 * @example
 * ```
 * isStatistic('layer1.0.bn1.running_mean') // true
 * isStatistic('layer1.0.bn1.weight') // false
 * ```
 */
export const isStatistic = (path: string): boolean => typeof path === 'string' && statistic.test(path)
