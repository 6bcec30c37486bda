// Parameters that are not drawn. They take a key all the same, so that one initialiser can stand for another.

import type { Tensor } from '../../core/tensor.js'
import { arange, full, eye as identity, zeros as nothing, oneHot } from '../../ops/creation/creation.js'
import { mul, remainder } from '../../ops/elementwise/arithmetic.js'

import type { Key } from '../../ops/random/index.js'
import { reshape } from '../../ops/shape/reshape.js'
import { checkInteger, show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { checkShape, type Dims, showShape, sizeOf } from '../../support/shape.js'
import type { Shape } from '../../types/index.js'
import type { Initial } from './distributions.js'

/**
 * The same value everywhere.
 * @returns float32[…shape]
 * @throws ArgumentError unless the value is a number
 */
export function constant<const S extends Shape>(_key: Key, shape: S, value: number): Initial<S> {
  if (typeof value !== 'number') throw new ArgumentError(`init.constant: the value must be a number; got ${show(value)}`)
  return full(shape, value)
}

/** Zeros. @returns float32[…shape] */
export const zeros = <const S extends Shape>(key: Key, shape: S): Initial<S> => constant(key, shape, 0)

/** Ones. @returns float32[…shape] */
export const ones = <const S extends Shape>(key: Key, shape: S): Initial<S> => constant(key, shape, 1)

/**
 * The identity: each output is the input of its number, as far as there are both.
 * @param shape [out, in]
 * @returns float32[out, in]
 * @throws ShapeError unless there are two axes
 */
export function eye<const S extends readonly [number, number]>(_key: Key, shape: S): Initial<S>
export function eye(_key: Key, shape: Dims): Tensor {
  const [rows, columns] = shape
  if (shape.length !== 2 || rows === undefined || columns === undefined)
    throw new ShapeError(`init.eye: expected a matrix, [out,in]; got ${showShape(shape)}`)
  return identity(rows, columns)
}

export interface DiracOptions {
  /** The groups of the convolution. Default 1. */
  readonly groups?: number
}

/**
 * The convolution that changes nothing: in each group output i is input i, as far as there are both; 1 in the middle of its kernel.
 * @param shape [out, in / groups, …kernel], with one to three axes of the kernel
 * @param options groups, default 1
 * @returns float32[…shape]
 * @throws ShapeError unless there are three to five axes, or groups divide the outputs
 * @example
 * ```
 * conv2d(x, init.dirac(random.key(0), [3, 3, 5, 5]), { padding: 2 })   // x
 * ```
 * @source as in PyTorch
 */
export function dirac<const S extends Shape>(key: Key, shape: S, options?: DiracOptions): Initial<S>
export function dirac(_key: Key, shape: Dims, options: DiracOptions = {}): Tensor {
  checkOptions('init.dirac', options, ['groups'])
  const { groups = 1 } = options
  checkInteger('init.dirac', 'groups', groups, 1)
  checkShape(shape, 'init.dirac')
  const [out, inputs, ...kernel] = shape
  if (out === undefined || inputs === undefined || kernel.length < 1 || kernel.length > 3)
    throw new ShapeError(
      `init.dirac: expected the weight of a convolution, [out,in,…kernel], of three to five axes; got ${showShape(shape)}`,
    )
  if (out % groups !== 0) throw new ShapeError(`init.dirac: ${groups} groups must divide the outputs; got ${showShape(shape)}`)
  const places = sizeOf(kernel)
  if (out * inputs * places === 0) return nothing(shape)
  // The place of the middle, row by row; an output beyond the inputs of its group has none.
  const middle = kernel.reduce((at, size) => at * size + Math.floor(size / 2), 0)
  const channels = oneHot(remainder(arange(out, 'int32'), out / groups), inputs) // [out, in]
  const taps = oneHot(full([1], middle, 'int32'), places) // [1, kernel]
  return reshape(mul(reshape(channels, [out * inputs, 1]), taps), shape)
}
