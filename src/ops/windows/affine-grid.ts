// Grids of places that affine maps send the places of an image to, PyTorch's affine_grid, for `gridSample`.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { FloatDType, Shape } from '../../types/index.js'
import { table } from '../creation/table.js'
import { part } from '../shape/along.js'
import { computed, rounded } from '../signatures/halves.js'
import { checkKind, floatKind, integerList, show } from '../signatures/operands.js'

/** What `affineGrid` takes. */
export interface AffineGridOptions {
  /** Whether -1 and 1 are the middles of the corner elements, and not their outer edges. Default false. */
  readonly alignCorners?: boolean
}

/** The grid for one image of each of some spatial sizes. */
export type AffineGrid<T extends Shape, Size extends readonly number[]> = number extends Size['length'] | T['length']
  ? Shape
  : [T[0] & number, ...Size, Size['length']]

/** The coordinates of the middles of an axis' elements. */
const middles = (size: number, alignCorners: boolean): readonly number[] =>
  Array.from({ length: size }, (_, i) => (alignCorners ? (size > 1 ? (2 * i) / (size - 1) - 1 : 0) : (2 * i + 1) / size - 1))

/**
 * Where affine maps send the places of an image: `out[n, …o] = theta[n] · (x, y, …, 1)`, (x, y, …) the place of element o, from -1 to 1.
 * @param theta floats[batch, axes, axes + 1], of two or three axes
 * @param size the spatial sizes of the images: [height, width] or [depth, height, width]
 * @param options alignCorners: whether -1 and 1 are the middles of the corner elements, default false; as in `gridSample`
 * @returns floats[batch, …size, axes], a grid for `gridSample`
 * @throws ShapeError when theta does not fit the sizes, ArgumentError unless these are positive integers, DTypeError unless float
 * @example
 * ```
 * affineGrid(tensor([[[1, 0, 0], [0, 1, 0.5]]]), [1, 2]).toArray() // [[[[-0.5, 0.5], [0.5, 0.5]]]]
 * ```
 * @source PyTorch, torch.nn.functional.affine_grid.
 * @deviation from PyTorch: of the sizes of the image only the spatial ones are told, the batch is that of theta.
 */
export function affineGrid<T extends Shape, D extends FloatDType, const Size extends readonly number[]>(
  theta: Tensor<T, D>,
  size: Size,
  options?: AffineGridOptions,
): Tensor<AffineGrid<T, Size>, D>
export function affineGrid(theta: unknown, size: readonly number[], options?: AffineGridOptions): Tensor {
  const { alignCorners } = optionsOf<AffineGridOptions>('affineGrid', options, { alignCorners: false })
  checkKind('affineGrid', theta, floatKind)
  const sizes = integerList('affineGrid', 'size', size, 1)
  const count = sizes.length
  if (count !== 2 && count !== 3) throw new ShapeError(`affineGrid: size must be of two or three axes; got ${show(size)}`)
  const [batch] = theta.shape
  if (batch === undefined || theta.shape.length !== 3 || theta.shape[1] !== count || theta.shape[2] !== count + 1)
    throw new ShapeError(`affineGrid: theta must be [batch,${count},${count + 1}] for size ${show(size)}; got ${showType(theta)}`)
  const matrix = computed(theta)
  const shape = [batch, ...sizes, count]
  const column = (k: number): Tensor => broadcast(reshape(part(matrix, 2, k, k + 1), [batch, count]), shape, [0, count + 1])
  const terms = sizes.map((axisSize, axis) => {
    const coordinates = table(middles(axisSize, alignCorners), [axisSize], matrix.dtype)
    return p.mul(broadcast(coordinates, shape, [axis + 1]), column(count - 1 - axis))
  })
  return rounded([...terms.toReversed(), column(count)].reduce(p.add), theta.dtype)
}
