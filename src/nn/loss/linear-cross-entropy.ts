// The cross-entropy of a linear map, in pieces: the logits of many classes are large, and nobody needs all of them at once.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { div } from '../../ops/elementwise/arithmetic.js'
import { slice } from '../../ops/indexing/slice.js'
import { sum } from '../../ops/reductions/reduce.js'
import { concat } from '../../ops/shape/join.js'
import { reshape } from '../../ops/shape/reshape.js'
import { checkKind, floatKind, integerKinds } from '../../ops/signatures/operands.js'
import { isInteger } from '../../support/dtype.js'
import { DTypeError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sameShape, sizeOf } from '../../support/shape.js'
import { remat, scan } from '../../transforms/index.js'
import type { FloatDType, IntDType, Shape } from '../../types/index.js'
import { checkSize } from '../layer/options.js'
import { affine } from '../linear/affine.js'
import { type CrossEntropyOptions, crossEntropy, type LabelShape, labelShares } from './cross-entropy.js'
import { type Floats, finished, floats, type LossReduction, type LossShape, reduceLoss } from './reduction.js'

/** The shape of the logits of x float[n, in] or float[in] under a weight float[classes, …d, in]: [n, classes, …d] or [classes, …d]. */
export type LinearLogits<X extends Shape, W extends Shape> = X extends readonly [...infer N extends readonly number[], number]
  ? W extends readonly [...infer C extends readonly number[], number]
    ? readonly [...N, ...C]
    : Shape
  : Shape

export interface LinearCrossEntropyOptions<
  S extends Shape = Shape,
  D extends FloatDType = FloatDType,
  R extends LossReduction = LossReduction,
> extends CrossEntropyOptions<S, D, R> {
  /** floats[classes, …d]: added to the logits. */
  readonly bias?: Tensor<Shape, D>
  /** How many rows of logits there are at a time. All of them unless given. */
  readonly chunkSize?: number
}

const operation = 'linearCrossEntropy'

/** The operands, checked: rows [n, in], a matrix [classes · …d, in], and a bias for each of its rows. */
interface Operands {
  readonly rows: Tensor
  readonly matrix: Tensor
  readonly bias: Tensor | undefined
  /** [classes, …d] */
  readonly outputs: Dims
}

function operandsOf(input: Tensor, weight: Tensor, bias: Tensor | undefined): Operands {
  for (const [name, operand] of Object.entries({ input, weight, ...(bias === undefined ? {} : { bias }) })) {
    checkKind(operation, operand, floatKind, name)
    if (operand.dtype !== input.dtype)
      throw new DTypeError(`${operation}: dtypes must be equal; expected ${showType(input)} (input), got ${showType(operand)} (${name})`)
  }
  const features = input.shape.at(-1)
  const outputs = weight.shape.slice(0, -1)
  if ((input.shape.length !== 1 && input.shape.length !== 2) || weight.shape.length < 2 || weight.shape.at(-1) !== features)
    throw new ShapeError(
      `${operation}: features must match; expected [n,in] or [in] (input) and [classes,…,in] (weight), got ${showType(input)} and ${showType(weight)}`,
    )
  if (bias !== undefined && !sameShape(bias.shape, outputs))
    throw new ShapeError(`${operation}: there must be a bias for each output; expected ${input.dtype}[${outputs}], got ${showType(bias)}`)
  const count = sizeOf(outputs)
  return {
    rows: input.shape.length === 1 ? reshape(input, [1, features as number]) : input,
    matrix: reshape(weight, [count, features as number]),
    bias: bias === undefined ? undefined : reshape(bias, [count]),
    outputs,
  }
}

/**
 * The cross-entropy of logits that are a linear map of the input, `crossEntropy(input · weightᵀ + bias, target)`, of so many rows at a time: what is not kept
 * for the gradient is computed again, so that of n rows of logits only a chunk is ever in memory. The losses have the bits of all rows at once.
 * @param input floats[n, in] or floats[in]
 * @param weight floats[classes, in], or floats[classes, …d, in] for targets of more axes
 * @param target ints[n, …d] or ints[]: labels; or probabilities floats[n, classes, …d] or floats[classes]
 * @param options bias: floats[classes, …d]; chunkSize: rows at a time, all unless given; weight: floats[classes], labelSmoothing, ignoreIndex and reduction as
 *   of `crossEntropy`
 * @returns floats[], or of the shape of labels with reduction `'none'`; NaN where a label is out of range
 * @throws ShapeError when shapes do not fit, DTypeError unless all but labels are of one float dtype, ArgumentError when an option is out of range
 * @example
 * ```
 * linearCrossEntropy(ones([4, 2]), zeros([3, 2]), tensor([0, 1, 2, 0], 'int32'), { chunkSize: 2 }).item() // 1.0986123085021973
 * ```
 * @source as in PyTorch; recomputation: Chen et al., "Training deep nets with sublinear memory cost", 2016
 * @deviation it differentiates as often as one likes, in both directions, in pieces too
 */
export function linearCrossEntropy<X extends Shape, W extends Shape, D extends FloatDType, R extends LossReduction = 'mean'>(
  input: Tensor<X, D>,
  weight: Tensor<W, NoInfer<D>>,
  target: Tensor<LabelShape<LinearLogits<X, W>>, IntDType> | Tensor<LinearLogits<X, W>, NoInfer<D>>,
  options?: LinearCrossEntropyOptions<LinearLogits<X, W>, NoInfer<D>, R>,
): Tensor<LossShape<LabelShape<LinearLogits<X, W>>, R>, D>
export function linearCrossEntropy(input: Tensor, weight: Tensor, target: Tensor, options: LinearCrossEntropyOptions = {}): Tensor {
  checkOptions(operation, options, ['reduction', 'weight', 'ignoreIndex', 'labelSmoothing', 'bias', 'chunkSize'])
  const { bias, chunkSize, reduction = 'mean', ...rest } = options
  if (chunkSize !== undefined) checkSize(operation, 'chunkSize', chunkSize)
  checkKind(operation, target, [...integerKinds, ...floatKind], 'target')
  const { rows, matrix, bias: offsets, outputs } = operandsOf(input, weight, bias)
  const labelled = isInteger(target.dtype)
  const expected = [...input.shape.slice(0, -1), ...(labelled ? outputs.slice(1) : outputs)]
  if (!sameShape(target.shape, expected))
    throw new ShapeError(
      `${operation}: the target must be ${labelled ? 'a label for each place' : 'probabilities of classes'}; expected [${expected}], got ${showType(target)}`,
    )
  const targets = input.shape.length === 1 ? reshape(target, [1, ...target.shape]) : target

  const losses: LossesOf = (x, t, m, b) => {
    const logits = floats(operation, 'input', reshape(affine(x, m, b), [x.shape[0] as number, ...outputs]))
    const goal = labelled ? t : floats(operation, 'target', t)
    return crossEntropy(logits, goal as never, { ...rest, reduction: 'none' }) as Floats
  }
  const each = inChunks(losses, rows, targets, matrix, offsets, chunkSize ?? rows.shape[0] ?? 0)
  const placed = reshape(each, [...input.shape.slice(0, -1), ...outputs.slice(1)]) as Floats
  if (reduction !== 'mean' || !labelled) return finished(reduceLoss(operation, placed, reduction), input)
  return finished(div(sum(placed), sum(labelShares(target, outputs[0] as number, placed.dtype, rest))), input)
}

type LossesOf = (x: Tensor, t: Tensor, matrix: Tensor, bias: Tensor | undefined) => Floats

/** The losses of all rows, a chunk after the other; what a chunk needs for its gradient is computed again. */
function inChunks(losses: LossesOf, rows: Tensor, targets: Tensor, matrix: Tensor, bias: Tensor | undefined, size: number): Floats {
  const [count = 0, features = 0] = rows.shape
  if (size >= count) return losses(rows, targets, matrix, bias)
  const again = remat(((x: Tensor, t: Tensor, m: Tensor, b: Tensor | null) => losses(x, t, m, b ?? undefined)) as never) as unknown as (
    ...operands: readonly (Tensor | null)[]
  ) => Floats
  const chunks = Math.floor(count / size)
  const whole = chunks * size
  const split = (x: Tensor, axes: Dims): Tensor => reshape(slice(x, [0, whole]) as Tensor, [chunks, size, ...axes])
  const rest = targets.shape.slice(1)
  const round = (carry: null, { x, t }: { readonly x: Tensor; readonly t: Tensor }): readonly [null, Floats] => [
    carry,
    again(x, t, matrix, bias ?? null),
  ]
  const slices = { x: split(rows, [features]), t: split(targets, rest) }
  const [, stacked] = scan(round as never, null as never, slices as never) as unknown as readonly [null, Floats]
  const first = reshape(stacked, [whole, ...stacked.shape.slice(2)]) as Floats
  if (whole === count) return first
  const last = again(slice(rows, [whole, count]) as Tensor, slice(targets, [whole, count]) as Tensor, matrix, bias ?? null)
  return concat([first, last], 0) as Floats
}
