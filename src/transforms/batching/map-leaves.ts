// vmap without trees: what other transforms batch functions of lists of tensors with.

import type { BatchAxis } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { withTrace } from '../../core/trace.js'
import { placeAxis } from './vmap.js'
import { vmapTrace } from './vmap-trace.js'

/** Maps a function over an axis of its arguments, where they have one; all results carry the axis first. */
export function mapLeaves(
  f: (leaves: readonly Tensor[]) => readonly Tensor[],
  leaves: readonly Tensor[],
  axes: readonly BatchAxis[],
  size: number,
  axisName: string | null = null,
): readonly Tensor[] {
  const trace = vmapTrace(size, axisName)
  const results = withTrace(trace, () => f(leaves.map((leaf, i) => trace.wrap(leaf, axes[i] ?? null))))
  return results.map(result => {
    const { tensor, axis } = trace.unwrap(result)
    return placeAxis(tensor, axis, 0, size)
  })
}
