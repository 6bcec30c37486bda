// Classes drawn by their logits, as JAX draws them.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { argmax } from '../../primitives/reduction/arg-extremum.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { checkShape, type Dims, normalizeAxis, sameShape, showShape, sizeOf } from '../../support/shape.js'
import type { Argument, FloatDType, Mut, Reduce, Shape, ShapeResult } from '../../types/index.js'
import { checkKind, floatKind, stretch } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import type { Key } from './key.js'
import { largest } from './sampling.js'
import { gumbelOf } from './standard.js'

/** What `categorical` takes. */
export interface CategoricalOptions<N extends Shape = Shape> {
  /** What to fill: it ends in the other axes of the logits, which are drawn again for each position before them. Default: those axes. */
  readonly shape?: N | undefined
  /** Whether a class may be drawn again. Default true; if not, no class comes twice along the axes of the shape in front. */
  readonly replace?: boolean
}

/**
 * Classes drawn with probabilities `softmax(logits)`, by the Gumbel trick: `argmax(logits + gumbel)`.
 * @param key uint32[2]
 * @param logits floats[…], logarithms of probabilities up to a constant
 * @param axis that of the classes; the last unless given
 * @param options shape: what to fill, ending in the other axes; replace, default true: whether a class may be drawn again
 * @returns int32, the shape or the other axes
 * @throws ArgumentError unless given a key, or when more classes are to be drawn without replacement than there are; ShapeError when the axis
 * does not exist or the shape does not end in the other axes; DTypeError unless float
 * @example
 * ```
 * random.categorical(random.key(0), tensor([-Infinity, 0])).item() // 1
 * random.categorical(random.key(0), tensor([-Infinity, 0]), 0, { shape: [3] }).toArray() // [1, 1, 1]
 * random.categorical(random.key(0), tensor([0, 0]), 0, { shape: [2], replace: false }).sum().item() // 1
 * ```
 */
export function categorical<S extends Shape, D extends FloatDType, const Axis extends number = -1>(
  key: Key,
  logits: Tensor<S, D>,
  axis?: Argument<Reduce<S, Axis>, Axis>,
): Tensor<ShapeResult<Reduce<S, Axis>>, 'int32'>
export function categorical<S extends Shape, D extends FloatDType, const Axis extends number, const N extends Shape>(
  key: Key,
  logits: Tensor<S, D>,
  axis: Argument<Reduce<S, Axis>, Axis>,
  options: CategoricalOptions<N>,
): Tensor<Mut<N>, 'int32'>
export function categorical(key: Key, logits: Tensor, axis = -1, options?: CategoricalOptions): Tensor {
  const operation = 'random.categorical'
  const { shape, replace } = optionsOf(operation, options, { shape: undefined, replace: true })
  checkKind(operation, logits, floatKind)
  const at = normalizeAxis(axis, logits.shape.length, operation)
  if (logits.shape[at] === 0) throw new ShapeError(`${operation}: needs at least one class; got logits ${showType(logits)}`)
  const prefix = shape === undefined ? [] : prefixOf(operation, shape, logits.shape.toSpliced(at, 1))
  if (!replace) return distinct(operation, key, logits, at, prefix)
  const all = [...prefix, ...logits.shape]
  return typed(argmax(p.add(gumbelOf(operation, key, all, logits.dtype), stretch(logits, all)), prefix.length + at))
}

/** Classes of which none is drawn twice: those of the largest sums, the largest first. */
function distinct(operation: string, key: Key, logits: Tensor, axis: number, prefix: Dims): Tensor {
  const [count, classes] = [sizeOf(prefix), logits.shape[axis] ?? 0]
  if (count > classes)
    throw new ArgumentError(
      `${operation}: no class can be drawn twice; expected at most ${classes} draws without replacement, got ${count}`,
    )
  const sums = p.add(logits, gumbelOf(operation, key, logits.shape, logits.dtype))
  const positions = largest(moveAxis(sums, axis, logits.shape.length - 1), count) // […others, count]
  return reshape(moveAxis(positions, logits.shape.length - 1, 0), [...prefix, ...logits.shape.toSpliced(axis, 1)])
}

/** The axes of a shape in front of those that it must end in. */
function prefixOf(operation: string, shape: unknown, end: Dims): Dims {
  checkShape(shape, operation)
  const length = shape.length - end.length
  if (length < 0 || !sameShape(shape.slice(length), end))
    throw new ShapeError(`${operation}: the shape must end in the other axes of the logits; expected […,${end}], got ${showShape(shape)}`)
  return shape.slice(0, length)
}
