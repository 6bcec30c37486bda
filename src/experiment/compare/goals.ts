// Whether a metric is to be small or large. Its name says it, for most; whoever compares can say it otherwise.

export type Goal = 'min' | 'max'

const neutral =
  /(^|[^a-z])(lr|learning_rate|epochs?|steps?|params|parameters|flops|examples|batch_size|temperature|momentum|decay)([^a-z]|$)/
const small =
  /loss|error|perplexity|entropy|regret|(^|[^a-z])(mse|mae|rmse|mape|nll|ppl|wer|cer|ece|fid|brier|kl|bpc|bpd|time|seconds|ms|latency|memory|bytes)([^a-z]|$)/

/** `learningRate` as `learning_rate`, and all small. */
const plain = (name: string): string => name.replace(/(\p{Ll})(\p{Lu})/gu, '$1_$2').toLowerCase()

/**
 * Losses, errors and times are to be small, what is set or counted neither, everything else large.
 * @returns `null` for a metric of which none is better than another
 * @example
 * ```
 * goalOf('validation/loss') // "min"
 * goalOf('accuracy') // "max"
 * goalOf('learningRate') // null
 * ```
 */
export function goalOf(name: string): Goal | null {
  const words = plain(name)
  if (/(norm|scale)$/.test(words)) return null
  return small.test(words) ? 'min' : neutral.test(words) ? null : 'max'
}

/** Whether a number is better than another; one that is not finite never is. */
export const isBetter = (goal: Goal, a: number, b: number): boolean =>
  Number.isFinite(a) && (!Number.isFinite(b) || (goal === 'min' ? a < b : a > b))
