// A layer of one's own, from two functions.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { Key } from '../../ops/random/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'
import { isRecord } from '../../support/tree.js'
import type { FixedShapes, LayerShapes, Mut, Shape, TakenDType, Takes } from '../../types/index.js'
import { checkTaken, defineLayer, type Layer } from './layer.js'

/** The shape of one example, of any rank but 0. */
export type ExampleShape = readonly [number, ...number[]]

/** A batch of examples of any shape. */
export type Examples<T extends Takes = 'floats'> = Tensor<readonly [number, ...number[]], TakenDType<T>>

/** A layer that takes examples of any shape; what comes out of it is known when it runs. */
export interface AnyShapes<P, T extends Takes = 'floats'> extends LayerShapes {
  readonly out: Shape
  readonly parameters: P
  readonly takes: T
}

/** A layer for examples of any shape. */
export interface LayerDefinition<P, T extends Takes = 'floats'> {
  /** For messages. Default `layer`. */
  readonly name?: string
  readonly input?: never
  /** Whether it is applied to floats or to integers. Default floats. */
  readonly takes?: T
  /** Fresh parameters for examples of this shape. */
  readonly params: (key: Key, input: ExampleShape) => P
  /** @param x has one axis more than an example: the batch comes first, and stays first */
  readonly apply: (params: P, x: Examples<T>) => Tensor
  /** Where training differs: randomness from the key, running statistics in the parameters that come back. */
  readonly train?: (params: P, x: Examples<T>, key: Key) => readonly [Tensor, P]
}

/** A layer for examples of one shape, with a result of one shape. */
export interface FixedLayerDefinition<I extends Shape, O extends Shape, P, T extends Takes = 'floats'> {
  readonly name?: string
  readonly takes?: T
  /** The shape of one example. */
  readonly input: I
  readonly params: (key: Key, input: I) => P
  readonly apply: <B extends number>(params: P, x: Tensor<[B, ...I], TakenDType<T>>) => Tensor<readonly [B, ...O], 'float32'>
  readonly train?: <B extends number>(
    params: P,
    x: Tensor<[B, ...I], TakenDType<T>>,
    key: Key,
  ) => readonly [Tensor<readonly [B, ...O], 'float32'>, P]
}

/** What the library calls; either kind of definition fits. */
interface Definition {
  readonly name?: string
  readonly takes?: Takes
  readonly input?: Dims
  readonly params: (key: Key, input: Dims) => unknown
  readonly apply: (params: unknown, x: Tensor) => unknown
  readonly train?: (params: unknown, x: Tensor, key: Key) => readonly [unknown, unknown]
}

/**
 * A layer of one's own. Its parameters are any record of tensors; the library finds the shape of its result by tracing it.
 * Statistics that `train` refreshes are called `running_…`, so that nobody optimizes them (see `isStatistic`).
 * @param definition `params` makes the parameters, `apply` the result; `train` only where training differs
 * @example
 * ```
 * const scaledLinear = (features: number) => layer({
 *   params: (key, [fanIn]) => ({ weight: init.kaimingUniform(key, [features, fanIn]), scale: ones([features]) }),
 *   apply: ({ weight, scale }, x) => x.matmul(weight.T).mul(scale),
 * })
 * ```
 */
export function layer<P, T extends Takes = 'floats'>(definition: LayerDefinition<P, T>): Layer<AnyShapes<P, T>>
export function layer<const I extends Shape, O extends Shape, P, T extends Takes = 'floats'>(
  definition: FixedLayerDefinition<I, O, P, T>,
): Layer<FixedShapes<Mut<I>, O, P, T>>
export function layer(definition: LayerDefinition<unknown, Takes> | FixedLayerDefinition<Shape, Shape, unknown, Takes>): Layer {
  const given: unknown = definition
  if (!isRecord(given)) throw new ArgumentError(`layer: expected a definition with params and apply; got ${show(given)}`)
  // Whatever the types say of shapes, the library passes numbers and checks them.
  const { name = 'layer', takes = 'floats', input, params, apply, train } = definition as Definition
  const checkExample = (shape: Dims): void => {
    if (input === undefined ? shape.length === 0 : !sameShape(shape, input))
      throw new ShapeError(
        `${name}: examples must be ${input === undefined ? 'of at least one axis' : showShape(input)}; got ${showShape(shape)}`,
      )
  }
  const check = (x: Tensor): void => {
    checkTaken(name, x, takes)
    checkExample(x.shape.slice(1))
  }
  const checkResult = (y: unknown, x: Tensor): Tensor => {
    if (!isTensor(y)) throw new ArgumentError(`${name}: apply must return a tensor; got ${y === null ? 'null' : typeof y}`)
    if (y.shape[0] !== x.shape[0])
      throw new ShapeError(`${name}: the batch axis must stay first; expected ${y.dtype}[${x.shape[0]},…], got ${showType(y)}`)
    return y
  }
  return defineLayer({
    name,
    takes,
    init(key, shape) {
      checkExample(shape)
      return params(key, shape)
    },
    apply(own, x) {
      check(x)
      return checkResult(apply(own, x), x)
    },
    ...(train === undefined
      ? {}
      : {
          train(own: unknown, x: Tensor, key: Key) {
            check(x)
            const [y, refreshed] = train(own, x, key)
            return [checkResult(y, x), refreshed] as const
          },
        }),
  })
}
