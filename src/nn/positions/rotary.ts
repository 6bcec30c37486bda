// Positions as rotations of queries and keys: their product then depends on how far apart they are.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { arange } from '../../ops/creation/creation.js'
import { add, mul, neg } from '../../ops/elementwise/arithmetic.js'
import { cast } from '../../ops/elementwise/choose.js'
import { cos, exp, sin } from '../../ops/elementwise/float-functions.js'
import { concat, stack } from '../../ops/shape/join.js'
import { reshape } from '../../ops/shape/reshape.js'
import { split } from '../../ops/shape/split.js'
import { isInteger } from '../../support/dtype.js'
import { ShapeError } from '../../support/errors.js'
import { checkChoice, checkOptions } from '../../support/options.js'
import type { FloatDType, IntDType, Shape } from '../../types/index.js'
import { checkInput, type FloatTensor } from '../layer/layer.js'
import { checkNumber } from '../layer/options.js'

export interface RotaryOptions {
  /** ints[time]: where the steps stand. 0, 1, … unless given. */
  readonly positions?: Tensor<readonly [number], IntDType>
  /** The wavelengths are `2π base^(2i/features)`. Default 10,000. */
  readonly base?: number
  /** Which features are rotated with each other: neighbours, as in the paper, or those of the two halves, as in GPT-NeoX and Llama. Default `interleaved`. */
  readonly pairs?: 'interleaved' | 'halves'
}

/**
 * Rotates each pair i of features by the angle `t · base^(-2i/features)`, t the position: `[a, b]` becomes `[a cos - b sin, a sin + b cos]`.
 * @param x floats[…, time, features]: queries or keys, by heads; features must be even
 * @returns floats of the same shape
 * @throws ShapeError when features are not even or positions not as many as steps, ArgumentError when an option is unknown or out of range
 * @example
 * ```
 * const scores = rotary(query).matmul(rotary(key).swapAxes(-1, -2))
 * ```
 * @source Su et al., "RoFormer: enhanced transformer with rotary position embedding", 2021
 */
export function rotary<S extends Shape, D extends FloatDType>(x: Tensor<S, D>, options: RotaryOptions = {}): Tensor<S, D> {
  checkInput('rotary', x)
  checkOptions('rotary', options, ['positions', 'base', 'pairs'])
  const { positions, base = 10_000, pairs = 'interleaved' } = options
  checkNumber('rotary', 'base', base, Number.MIN_VALUE)
  checkChoice('rotary', 'pairs', pairs, ['interleaved', 'halves'])
  const [time, features] = x.shape.slice(-2)
  if (time === undefined || features === undefined || features % 2 !== 0)
    throw new ShapeError(`rotary: input must be [...,time,features] with even features; got ${showType(x)}`)
  if (
    positions !== undefined &&
    !(isTensor(positions) && isInteger(positions.dtype) && positions.shape.length === 1 && positions.shape[0] === time)
  )
    throw new ShapeError(
      `rotary: there must be a position for each step; expected ints[${time}], got ${isTensor(positions) ? showType(positions) : typeof positions}`,
    )
  const half = features / 2
  // In float64, for angles go up to the position.
  const frequencies = exp(mul(arange(half, 'float64'), (-Math.log(base) * 2) / features))
  const at = reshape(cast(positions ?? arange(time, 'int32'), 'float64') as Tensor<Shape, 'float64'>, [time, 1])
  const angles = mul(at, reshape(frequencies, [1, half]))
  const [c, s] = [cast(cos(angles), x.dtype), cast(sin(angles), x.dtype)] as [FloatTensor, FloatTensor]
  const [a, b] = pairs === 'halves' ? (split(x as Tensor, 2, -1) as [Tensor, Tensor]) : neighbours(x, half)
  const turned = [add(mul(a as FloatTensor, c), neg(mul(b as FloatTensor, s))), add(mul(a as FloatTensor, s), mul(b as FloatTensor, c))]
  return (pairs === 'halves' ? concat(turned, -1) : reshape(stack(turned, -1) as Tensor, x.shape as Shape)) as Tensor as Tensor<S, D>
}

/** Even features and odd ones. */
function neighbours(x: Tensor, half: number): readonly [Tensor, Tensor] {
  const [even, odd] = split(reshape(x, [...x.shape.slice(0, -1), half, 2]) as Tensor, 2, -1) as [Tensor, Tensor]
  const shape = [...x.shape.slice(0, -1), half]
  return [reshape(even, shape), reshape(odd, shape)]
}
