// A model: layers in sequence over examples of a known shape, so that parameters and results have known types.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import type { Tensors } from '../../core/tensors.js'
import type { Key } from '../../ops/random/index.js'
import type { Selected } from '../../ops/tree.js'
import { ShapeError } from '../../support/errors.js'
import { checkShape, type Dims, sameShape, showShape } from '../../support/shape.js'
import type {
  CheckedLayers,
  FixedShapes,
  LayerEntry,
  LayerLike,
  ModelOutput,
  Mut,
  SequentialParameters,
  SequentialTakes,
  Shape,
  TakenDType,
  Takes,
} from '../../types/index.js'
import { checkTaken, type LayerRules } from '../layer/layer.js'
import { sequence } from './sequential.js'

/**
 * A model from examples of shape I to results of shape O; P is the tree of its parameters, T says whether it is applied to floats or to integers.
 * It can stand as a layer in another model.
 */
export interface Model<P, I extends Shape, O extends Shape, T extends Takes = 'floats'> extends LayerLike<FixedShapes<I, O, P, T>> {
  readonly name: string
  /** The shape of one example. */
  readonly input: I
  /** Fresh parameters. */
  init(key: Key): P
  /** Inference: pure and deterministic. @throws ShapeError when the examples are not of the model's input shape */
  apply<B extends number>(params: P, x: Tensor<readonly [B, ...I], TakenDType<T>>): Tensor<[B, ...O], 'float32'>
  /** Training: randomness comes from the key, running statistics come back in the parameters. */
  train<B extends number>(params: P, x: Tensor<readonly [B, ...I], TakenDType<T>>, key: Key): readonly [Tensor<[B, ...O], 'float32'>, P]
  /** Which parameters are trained, as a tree of booleans for `optim.mask`: all but statistics and frozen embeddings. */
  trainable(params: P): Selected<P>
}

/** @throws ShapeError unless x is a batch of examples of this shape; ArgumentError, DTypeError when it is none of floats, or of integers */
export function checkExamples(name: string, input: Dims, takes: Takes | undefined, x: unknown): void {
  checkTaken(name, x, takes)
  if (x.shape.length !== input.length + 1 || !sameShape(x.shape.slice(1), input))
    throw new ShapeError(
      `${name}: input must be a batch of examples ${showShape(input)}; expected ${takes === 'integers' ? 'int32' : 'float32'}[${['n', ...input]}], got ${showType(x)}`,
    )
}

/** A layer as a model of examples of one shape. @throws ShapeError when it is given others */
export function forExamples<P>(name: string, input: Dims, layer: LayerRules<P>): LayerRules<P> & { readonly input: Dims } {
  checkShape(input, name)
  const { takes, init, apply, train, ...rest } = layer
  return Object.freeze({
    ...rest,
    name,
    takes: takes ?? 'floats',
    input: Object.freeze([...input]),
    // As a layer in another model it is told the shape of its input.
    init(key: Key, given: Dims = input) {
      if (!sameShape(given, input)) throw new ShapeError(`${name}: examples must be ${showShape(input)}; got ${showShape(given)}`)
      return init(key, input)
    },
    apply(params: P, x: Tensor) {
      checkExamples(name, input, takes, x)
      return apply(params, x)
    },
    train(params: P, x: Tensor, key: Key) {
      checkExamples(name, input, takes, x)
      return train(params, x, key)
    },
  })
}

/**
 * Layers in sequence over examples of one shape.
 * @param input the shape of one example, without the batch axis
 * @param layers each a layer, or `[name, layer]`; a layer that does not fit its input is an error at that argument
 * @throws ShapeError in `init` when a layer does not fit its input, ArgumentError when names are not distinct
 * @example
 * ```
 * const lenet = model([1, 28, 28], ['conv1', conv2d(6, 5, { padding: 2 })], tanh, avgPool2d(2), flatten, ['fc', linear(10)])
 * const params = lenet.init(random.key(0))   // { conv1: { weight, bias }, fc: { weight, bias } }
 * const logits = lenet.apply(params, images)   // Tensor<[64, 10], 'float32'> from Tensor<[64, 1, 28, 28], 'float32'>
 * ```
 */
export function model<const I extends Shape, const Ls extends readonly LayerEntry[]>(
  input: I,
  ...layers: CheckedLayers<Ls, I>
): Model<Tensors<SequentialParameters<Ls, I>>, Mut<I>, ModelOutput<Ls, I>, SequentialTakes<Ls>>
export function model(input: Dims, ...layers: readonly LayerEntry[]): unknown {
  return forExamples('model', input, sequence('model', layers))
}
