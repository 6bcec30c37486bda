// A convolution lowered to a contraction that never writes an unfolded image to memory:
//   batch = [group], rows = [output channel of the group], columns = [image, …out], depth = [channel of the group, …kernel].
// `left` reads the weights, a dense matrix. `right` reads the image in place: per spatial axis at o·stride + k·dilation - low, guarded
// only at those ends where padding is, with a divisibility test only where the input is dilated. The compiler packs tiles of `right`
// straight from the image. With one group there is no batch axis. Positions are affine unless the input is dilated.

import { add, type Expr, index, mul, widened } from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Contraction } from '../../core/winograd-sums.js'
import { two } from '../operands.js'
import { both, place } from '../window/axis.js'
import { type ConvGeometry, type ConvOperation, convGeometry } from './conv-geometry.js'

/** Batch, rows, columns and depth of the contraction. */
export const domainOf = (g: ConvGeometry): Contraction => ({
  batch: g.groups === 1 ? [] : [g.groups],
  rows: [g.outChannelsPerGroup],
  columns: [g.imagesPerGroup, ...g.out],
  depth: [g.channelsPerGroup, ...g.axes.map(axis => axis.window)],
})

export const convLowering: Primitive<ConvOperation>['lower'] = (inputs, params) => {
  const [x, weight] = two(inputs)
  const g = convGeometry(x.shape, weight.shape, params)
  /** Number `i` within the group, counted over all groups. */
  const overall = (group: Expr | undefined, perGroup: number, i: Expr): Expr =>
    group === undefined ? i : perGroup === 1 ? group : add(mul(group, index(perGroup)), i)
  const head = ([first, ...rest]: readonly Expr[]): readonly [Expr, readonly Expr[]] => [first ?? index(0), rest]
  return {
    kind: 'contract',
    method: params.method,
    ...domainOf(g),
    left: ([group], [row = index(0)], depth, read) => widened(read(1, [overall(group, g.outChannelsPerGroup, row), ...depth])),
    right: ([group], column, depth, read) => {
      const [image, o] = head(column)
      const [channel, k] = head(depth)
      const places = g.axes.map((axis, i) => place(axis, o[i] ?? index(0), k[i] ?? index(0)))
      const at = [
        params.batchGroups > 1 ? overall(group, g.imagesPerGroup, image) : image,
        params.groups > 1 ? overall(group, g.channelsPerGroup, channel) : channel,
        ...places.map(p => p.at),
      ]
      const guard = places.reduce<Expr | null>((all, p) => both(all, p.guard), null)
      return widened(guard === null ? read(0, at) : read(0, at, guard))
    },
    place: ([group], [row = index(0)], column) => {
      const [image, o] = head(column)
      return [image, overall(group, g.outChannelsPerGroup, row), ...o]
    },
  }
}
