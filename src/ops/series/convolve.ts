// Convolution and correlation of vectors, NumPy's; convolutions of batches of images stand with the windows.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { conv } from '../../primitives/contraction/conv.js'
import { cast } from '../../primitives/elementwise/index.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { reverse } from '../../primitives/structure/reverse.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import type { Add, DType, List, PromoteArgument, PromoteResult, Shape, Subtract } from '../../types/index.js'
import { conjugate } from '../complex/parts.js'
import { part } from '../shape/along.js'
import { arithmeticKinds, checkKind, commonDType, show } from '../signatures/operands.js'

/** Which overlaps count: 'full', all; 'same', as many as the longer has elements, in the middle; 'valid', only complete ones. */
export type OverlapMode = 'full' | 'same' | 'valid'

/** The shape of a convolution of vectors: known of all overlaps. */
export type Overlaps<A extends List, B extends List, Mode> = number extends A['length'] | B['length']
  ? [number]
  : Mode extends 'full'
    ? [Subtract<Add<A[0], B[0]>, 1>]
    : [number]

/** All overlaps of two vectors, a sliding over b from its front: `out[k] = Σ_n a[n + k - (m - 1)] · b[n]`. */
function slide(operation: string, a: unknown, b: unknown, mode: OverlapMode, turned: (b: Tensor) => Tensor): Tensor {
  checkKind(operation, a, arithmeticKinds)
  checkKind(operation, b, arithmeticKinds)
  if (mode !== 'full' && mode !== 'same' && mode !== 'valid')
    throw new ArgumentError(`${operation}: mode must be 'full', 'same' or 'valid'; got ${show(mode)}`)
  const [n, m] = [a.shape[0] ?? 0, b.shape[0] ?? 0]
  if (a.shape.length !== 1 || b.shape.length !== 1 || n === 0 || m === 0)
    throw new ShapeError(`${operation}: operands must be vectors with elements; got ${showType(a)} and ${showType(b)}`)
  const dtype = commonDType(operation, [a, b])
  const all = conv(reshape(cast(a, dtype), [1, 1, n]), reshape(turned(cast(b, dtype)), [1, 1, m]), {
    strides: [1],
    padding: [[m - 1, m - 1]],
    inputDilation: [1],
    kernelDilation: [1],
    groups: 1,
    batchGroups: 1,
  })
  const full = reshape(all, [n + m - 1])
  const [long, short] = [Math.max(n, m), Math.min(n, m)]
  if (mode === 'full') return full
  if (mode === 'valid') return part(full, 0, short - 1, long)
  return full
}

/**
 * The convolution of two vectors: `out[k] = Σ_n a[n] · b[k - n]`.
 * @param a numbers[n]
 * @param b numbers[m]; dtypes promote
 * @param mode 'full', the default, all n + m - 1 overlaps; 'same', the max(n, m) in the middle; 'valid', the complete ones alone
 * @returns numbers, of the promoted dtype
 * @throws ShapeError unless both are vectors with elements, DTypeError when the dtypes do not promote or are bool, ArgumentError when there
 *   is no such mode
 * @example
 * ```
 * convolve(tensor([1, 2, 3]), tensor([0, 1, 0.5])).toArray() // [0, 1, 2.5, 4, 1.5]
 * convolve(tensor([1, 2, 3]), tensor([0, 1, 0.5]), 'same').toArray() // [1, 2.5, 4]
 * ```
 */
export function convolve<A extends Shape, DA extends DType, B extends Shape, DB extends DType, Mode extends OverlapMode = 'full'>(
  a: Tensor<A, DA>,
  b: PromoteArgument<DA, DB, Tensor<B, DB>>,
  mode?: Mode,
): Tensor<Overlaps<A, B, Mode>, PromoteResult<DA, DB>>
export function convolve(a: Tensor, b: unknown, mode: OverlapMode = 'full'): Tensor {
  const out = slide('convolve', a, b, mode, x => reverse(x, [0]))
  return mode === 'same' ? middle(out, a, b as Tensor, 'below') : out
}

/**
 * The correlation of two vectors: `out[k] = Σ_n a[n + k] · b[n]`.
 * @param a numbers[n]
 * @param b numbers[m]; dtypes promote
 * @param mode 'valid', the default, the complete overlaps alone; 'same', the max(n, m) in the middle; 'full', all n + m - 1
 * @returns numbers, of the promoted dtype
 * @throws ShapeError unless both are vectors with elements, DTypeError when the dtypes do not promote or are bool, ArgumentError when there
 *   is no such mode
 * @example
 * ```
 * correlate(tensor([1, 2, 3]), tensor([0, 1, 0.5])).toArray() // [3.5]
 * correlate(tensor([1, 2, 3]), tensor([0, 1, 0.5]), 'full').toArray() // [0.5, 2, 3.5, 3, 0]
 * ```
 */
export function correlate<A extends Shape, DA extends DType, B extends Shape, DB extends DType, Mode extends OverlapMode = 'valid'>(
  a: Tensor<A, DA>,
  b: PromoteArgument<DA, DB, Tensor<B, DB>>,
  mode?: Mode,
): Tensor<Overlaps<A, B, Mode>, PromoteResult<DA, DB>>
export function correlate(a: Tensor, b: unknown, mode: OverlapMode = 'valid'): Tensor {
  const out = slide('correlate', a, b, mode, conjugate)
  const longer = a.shape[0] as number
  return mode === 'same' ? middle(out, a, b as Tensor, longer < ((b as Tensor).shape[0] as number) ? 'above' : 'below') : out
}

/** As many overlaps in the middle as the longer vector has elements; where there are two middles, the one told. */
function middle(all: Tensor, a: Tensor, b: Tensor, which: 'below' | 'above'): Tensor {
  const [long, short] = [a.shape[0] as number, b.shape[0] as number].toSorted((p, q) => q - p) as [number, number]
  const start = which === 'below' ? Math.floor((short - 1) / 2) : Math.ceil((short - 1) / 2)
  return part(all, 0, start, start + long)
}
