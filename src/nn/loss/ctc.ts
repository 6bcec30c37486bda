// Connectionist temporal classification: the likelihood of a sequence of labels under a longer sequence of scores, whatever their alignment.
// The forward variables of the paper, in logarithms, as one scan over time; derivatives are those of the scan.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { arange, full, zeros } from '../../ops/creation/creation.js'
import { cumsum } from '../../ops/cumulative/cumulative.js'
import { add, div, maximum, mul, neg, sub } from '../../ops/elementwise/arithmetic.js'
import { cast, where } from '../../ops/elementwise/choose.js'
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from '../../ops/elementwise/comparison.js'
import { exp, log } from '../../ops/elementwise/float-functions.js'
import { logicalAnd, logicalNot, logicalOr } from '../../ops/elementwise/logic.js'
import { slice } from '../../ops/indexing/slice.js'
import { take, takeAlongAxis } from '../../ops/indexing/take.js'
import { any, mean } from '../../ops/reductions/reduce.js'
import { concat, stack } from '../../ops/shape/join.js'
import { broadcastTo, expandDims, reshape } from '../../ops/shape/reshape.js'
import { checkInteger, checkKind, integerKinds } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { sameShape } from '../../support/shape.js'
import { scan, stopGradient } from '../../transforms/index.js'
import type { FloatDType, IntDType, Shape } from '../../types/index.js'
import {
  checkBoolean,
  type Floats,
  finished,
  floats,
  type LossOptions,
  type LossReduction,
  type LossShape,
  loudly,
  reduceLoss,
} from './reduction.js'

export interface CtcOptions<R extends LossReduction = LossReduction> extends LossOptions<R> {
  /** The class that stands for no label. Default 0. */
  readonly blank?: number
  /** Whether the loss of labels that no alignment can give, which is infinite, counts as 0, and its gradient too. Default false. */
  readonly zeroInfinity?: boolean
}

type Bools = Tensor<Shape, 'bool'>
type Ints = Tensor<Shape, 'int32'>

const never = Number.NEGATIVE_INFINITY

/** `ln Σ eˣ` of three, of which all may be -∞: then it is -∞, with the derivative 0. */
function logSum(terms: readonly [Floats, Floats, Floats]): Floats {
  const [a, b, c] = terms
  const largest = stopGradient(maximum(maximum(a, b), c))
  const some = greater(largest, never)
  const shift = where(some, largest, 0)
  const total = terms.map(term => exp(sub(term, shift))).reduce((s, e) => add(s, e))
  return where(some, add(log(where(some, total, 1)), shift), never)
}

/** x moved by places along the last axis, from the left, with -∞ for what is not there. */
function delayed(x: Floats, places: number): Floats {
  const [n = 0, width = 0] = x.shape
  const kept = Math.max(width - places, 0)
  return concat([full([n, width - kept], never, x.dtype), slice(x, [], [0, kept]) as Floats], 1) as Floats
}

/** Labels with blanks before, between and after them: `∅ a ∅ b ∅`. */
function extended(targets: Ints, blank: number): Ints {
  const [n = 0, length = 0] = targets.shape
  const blanks = full([n, length], blank, 'int32')
  return concat([reshape(stack([blanks, targets], 2), [n, 2 * length]), full([n, 1], blank, 'int32')], 1) as Ints
}

/** @throws ShapeError, DTypeError unless there is a length for each sequence */
function lengthsOf(name: string, lengths: Tensor, batch: number): Ints {
  checkKind('ctcLoss', lengths, integerKinds, name)
  if (!sameShape(lengths.shape, [batch]))
    throw new ShapeError(`ctcLoss: there must be one of the ${name} for each sequence; expected ints[${batch}], got ${showType(lengths)}`)
  return cast(lengths, 'int32')
}

/**
 * The negative log-likelihood of sequences of labels, summed over their alignments with the scores: an alignment names a label or the blank at each
 * time, and gives the labels when repetitions are merged and blanks taken out. The mean is over sequences, each divided by its number of labels.
 * @param logProbabilities floats[time, n, classes], as `logSoftmax` gives them; or floats[time, classes] of one sequence
 * @param targets ints[n, length], or ints[total], one target behind the other: labels, none of them the blank; what is beyond the length of a target does not
 *   count. Of one sequence ints[length]
 * @param inputLengths ints[n]: how many times of each sequence count, at most all. Of one sequence ints[]
 * @param targetLengths ints[n]: how many labels of each target count, at most all. Of one sequence ints[]
 * @param options blank, default 0; zeroInfinity, default false; reduction: `'mean'`, the default, `'sum'` or `'none'`
 * @returns floats[], or of several sequences floats[n] with reduction `'none'`; ∞ where no alignment gives the labels; NaN where a label or a length is out of range
 * @throws ShapeError when the shapes do not fit, DTypeError unless log-probabilities are float and the rest integer, ArgumentError unless the blank is a class
 * @example
 * ```
 * const even = zeros([2, 1, 3]).sub(Math.log(3))
 * ctcLoss(even, tensor([[1]], 'int32'), tensor([2], 'int32'), tensor([1], 'int32')).item() // 1.0986123085021973
 * ```
 * @source Graves et al., "Connectionist temporal classification", 2006; as in PyTorch
 */
export function ctcLoss<T extends number, N extends number, C extends number, D extends FloatDType, R extends LossReduction = 'mean'>(
  logProbabilities: Tensor<readonly [T, N, C], D>,
  targets: Tensor<readonly [NoInfer<N>, number] | readonly [number], IntDType>,
  inputLengths: Tensor<readonly [NoInfer<N>], IntDType>,
  targetLengths: Tensor<readonly [NoInfer<N>], IntDType>,
  options?: CtcOptions<R>,
): Tensor<LossShape<[N], R>, D>
export function ctcLoss<T extends number, C extends number, D extends FloatDType, R extends LossReduction = 'mean'>(
  logProbabilities: Tensor<readonly [T, C], D>,
  targets: Tensor<readonly [number], IntDType>,
  inputLengths: Tensor<readonly [], IntDType>,
  targetLengths: Tensor<readonly [], IntDType>,
  options?: CtcOptions<R>,
): Tensor<[], D>
export function ctcLoss(
  logProbabilities: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  options: CtcOptions = {},
): Tensor {
  checkOptions('ctcLoss', options, ['reduction', 'blank', 'zeroInfinity'])
  const { blank = 0, zeroInfinity = false, reduction = 'mean' } = options
  checkInteger('ctcLoss', 'blank', blank, 0)
  checkBoolean('ctcLoss', 'zeroInfinity', zeroInfinity)
  floats('ctcLoss', 'log-probabilities', logProbabilities)
  if (logProbabilities.shape.length !== 2)
    return ofBatch(logProbabilities, targets, inputLengths, targetLengths, { blank, zeroInfinity, reduction })
  const [labels, times, counts] = aloneOf(targets, inputLengths, targetLengths)
  const loss = ofBatch(expandDims(logProbabilities, 1) as Tensor, labels, times, counts, { blank, zeroInfinity, reduction })
  return reshape(loss, [])
}

/** One sequence as a batch: its labels [1, length], and its lengths [1]. @throws ShapeError, DTypeError */
function aloneOf(targets: Tensor, inputLengths: Tensor, targetLengths: Tensor): readonly [Tensor, Tensor, Tensor] {
  checkKind('ctcLoss', targets, integerKinds, 'targets')
  if (targets.shape.length !== 1) throw new ShapeError(`ctcLoss: targets of one sequence must be ints[length]; got ${showType(targets)}`)
  for (const [name, length] of Object.entries({ 'input length': inputLengths, 'target length': targetLengths })) {
    checkKind('ctcLoss', length, integerKinds, name)
    if (length.shape.length !== 0) throw new ShapeError(`ctcLoss: the ${name} of one sequence must be ints[]; got ${showType(length)}`)
  }
  const first = (one: Tensor): Tensor => expandDims(one, 0)
  return [first(targets), first(inputLengths), first(targetLengths)]
}

/** The losses of [time, n, classes], reduced; options have been checked. */
function ofBatch(
  logProbabilities: Tensor,
  targets: Tensor,
  inputLengths: Tensor,
  targetLengths: Tensor,
  { blank, zeroInfinity, reduction }: Required<CtcOptions>,
): Tensor {
  const x = floats('ctcLoss', 'log-probabilities', logProbabilities)
  const [time, n, classes] = x.shape
  if (x.shape.length !== 3 || time === undefined || n === undefined || classes === undefined || time === 0)
    throw new ShapeError(
      `ctcLoss: log-probabilities must be [time,n,classes] or [time,classes], of one time at least; got ${showType(logProbabilities)}`,
    )
  if (blank >= classes) throw new ArgumentError(`ctcLoss: the blank must be one of the ${classes} classes; got ${blank}`)
  checkKind('ctcLoss', targets, integerKinds, 'targets')
  const [times, counts] = [lengthsOf('input lengths', inputLengths, n), lengthsOf('target lengths', targetLengths, n)]
  const { labels, complete } = labelsOf(targets, counts, time)
  const length = labels.shape[1] as number

  const path = extended(labels, blank) // [n, 2 length + 1]
  const width = 2 * length + 1
  const scores = takeAlongAxis(x, broadcastTo(expandDims(path, 0), [time, n, width]) as Ints, 2, { mode: 'clip' }) as Floats // [time, n, width]
  const place = arange(width, 'int32')
  // A blank between two labels may be left out unless they are equal.
  const skip = skips(path, blank)
  const first = where(less(place, 2), slice(scores, 0) as Floats, never) as Floats // [n, width]

  const step = (alpha: Floats, { at, t }: { readonly at: Floats; readonly t: Ints }): readonly [Floats, null] => {
    const reached = logSum([alpha, delayed(alpha, 1), where(skip, delayed(alpha, 2), never)])
    return [where(expandDims(less(t, times), 1) as Bools, add(reached, at), alpha) as Floats, null]
  }
  const later = { at: slice(scores, [1, time]) as Floats, t: arange(1, time, 1, 'int32') as Ints }
  const alpha = time === 1 ? first : (scan(step as never, first, later as never) as readonly [Floats, null])[0]

  // Whatever ends in the last label, or in the blank behind it.
  const last = mul(counts, 2)
  const at = (places: Ints): Floats => reshape(takeAlongAxis(alpha, expandDims(places, 1) as Ints, 1, { mode: 'clip' }) as Floats, [n])
  const inLabel = where(greater(counts, 0), at(sub(last, 1) as Ints), never) as Floats
  const likelihoods = logSum([at(last), inLabel, full([n], never, x.dtype as FloatDType) as Floats])
  // What did not fit into the path is longer than the scores.
  const losses = neg(where(greater(counts, length), never, likelihoods)) as Floats
  const finite = zeroInfinity ? where(equal(losses, Number.POSITIVE_INFINITY), 0, losses) : losses

  const counted = less(arange(length, 'int32'), expandDims(counts, 1)) as Bools
  const wrong = logicalOr(logicalOr(less(labels, 0), greaterEqual(labels, classes)), equal(labels, blank)) as Bools
  const illegal = logicalOr(
    any(logicalAnd(counted, wrong), 1) as Bools,
    logicalOr(logicalOr(less(times, 1), greater(times, time)), logicalOr(less(counts, 0), logicalNot(complete))),
  ) as Bools
  const checked = loudly(finite, logicalNot(illegal))
  if (reduction !== 'mean') return finished(reduceLoss('ctcLoss', checked, reduction), logProbabilities)
  return finished(mean(div(checked, cast(maximum(counts, 1), x.dtype as FloatDType))), logProbabilities)
}

interface Labels {
  readonly labels: Ints
  /** Whether all labels of each target are there. */
  readonly complete: Bools
}

/**
 * The labels of each target in a row of its own: of padded ones as they are; of those one behind the other, as many as there are times, for no alignment gives
 * more.
 * @throws ShapeError
 */
function labelsOf(targets: Tensor, counts: Ints, time: number): Labels {
  const n = counts.shape[0] as number
  const given: Ints = cast(targets as Tensor<Shape>, 'int32')
  const [total = 0, length] = given.shape
  if (given.shape.length === 2 && total === n && length !== undefined)
    return { labels: given, complete: lessEqual(counts, length) as Bools }
  if (given.shape.length !== 1)
    throw new ShapeError(
      `ctcLoss: targets must be padded to one length, or one behind the other; expected ints[${n},length] or ints[total], got ${showType(targets)}`,
    )
  const ends = cumsum(counts as Tensor<[number], 'int32'>, 0) as Ints
  const width = Math.min(total, time)
  const places = add(expandDims(sub(ends, counts), 1), arange(width, 'int32')) as Ints // [n, width]
  const labels = total === 0 ? (zeros([n, 0], 'int32') as Ints) : (take(given, places, 0, { mode: 'clip' }) as Ints)
  return { labels, complete: lessEqual(ends, total) as Bools }
}

/** Where the path may come from two places before: at labels that differ from the label before. */
function skips(path: Ints, blank: number): Bools {
  const [n = 0, width = 0] = path.shape
  const kept = Math.max(width - 2, 0)
  const before = concat([full([n, width - kept], blank, 'int32'), slice(path, [], [0, kept]) as Ints], 1) as Ints
  return logicalAnd(notEqual(path, blank), notEqual(path, before)) as Bools
}
