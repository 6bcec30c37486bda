// One kind of layer several times in a row.

import type { TupleOf } from '../../ops/signatures/tuple.js'
import type { LayerShapes, SequentialShapes } from '../../types/index.js'
import { defineLayer, type Layer, rulesOf } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'
import { sequence } from './sequential.js'

/**
 * A layer several times in a row, each with parameters of its own: `sequential(layer, layer, …)`.
 * Parameters: a record by position.
 * @param count how many, at least 1
 * @throws ArgumentError unless count is a positive integer
 * @example
 * ```
 * repeat(3, residual(sequential(conv2d(16, 3, { padding: 1 }), relu)))
 * ```
 */
export function repeat<N extends number, F extends LayerShapes>(count: N, layer: Layer<F>): Layer<SequentialShapes<TupleOf<N, Layer<F>>>> {
  checkSize('repeat', 'count', count)
  rulesOf('repeat', layer)
  return defineLayer(
    sequence(
      'repeat',
      Array.from({ length: count }, () => layer),
    ),
  )
}
