// What a layer is: three pure functions of its parameters, and a shape lambda in its type. It maps ONE EXAMPLE's shape to another; what it
// is applied to has one more axis in front, the batch. Parameters are a record with PyTorch's names, made when the layer meets its input.
// Invariant: `train` on a layer without randomness and statistics is `apply`; params go in and come out with the same structure.

import { type ArrayType, showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import type { Key } from '../../ops/random/index.js'
import { isFloat, isInteger } from '../../support/dtype.js'
import { ArgumentError, DTypeError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { show } from '../../support/show.js'
import type {
  FloatDType,
  LayerLike,
  LayerOutput,
  LayerParameters,
  LayerShapes,
  NoParameters,
  Shape,
  ShapeResult,
  TakenDType,
  Takes,
  TakesOf,
} from '../../types/index.js'

/** The parameters of a layer for examples of shape S. */
export type ParametersOf<F, S> = Tensors<LayerParameters<F, S>>

/** A layer over batches: `F` says what it makes of the shape of one example. */
export interface Layer<out F extends LayerShapes = LayerShapes> extends LayerLike<F> {
  readonly name: string
  /**
   * Fresh parameters.
   * @param input the shape of one example
   * @throws ShapeError when the layer does not take such examples
   */
  init<const S extends Shape>(key: Key, input: S): ParametersOf<F, S>
  /** Inference: pure and deterministic. */
  apply<B extends number, S extends Shape>(
    params: ParametersOf<F, S>,
    x: Tensor<readonly [B, ...S], TakenDType<TakesOf<F>>>,
  ): Tensor<[B, ...ShapeResult<LayerOutput<F, S>>], 'float32'>
  /** Training: randomness comes from the key, running statistics come back in the parameters. */
  train<B extends number, S extends Shape>(
    params: ParametersOf<F, S>,
    x: Tensor<readonly [B, ...S], TakenDType<TakesOf<F>>>,
    key: Key,
  ): readonly [Tensor<[B, ...ShapeResult<LayerOutput<F, S>>], 'float32'>, ParametersOf<F, S>]
}

/** A layer as the library itself sees it: shapes are numbers, and checked when it runs. */
export interface LayerRules<P = unknown> {
  readonly name: string
  /** What it is applied to. Floats unless given. */
  readonly takes?: Takes
  readonly init: (key: Key, input: Dims) => P
  readonly apply: (params: P, x: Tensor) => Tensor
  readonly train: (params: P, x: Tensor, key: Key) => readonly [Tensor, P]
  /** The layers it consists of, with what each gets when it is applied to one example: what `summary` prints. */
  readonly parts?: (params: P, example: ArrayType) => readonly Part[]
  /** Which of its parameters are trained, a tree of booleans; all that are float and no statistics unless given. */
  readonly trainable?: (params: P) => unknown
}

/** A layer within another. */
export interface Part {
  readonly name: string
  readonly layer: LayerRules
  readonly params: unknown
  readonly example: ArrayType
}

/** Makes a layer from its rules; without a rule for training it trains as it is applied. */
export function defineLayer<F extends LayerShapes, P = unknown>(
  rules: Omit<LayerRules<P>, 'train'> & Partial<Pick<LayerRules<P>, 'train'>>,
): Layer<F> {
  const complete: LayerRules<P> = { train: (params, x) => [rules.apply(params, x), params], ...rules }
  // The lambda F says in types what the rules compute; the tests hold them against each other.
  return Object.freeze(complete) as unknown as Layer<F>
}

/** A function is likely a layer's maker that was not called. */
const showValue = (value: unknown): string => (typeof value === 'function' ? 'a function: call it first' : show(value))

export type FloatTensor = Tensor<Shape, FloatDType>

/** The rules of a layer. @throws ArgumentError when it is no layer */
export function rulesOf(operation: string, layer: LayerLike): LayerRules {
  const { name, init, apply, train } = (layer ?? {}) as Partial<LayerRules>
  if (typeof name === 'string' && [init, apply, train].every(rule => typeof rule === 'function')) return layer as LayerRules
  throw new ArgumentError(`${operation}: expected a layer, or a name and a layer; got ${showValue(layer)}`)
}

/** What a layer without parameters has. */
export const noParameters: NoParameters = Object.freeze({})

export const isWithoutParameters = (params: unknown): boolean =>
  typeof params === 'object' && params !== null && !isTensor(params) && Object.keys(params).length === 0

/** @throws ArgumentError unless `params` is a record with tensors of these names */
export function checkParameters(layer: string, params: unknown, names: readonly string[]): void {
  const held = typeof params === 'object' && params !== null ? Object.entries(params) : []
  const tensors = new Set(held.filter(([, value]) => isTensor(value)).map(([name]) => name))
  if (!names.every(name => tensors.has(name)))
    throw new ArgumentError(
      `${layer}: parameters must hold the tensors ${names.join(', ')}; got { ${held.map(([name]) => name).join(', ')} }`,
    )
}

/** @throws ArgumentError unless it is a tensor, DTypeError unless it holds integers */
export function checkIntegers(layer: string, x: unknown): asserts x is Tensor {
  if (!isTensor(x)) throw new ArgumentError(`${layer}: the input must be a tensor; got ${showValue(x)}`)
  if (!isInteger(x.dtype))
    throw new DTypeError(`${layer}: the input must be integers; expected an integer dtype, got ${showType(x)}; cast it first`)
}

/** Checks what a layer is applied to. */
export function checkTaken(layer: string, x: unknown, takes: Takes | undefined): asserts x is Tensor {
  if (takes === 'integers') checkIntegers(layer, x)
  else checkInput(layer, x)
}

/** @throws ArgumentError unless it is a tensor, DTypeError unless its dtype is that of the parameters (any float one without) */
export function checkInput(layer: string, x: unknown, weight?: Tensor): asserts x is FloatTensor {
  if (!isTensor(x)) throw new ArgumentError(`${layer}: the input must be a tensor; got ${showValue(x)}`)
  if (weight === undefined ? !isFloat(x.dtype) : x.dtype !== weight.dtype)
    throw new DTypeError(
      `${layer}: the input must be ${weight === undefined ? 'float' : "of the parameters' dtype"}; ` +
        `expected ${weight?.dtype ?? 'a float dtype'}, got ${showType(x)}; cast it first`,
    )
}
