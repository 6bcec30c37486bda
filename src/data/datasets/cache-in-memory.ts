// Examples that are computed once and kept.

import { checkDataset, type Dataset, generate } from './dataset.js'

/** The same examples, each computed when it is first asked for; one whose computation fails is tried again when it is next asked for. */
export function cacheInMemory<A>(examples: Dataset<A>): Dataset<A> {
  checkDataset('cacheInMemory', examples)
  const kept = new Map<number, A>()
  return generate(examples.length, i => {
    const known = kept.get(i)
    if (known !== undefined) return known
    const value = examples.get(i)
    kept.set(i, value)
    if (value instanceof Promise) value.catch(() => kept.delete(i))
    return value
  })
}
