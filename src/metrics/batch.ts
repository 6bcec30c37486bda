// What batches hold, read into plain numbers and checked: classes, scores, and numbers.

import type { Tensor } from '../core/tensor.js'
import { isTensor } from '../core/tensor.js'
import { dtypeInfo } from '../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../support/errors.js'
import { showShape, sizeOf } from '../support/shape.js'
import { show } from '../support/show.js'
import type { FloatDType, IntDType, Shape } from '../types/index.js'

/** Classes, or scores of which the greatest decides. */
export interface ClassBatch {
  /** Classes int[N], or scores float[N, classes]: logits or probabilities. */
  readonly predictions: Tensor<[number], IntDType | 'bool'> | Tensor<[number, number], FloatDType>
  /** The right classes, int[N]. */
  readonly targets: Tensor<[number], IntDType | 'bool'>
}

/** Scores of every class. */
export interface ScoreBatch {
  /** float[N, classes] */
  readonly predictions: Tensor<[number, number], FloatDType>
  /** The right classes, int[N]. */
  readonly targets: Tensor<[number], IntDType | 'bool'>
}

/** Scores of the one class that is looked for. */
export interface BinaryScoreBatch {
  /** float[N]: the higher, the likelier. */
  readonly predictions: Tensor<[number], FloatDType>
  /** 1 or true where it is, int[N] or bool[N]. */
  readonly targets: Tensor<[number], IntDType | 'bool'>
}

/** Numbers, and what they should be. */
export interface NumberBatch {
  /** float of any shape. */
  readonly predictions: Tensor<Shape, FloatDType>
  /** float of the same shape. */
  readonly targets: Tensor<Shape, FloatDType>
}

export interface Scores {
  readonly rows: number
  readonly columns: number
  /** Row-major. */
  readonly data: Float64Array
}

function numbersOf(tensor: Tensor): Float64Array {
  const elements = tensor.dataSync() as ArrayLike<number | bigint>
  return Float64Array.from({ length: elements.length }, (_, i) => Number(elements[i]))
}

function check(metric: string, name: string, value: unknown, kinds: readonly string[], ranks: readonly number[]): Tensor {
  if (!isTensor(value)) throw new ArgumentError(`${metric}: ${name} must be a tensor; got ${show(value)}`)
  if (!kinds.includes(dtypeInfo(value.dtype).kind))
    throw new DTypeError(`${metric}: ${name} must be of ${kinds[0] === 'float' ? 'a float' : 'an integer'} dtype; got ${show(value)}`)
  if (ranks.length > 0 && !ranks.includes(value.shape.length))
    throw new ShapeError(`${metric}: ${name} must have ${ranks.join(' or ')} ${ranks.at(-1) === 1 ? 'axis' : 'axes'}; got ${show(value)}`)
  return value
}

const classKinds = ['int', 'uint', 'bool']

/** Classes int[N]. @throws when there are not `length`, or one is none of `classes` */
export function readClasses(metric: string, name: string, tensor: unknown, length?: number, classes = Infinity): Float64Array {
  const checked = check(metric, name, tensor, classKinds, [1])
  const values = numbersOf(checked)
  if (length !== undefined && values.length !== length)
    throw new ShapeError(`${metric}: expected as many ${name} as predictions, ${length}; got ${show(checked)}`)
  const wrong = values.findIndex(value => value < 0 || value >= classes)
  if (wrong !== -1)
    throw new ArgumentError(
      `${metric}: ${name} must be classes from 0${classes === Infinity ? '' : ` to ${classes - 1}`}; got ${values[wrong]} at position ${wrong}`,
    )
  return values
}

/** float[N, classes] */
export function readScores(metric: string, tensor: unknown): Scores {
  const checked = check(metric, 'predictions', tensor, ['float'], [2])
  const [rows = 0, columns = 0] = checked.shape
  if (columns === 0) throw new ShapeError(`${metric}: predictions must have scores of at least one class; got ${show(checked)}`)
  return { rows, columns, data: numbersOf(checked) }
}

/** float[N] */
export const readBinaryScores = (metric: string, tensor: unknown): Float64Array => {
  const scores = numbersOf(check(metric, 'predictions', tensor, ['float'], [1]))
  const wrong = scores.findIndex(Number.isNaN)
  if (wrong !== -1) throw new ArgumentError(`${metric}: predictions must not be NaN; got NaN at position ${wrong}`)
  return scores
}

/** The first position of the greatest score of a row. */
export function best({ columns, data }: Scores, row: number): number {
  let winner = 0
  for (let c = 1; c < columns; c++) if ((data[row * columns + c] as number) > (data[row * columns + winner] as number)) winner = c
  return winner
}

/** Classes as predicted, directly or by the greatest score, and as they should be. */
export function readClassBatch(metric: string, { predictions, targets }: ClassBatch, classes = Infinity) {
  const byScore = isTensor(predictions) && dtypeInfo(predictions.dtype).kind === 'float'
  const predicted = byScore ? fromScores(metric, predictions, classes) : readClasses(metric, 'predictions', predictions, undefined, classes)
  return { predicted, right: readClasses(metric, 'targets', targets, predicted.length, classes) }
}

function fromScores(metric: string, predictions: unknown, classes: number): Float64Array {
  const scores = readScores(metric, predictions)
  if (classes !== Infinity && scores.columns !== classes)
    throw new ShapeError(`${metric}: predictions must have a score for each of ${classes} classes; got ${show(predictions)}`)
  return Float64Array.from({ length: scores.rows }, (_, i) => best(scores, i))
}

/** Two arrays of numbers of one shape, flattened. */
export function readNumberBatch(metric: string, { predictions, targets }: NumberBatch) {
  const given = check(metric, 'predictions', predictions, ['float'], [])
  const expected = check(metric, 'targets', targets, ['float'], [])
  if (showShape(given.shape) !== showShape(expected.shape))
    throw new ShapeError(
      `${metric}: predictions and targets must have one shape; expected ${show(given)} (predictions), got ${show(expected)} (targets)`,
    )
  return { predicted: numbersOf(given), right: numbersOf(expected), count: sizeOf(given.shape) }
}

/** Numbers of any shape, flattened. */
export const readNumbers = (metric: string, tensor: unknown): Float64Array => numbersOf(check(metric, 'values', tensor, ['float'], []))

/** @throws ArgumentError unless it is an integer from `least` */
export function checkInteger(metric: string, name: string, value: unknown, least: number): void {
  if (!Number.isSafeInteger(value) || (value as number) < least)
    throw new ArgumentError(`${metric}: ${name} must be an integer from ${least}; got ${show(value)}`)
}
