// Which parameters are trained.

import { isTensor } from '../../core/tensor.js'
import { isFloat } from '../../support/dtype.js'
import { isStatistic } from '../../support/statistics.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import type { LayerRules } from '../layer/layer.js'

/** A tree of booleans like the parameters of a layer, as the layer says; else all that are float and no statistics. */
export function trainableOf({ trainable }: LayerRules, params: unknown): unknown {
  if (trainable !== undefined) return trainable(params)
  const { leaves, structure } = flatten(params, isTensor)
  const names = paths(structure)
  return unflatten(
    structure,
    leaves.map(({ dtype }, i) => isFloat(dtype) && !isStatistic(names[i] ?? '')),
  )
}
