// One transform along one axis, whatever its length: what the functions of this family have in common. Complex numbers are stacked here,
// [parts, batch, places].

import { isComplex, pairOf, partsOf } from '../../core/complex.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/cast.js'
import { concat } from '../../primitives/structure/join.js'
import { moveAxis, transpose } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { pad, slice } from '../../primitives/structure/slice.js'
import { complexDType, partDType } from '../../support/dtype.js'
import { ShapeError } from '../../support/errors.js'
import { checkChoice } from '../../support/options.js'
import { normalizeAxis, sizeOf } from '../../support/shape.js'
import { checkInteger, checkKind, inexactKinds } from '../signatures/operands.js'
import { transformChirp } from './chirp.js'
import { stagesOf } from './factors.js'
import { type Transform, transformStages } from './stages.js'
import type { Direction } from './tables.js'

/** Which direction is divided by the length: 'backward' the inverse, 'forward' the transform, 'ortho' both by its root. */
export type Norm = 'backward' | 'ortho' | 'forward'

/** @throws ArgumentError unless it is one */
export function checkNorm(operation: string, norm: unknown): asserts norm is Norm {
  checkChoice(operation, 'norm', norm, ['backward', 'ortho', 'forward'])
}

/** What a transform of so many places multiplies by. */
export function scaleOf(norm: Norm, direction: Direction, n: number): number {
  if (norm === 'ortho') return 1 / Math.sqrt(n)
  return (norm === 'forward') === (direction === -1) ? 1 / n : 1
}

/** Numbers as transforms compute with them: float32 or float64, or pairs of these. @throws DTypeError unless float or complex */
export function operandOf(operation: string, x: unknown): Tensor {
  checkKind(operation, x, inexactKinds)
  return isComplex(x) ? x : cast(x, partDType(complexDType(x.dtype)))
}

/** How many places: as many as there are, unless said. @throws ArgumentError, ShapeError unless there is one at least */
export function checkLength(operation: string, n: unknown, otherwise: number): number {
  if (n !== undefined) checkInteger(operation, 'n', n, 1)
  const length = n === undefined ? otherwise : (n as number)
  if (length < 1) throw new ShapeError(`${operation}: a transform needs at least one place along the axis; got ${length}`)
  return length
}

/** Cut off, or filled with zeros, at the end of an axis. */
export function resized(x: Tensor, axis: number, n: number): Tensor {
  const zeros = x.shape.map(() => 0)
  const size = x.shape[axis] as number
  return size > n ? slice(x, zeros, x.shape.with(axis, n)) : pad(x, zeros, zeros.with(axis, n - size))
}

/** Numbers along one axis of an array, stacked, and the way back. */
export interface Stacked {
  /** [parts, batch, places] */
  readonly numbers: Tensor
  /** From [parts, frequencies, batch] to the array with the frequencies in the place of the axis; real where there is one part. */
  readonly unstack: (result: Tensor) => Tensor
}

export function stacked(x: Tensor, axis: number): Stacked {
  const last = x.shape.length - 1
  const [n, others] = [x.shape[axis] as number, x.shape.toSpliced(axis, 1)]
  const batch = sizeOf(others)
  const rows = (part: Tensor): Tensor => reshape(moveAxis(part, axis, last), [1, batch, n])
  return {
    numbers: isComplex(x) ? concat(partsOf(x).map(rows), 0) : rows(x),
    unstack(result) {
      const [parts = 1, frequencies = 0] = result.shape
      const ordered = transpose(result, [0, 2, 1])
      const part = (i: number): Tensor => {
        const own = slice(ordered, [i, 0, 0], [i + 1, batch, frequencies])
        return moveAxis(reshape(own, [...others, frequencies]), last, axis)
      }
      return parts === 1 ? part(0) : pairOf(part(0), part(1))
    },
  }
}

/** @param x [parts, batch, places] @returns [parts, frequencies, batch] */
export function transformStacked(x: Tensor, transform: Transform): Tensor {
  const factors = stagesOf(x.shape[2] as number)
  return factors === null ? transformChirp(x, transform) : transformStages(x, factors, transform)
}

/** The transform along an axis. @param given what else than all frequencies, in both parts */
export function transformAlong(
  x: Tensor,
  axis: number,
  direction: Direction,
  norm: Norm,
  given: Partial<Pick<Transform, 'frequencies' | 'to'>> = {},
): Tensor {
  const n = x.shape[axis] as number
  const { numbers, unstack } = stacked(x, axis)
  return unstack(transformStacked(numbers, { direction, scale: scaleOf(norm, direction, n), frequencies: n, to: 2, ...given }))
}

/** The axis counted from the front. @throws ShapeError when there is none such */
export const checkAxis = (operation: string, x: Tensor, axis: unknown): number => {
  checkInteger(operation, 'axis', axis)
  return normalizeAxis(axis as number, x.shape.length, operation)
}
