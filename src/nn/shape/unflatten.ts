// One axis of an example into several.

import { reshape } from '../../ops/shape/reshape.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { showShape, sizeOf } from '../../support/shape.js'
import type { FirstBox, Is, LayerShapes, List, Mismatch, Mut, NoParameters, Shape, Show, SizeOf, Tail } from '../../types/index.js'
import { checkInput, defineLayer, type Layer, noParameters } from '../layer/layer.js'
import { checkSize } from '../layer/options.js'

/** unflatten(dim, sizes): an axis becomes several; the batch is axis 0. */
export interface UnflattenShapes<Dim extends number, Sizes extends Shape> extends LayerShapes {
  readonly out: this['in'] extends infer X extends List
    ? number extends X['length'] | Dim
      ? Shape
      : `${Dim}` extends `-${string}`
        ? Shape
        : Unflattened<X, Dim, Mut<Sizes>>
    : Shape
  readonly parameters: NoParameters
}

type Unflattened<X extends List, Dim, Sizes extends List, Before extends List = [unknown], Done extends List = []> = X extends readonly []
  ? Mismatch<`unflatten: there is no axis ${Dim & number}`>
  : Before['length'] extends Dim
    ? Is<FirstBox<X>, [SizeOf<Sizes>]> extends true
      ? [...Done, ...Sizes, ...Tail<X>]
      : number extends SizeOf<Sizes> | X[0]
        ? [...Done, ...Sizes, ...Tail<X>]
        : Mismatch<`unflatten: sizes ${Show<Sizes>} must make up axis ${Dim & number} of size ${Show<FirstBox<X>>}`>
    : Unflattened<Tail<X>, Dim, Sizes, [...Before, unknown], [...Done, ...FirstBox<X>]>

/**
 * One axis into several, row-major: the inverse of `flatten`.
 * @param dim which axis, the batch being 0; negative ones count from the end
 * @param sizes their product is the size of the axis
 * @returns a layer from float32[batch, …, size, …] to float32[batch, …, …sizes, …]
 * @throws ArgumentError when the axis is the batch or sizes are no positive integers; when applied, ShapeError unless the sizes make up the axis
 * @example
 * ```
 * model([100], linear(7 * 7 * 8), unflatten(1, [8, 7, 7]), convTranspose2d(1, 4))
 * ```
 * @source as in PyTorch
 */
export function unflatten<Dim extends number, const Sizes extends Shape>(dim: Dim, sizes: Sizes): Layer<UnflattenShapes<Dim, Sizes>> {
  if (!Number.isSafeInteger(dim) || dim === 0)
    throw new ArgumentError(`unflatten: dim must be an axis other than the batch, 0; got ${show(dim)}`)
  if (!Array.isArray(sizes) || sizes.length === 0) throw new ArgumentError(`unflatten: sizes must be a list; got ${show(sizes)}`)
  for (const size of sizes) checkSize('unflatten', 'a size', size)
  return defineLayer<UnflattenShapes<Dim, Sizes>>({
    name: 'unflatten',
    init: () => noParameters,
    apply(_params, x) {
      checkInput('unflatten', x)
      const axis = dim < 0 ? x.shape.length + dim : dim
      if (axis < 1 || x.shape[axis] !== sizeOf(sizes))
        throw new ShapeError(
          `unflatten: sizes must make up axis ${dim}; expected ${x.shape[axis] ?? 'such an axis'}, got ${showShape(sizes)} for ${showShape(x.shape)}`,
        )
      return reshape(x, [...x.shape.slice(0, axis), ...sizes, ...x.shape.slice(axis + 1)])
    },
  })
}
