// A pure function as a layer.

import type { Tensor } from '../../core/tensor.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import type { NoParameters } from '../../types/index.js'
import { type AnyShapes, type Examples, layer } from '../layer/custom-layer.js'
import { type Layer, noParameters } from '../layer/layer.js'

/**
 * A pure function of a batch as a layer without parameters.
 * @param f from floats[batch, …] to a tensor whose batch is first
 * @returns a layer of any shapes: what comes out is known when it runs
 * @throws ArgumentError unless f is a function; when applied, ShapeError when the batch does not stay first
 * @example
 * ```
 * sequential(linear(8), lift(x => x.square()), linear(1))
 * ```
 */
export function lift(f: (x: Examples) => Tensor): Layer<AnyShapes<NoParameters>> {
  if (typeof f !== 'function') throw new ArgumentError(`lift: expected a function; got ${show(f)}`)
  return layer<NoParameters>({ name: f.name === '' ? 'lift' : f.name, params: () => noParameters, apply: (_params, x) => f(x) })
}
