// A half of the features opens and closes gates for the other half.

import { showType } from '../../core/array-type.js'
import { sigmoid } from '../../ops/elementwise/activations.js'
import { mul } from '../../ops/elementwise/arithmetic.js'
import { checkInteger } from '../../ops/signatures/operands.js'
import { slice } from '../../primitives/structure/slice.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type {
  LayerShapes,
  List,
  Mismatch,
  NoParameters,
  NormalizeAxis,
  Quotient,
  Remainder,
  ReplaceAt,
  Shape,
  Show,
  SizeAt,
  Tail,
} from '../../types/index.js'
import { checkInput, defineLayer, type FloatTensor, type Layer, noParameters } from '../layer/layer.js'

/** glu(axis): the size along the axis halves; the batch is axis 0. */
export interface GluShapes<Axis extends number> extends LayerShapes {
  readonly out: this['in'] extends infer X extends List ? (number extends X['length'] | Axis ? Shape : Halved<[number, ...X], Axis>) : Shape
  readonly parameters: NoParameters
}

type Halved<X extends List, Axis> = [NormalizeAxis<X['length'], Axis>] extends [infer At extends number]
  ? number extends SizeAt<X, At>
    ? Tail<ReplaceAt<X, At, number>>
    : Remainder<SizeAt<X, At>, 2> extends 0
      ? Tail<ReplaceAt<X, At, Quotient<SizeAt<X, At>, 2>>>
      : Mismatch<`glu: axis ${Axis & number} must have an even size, got ${Show<Tail<X>>}`>
  : Shape

/**
 * `a · sigmoid(b)`, a and b the halves of x along an axis.
 * @param axis of the batch, which is axis 0 itself; negative ones count from the end. Default -1
 * @returns a layer whose results have half the size along the axis
 * @throws ArgumentError unless it is an integer other than 0; when applied, ShapeError unless there is such an axis, of an even size
 * @source Dauphin et al., "Language modeling with gated convolutional networks", 2017; as in PyTorch
 */
export function glu<const Axis extends number = -1>(axis?: Axis): Layer<GluShapes<Axis>> {
  const asked: number = axis ?? -1
  checkInteger('glu', 'axis', asked)
  if (asked === 0) throw new ArgumentError('glu: axis must not be the batch, 0')
  return defineLayer<GluShapes<Axis>>({
    name: 'glu',
    init: () => noParameters,
    apply(_params, x) {
      checkInput('glu', x)
      const at = asked < 0 ? x.shape.length + asked : asked
      const size = x.shape[at]
      if (at < 1 || size === undefined || size % 2 !== 0)
        throw new ShapeError(`glu: axis ${asked} must be there, behind the batch, and have an even size; got ${showType(x)}`)
      const half = (from: number): FloatTensor =>
        slice(
          x,
          x.shape.map((_, i) => (i === at ? from : 0)),
          x.shape.map((length, i) => (i === at ? from + size / 2 : length)),
        ) as FloatTensor
      return mul(half(0), sigmoid(half(size / 2)))
    },
  })
}
