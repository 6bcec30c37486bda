// x.at(…): elements that an index chooses, to be read, or replaced in a copy. The index is NumPy's in full; the words are JAX's.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import type { Scatter } from '../../primitives/gather/gather.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import type { Kind } from '../../support/dtype.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { broadcastShapes, sameShape, showShape, sizeOf } from '../../support/shape.js'
import type { Argument, BroadcastTo, DType, Index, IndexEntry, PromoteArgument, Shape, ShapeResult } from '../../types/index.js'
import { checkKind, checkTensor, commonDType, inexactKinds, literalOf, show, stretch } from '../signatures/operands.js'
import { choiceOf, chosenOf } from './chosen.js'
import { type Item, readEntries } from './entries.js'
import { checkMode, type TakeMode, type TakeOptions } from './positions.js'
import { partOf, rangesOf, replaced } from './ranges.js'
import { combinedKinds, scatters } from './scatters.js'
import { sizesLeft } from './slice.js'

/** What the methods that replace elements take beside the new ones. */
export interface PutOptions {
  /** Positions out of range: 'drop', the default, leaves them out; 'clip' means the nearest element; 'wrap' starts again at the other end. */
  readonly mode?: PutMode
}

export type PutMode = 'drop' | 'clip' | 'wrap'

/** New elements: a number or boolean for all, or a tensor that stretches to the shape R of what is chosen. */
export type PutValue<R extends Shape, D extends DType, V extends Shape, DV extends DType> =
  | number
  | boolean
  | Argument<BroadcastTo<V, R>, PromoteArgument<D, DV, Tensor<V, DV>>>

/** One way to replace the chosen elements of a tensor of shape S; the result is a new tensor. */
export type Put<S extends Shape, D extends DType, R extends Shape> = <V extends Shape = [], DV extends DType = never>(
  value: PutValue<R, D, V, DV>,
  options?: PutOptions,
) => Tensor<S, D>

/** The elements of x, of shape S, that an index chooses, of shape R. */
export interface At<S extends Shape, D extends DType, R extends Shape> {
  /** The elements. Positions out of range give NaN (0, false), the nearest element with 'clip', or start again with 'wrap'. */
  readonly get: (options?: TakeOptions) => Tensor<R, D>
  /** x with these elements replaced; where a position comes twice the last one stays. */
  readonly set: Put<S, D, R>
  /** x with something added to these elements, once for each time a position comes. */
  readonly add: Put<S, D, R>
  /** x with these elements multiplied, once for each time a position comes. */
  readonly mul: Put<S, D, R>
  /** x with these elements divided, once for each time a position comes. */
  readonly divide: Put<S, D, R>
  /** x with these elements, or something less. */
  readonly min: Put<S, D, R>
  /** x with these elements, or something greater. */
  readonly max: Put<S, D, R>
  /** x with what a function makes of these elements in their place. */
  readonly apply: (f: (chosen: Tensor<R, D>) => Tensor<R, D>, options?: PutOptions) => Tensor<S, D>
}

/** How new elements meet old ones: element by element, and in a scatter. */
interface Combination {
  readonly name: string
  readonly kinds: readonly Kind[]
  readonly combine: (before: Tensor, value: Tensor) => Tensor
  readonly scatter: Scatter
}

const combinations = {
  set: { name: 'set', kinds: combinedKinds.set, combine: (_before, value) => value, scatter: scatters.set },
  add: { name: 'add', kinds: combinedKinds.add, combine: p.add, scatter: scatters.add },
  mul: { name: 'mul', kinds: combinedKinds.mul, combine: p.mul, scatter: scatters.mul },
  divide: {
    name: 'divide',
    kinds: inexactKinds,
    combine: p.div,
    scatter: (operand, indices, updates, params) => p.div(operand, scatters.mul(full(1, operand), indices, updates, params)),
  },
  min: { name: 'min', kinds: combinedKinds.min, combine: p.min, scatter: scatters.min },
  max: { name: 'max', kinds: combinedKinds.max, combine: p.max, scatter: scatters.max },
} as const satisfies Record<string, Combination>

function takeModeOf(operation: string, options: PutOptions | undefined): TakeMode {
  const { mode } = optionsOf(operation, options, { mode: 'drop' })
  if (mode !== 'drop' && mode !== 'clip' && mode !== 'wrap')
    throw new ArgumentError(`${operation}: mode must be 'drop', 'clip' or 'wrap'; got ${show(mode)}`)
  return mode === 'drop' ? 'fill' : mode
}

/** The new elements in the dtype of x. @throws DTypeError when they do not promote with it */
function asElements(operation: string, x: Tensor, value: unknown): Tensor {
  if (!isTensor(value)) return full(literalOf(operation, value, x.dtype), { shape: [], dtype: x.dtype })
  commonDType(operation, [x, value])
  return p.cast(value, x.dtype)
}

/** The new elements in the shape of what is chosen. @throws ShapeError when they do not stretch to it */
function valuesFor(operation: string, x: Tensor, given: unknown, shape: readonly number[]): Tensor {
  const value = asElements(operation, x, given)
  const common = broadcastShapes(value.shape, shape)
  if (common === undefined || !sameShape(common, shape))
    throw new ShapeError(
      `${operation}: the values must stretch to what is chosen; expected ${showShape(shape)}, got ${showType(value)} for x ${showType(x)}`,
    )
  return stretch(value, shape)
}

function put(x: Tensor, items: readonly Item[], { name, combine, scatter }: Combination, value: unknown, options?: PutOptions): Tensor {
  const operation = `at(…).${name}`
  const mode = takeModeOf(operation, options)
  const ranges = rangesOf(items, x)
  const part = partOf(x, ranges)
  const choice = choiceOf(operation, part, items, mode)
  if (choice === null) {
    const values = valuesFor(operation, x, value, sizesLeft(items))
    return replaced(x, ranges, combine(part, reshape(values, part.shape)))
  }
  const values = valuesFor(operation, x, value, choice.result)
  if (sizeOf(choice.shape) === 0) return x
  return replaced(x, ranges, scatter(part, choice.indices, reshape(values, choice.shape), choice.params))
}

/** The mask, if the index is one mask alone: a value for all of its elements needs not to know how many there are. */
const soleMask = (entries: readonly IndexEntry[]): Tensor | undefined => {
  const [mask] = entries
  return entries.length === 1 && isTensor(mask) && mask.dtype === 'bool' ? mask : undefined
}

function putMasked(x: Tensor, mask: Tensor, { name, combine }: Combination, value: Tensor): Tensor {
  const leading = mask.shape.map((_, axis) => axis)
  if (!sameShape(mask.shape, x.shape.slice(0, mask.shape.length)))
    throw new ShapeError(`at(…).${name}: a mask must have the sizes of its axes; got ${showType(mask)} for x ${showType(x)}`)
  return p.select(broadcast(mask, x.shape, leading), combine(x, stretch(value, x.shape)), x)
}

/**
 * Elements that an index chooses, to be read with `get()` or replaced, in a new tensor, with `set(v)`, `add(v)`, `mul(v)`, `divide(v)`,
 * `min(v)`, `max(v)` or `apply(f)`. Entries are those of `slice`; tensors of integers, whose shapes broadcast: element i of the result has
 * the i-th position of each; and masks of bools over as many axes as they have, the positions where they hold. The axes of the positions
 * stand where the first array is, or in front if an entry of another kind stands between two; an index among arrays is an array.
 * @param x any[…]
 * @param entries one for each axis, from the first; axes without an entry are whole
 * @returns what can be done with the chosen elements; values stretch to them, and take the dtype of x if they promote with it
 * @throws ShapeError when an index is out of range or shapes do not fit, DTypeError when an array is neither integer nor bool or a value
 *   does not promote, TraceError when a mask inside jit would decide a shape: choose with where
 * @example
 * ```
 * at(tensor([[1, 2], [3, 4]]), 1).set(0).toArray() // [[1, 2], [0, 0]]
 * at(tensor([1, 2, 3]), tensor([0, 0, 2], 'int32')).add(10).toArray() // [21, 2, 13]
 * at(tensor([[1, 2], [3, 4]]), tensor([1, 0], 'int32'), tensor([0, 0], 'int32')).get().toArray() // [3, 1]
 * at(tensor([-1, 2, -3]), tensor([true, false, true])).get().toArray() // [-1, -3]
 * ```
 * @deviation from JAX: `mode: 'promise_in_bounds'` does not exist, nothing would be gained by it.
 */
export function at<S extends Shape, D extends DType, const Entries extends readonly IndexEntry[]>(
  x: Argument<Index<S, Entries>, Tensor<S, D>>,
  ...entries: Entries
): At<S, D, ShapeResult<Index<S, Entries>>>
export function at(x: unknown, ...entries: readonly IndexEntry[]): At<Shape, DType, Shape> {
  checkTensor('at', x)
  const mask = soleMask(entries)
  // Masks are read when they are needed only.
  const items = (operation: string): readonly Item[] => readEntries(operation, x, entries)
  if (mask === undefined) items('at')
  const get = (operation: string, mode: TakeMode): Tensor => {
    const read = items(operation)
    const part = partOf(x, rangesOf(read, x))
    const choice = choiceOf(operation, part, read, mode)
    return choice === null ? reshape(part, sizesLeft(read)) : reshape(chosenOf(part, choice, mode), choice.result)
  }
  const putting =
    (combination: Combination): Put<Shape, DType, Shape> =>
    (value: unknown, options) => {
      const operation = `at(…).${combination.name}`
      checkKind(operation, x, combination.kinds)
      if (mask !== undefined) {
        const alike = asElements(operation, x, value)
        if (alike.shape.length === 0) return putMasked(x, mask, combination, alike)
      }
      return put(x, items(operation), combination, value, options)
    }
  const { set, add, mul, divide, min, max } = combinations
  return Object.freeze({
    get: (options?: TakeOptions) => get('at(…).get', checkMode('at(…).get', options)),
    set: putting(set),
    add: putting(add),
    mul: putting(mul),
    divide: putting(divide),
    min: putting(min),
    max: putting(max),
    apply: (f: (chosen: Tensor) => Tensor, options?: PutOptions) =>
      putting(set)(f(get('at(…).apply', takeModeOf('at(…).apply', options))), options),
  })
}
