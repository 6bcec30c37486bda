// Parameters whose variance follows from how many inputs and outputs they join, so that layers keep the size of what goes through them.

import { mul } from '../../ops/elementwise/arithmetic.js'
import { type Key, normal as standardNormal, uniform as uniformBetween } from '../../ops/random/index.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import type { Shape } from '../../types/index.js'
import type { Initial } from './distributions.js'
import { type FanMode, fans, gain as gainOf, type Nonlinearity } from './fans.js'

export interface XavierOptions {
  /** By how much the deviation is larger; see `gain`. Default 1. */
  readonly gain?: number
}

/** `gain · √(2 / (fanIn + fanOut))` */
function xavierStd(operation: string, shape: Shape, options: XavierOptions): number {
  checkOptions(operation, options, ['gain'])
  const { gain = 1 } = options
  if (!Number.isFinite(gain)) throw new ArgumentError(`${operation}: gain must be a finite number; got ${show(gain)}`)
  const { fanIn, fanOut } = fans(operation, shape)
  return gain * Math.sqrt(2 / (fanIn + fanOut))
}

/** Uniform of this standard deviation. */
function uniformOf<const S extends Shape>(key: Key, shape: S, std: number): Initial<S> {
  const bound = Math.abs(Math.sqrt(3) * std)
  // Of no elements there is no variance.
  return uniformBetween(key, shape, Number.isFinite(bound) ? { min: -bound, max: bound } : {})
}

/**
 * Uniform in ±gain · √(6 / (fanIn + fanOut)): variances stay the same forwards and backwards, as far as both can.
 * @param shape [out, in, …kernel]; fanIn is in · kernel, fanOut is out · kernel
 * @param options gain, default 1
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes, ArgumentError unless given a key and a finite gain
 * @example
 * ```
 * init.xavierUniform(random.key(0), [10, 84], { gain: init.gain('tanh') })
 * ```
 * @source Glorot and Bengio, "Understanding the difficulty of training deep feedforward neural networks", 2010
 */
export const xavierUniform = <const S extends Shape>(key: Key, shape: S, options: XavierOptions = {}): Initial<S> =>
  uniformOf(key, shape, xavierStd('init.xavierUniform', shape, options))

/**
 * Normal of deviation gain · √(2 / (fanIn + fanOut)).
 * @param shape [out, in, …kernel]; fanIn is in · kernel, fanOut is out · kernel
 * @param options gain, default 1
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes, ArgumentError unless given a key and a finite gain
 * @source Glorot and Bengio, 2010
 */
export const xavierNormal = <const S extends Shape>(key: Key, shape: S, options: XavierOptions = {}): Initial<S> =>
  normalOf(key, shape, xavierStd('init.xavierNormal', shape, options))

/** Normal of this standard deviation. */
const normalOf = <const S extends Shape>(key: Key, shape: S, std: number): Initial<S> =>
  mul(standardNormal(key, shape), Number.isFinite(std) ? std : 1)

export interface KaimingOptions {
  /** Which variance stays the same: `'fanIn'`, the default, that of what goes forwards; `'fanOut'` that of gradients. */
  readonly mode?: FanMode
  /** What follows the weight. Default `'leakyRelu'`. */
  readonly nonlinearity?: Nonlinearity
  /** The slope of a leaky relu. Default 0, which is a relu; √5 is what PyTorch's linear and convolutional layers begin with. */
  readonly negativeSlope?: number
}

/** `gain / √fan` */
function kaimingStd(operation: string, shape: Shape, options: KaimingOptions): number {
  checkOptions(operation, options, ['mode', 'nonlinearity', 'negativeSlope'])
  const { mode = 'fanIn', nonlinearity = 'leakyRelu', negativeSlope = 0 } = options
  if (mode !== 'fanIn' && mode !== 'fanOut') throw new ArgumentError(`${operation}: mode must be 'fanIn' or 'fanOut'; got ${show(mode)}`)
  return gainOf(nonlinearity, negativeSlope) / Math.sqrt(fans(operation, shape)[mode])
}

/**
 * Uniform in ±gain · √(3 / fan): √(6 / ((1 + a²) fanIn)) before a leaky relu of slope a.
 * @param shape [out, in, …kernel]; fanIn is in · kernel, fanOut is out · kernel
 * @param options mode, default `'fanIn'`; nonlinearity, default `'leakyRelu'`; negativeSlope, default 0
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes, ArgumentError when an option is none
 * @example
 * ```
 * init.kaimingUniform(random.key(0), [16, 3, 5, 5], { nonlinearity: 'relu' })
 * ```
 * @source He et al., "Delving deep into rectifiers", 2015
 */
export const kaimingUniform = <const S extends Shape>(key: Key, shape: S, options: KaimingOptions = {}): Initial<S> =>
  uniformOf(key, shape, kaimingStd('init.kaimingUniform', shape, options))

/**
 * Normal of deviation gain / √fan.
 * @param shape [out, in, …kernel]; fanIn is in · kernel, fanOut is out · kernel
 * @param options mode, default `'fanIn'`; nonlinearity, default `'leakyRelu'`; negativeSlope, default 0
 * @returns float32[…shape]
 * @throws ShapeError when there are fewer than two axes, ArgumentError when an option is none
 * @example
 * ```
 * init.kaimingNormal(random.key(0), [64, 3, 7, 7], { mode: 'fanOut', nonlinearity: 'relu' })
 * ```
 * @source He et al., 2015
 */
export const kaimingNormal = <const S extends Shape>(key: Key, shape: S, options: KaimingOptions = {}): Initial<S> =>
  normalOf(key, shape, kaimingStd('init.kaimingNormal', shape, options))
