// A layer of one's own, from two functions.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import type { Key } from '../../ops/random/index.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { FixedShapes, LayerShapes, Mut, Shape } from '../../types/index.js'
import { checkInput, defineLayer, type Layer } from './layer.js'

/** The shape of one example, of any rank but 0. */
export type ExampleShape = readonly [number, ...number[]]

/** A batch of examples of any shape. */
export type Examples = Tensor<readonly [number, ...number[]], 'float32'>

/** A layer that takes examples of any shape; what comes out of it is known when it runs. */
export interface AnyShapes<P> extends LayerShapes {
  readonly out: Shape
  readonly parameters: P
}

/** A layer for examples of any shape. */
export interface LayerDefinition<P> {
  /** For messages. Default `layer`. */
  readonly name?: string
  readonly input?: never
  /** Fresh parameters for examples of this shape. */
  readonly params: (key: Key, input: ExampleShape) => P
  /** @param x has one axis more than an example: the batch comes first, and stays first */
  readonly apply: (params: P, x: Examples) => Tensor
  /** Where training differs: randomness from the key, running statistics in the parameters that come back. */
  readonly train?: (params: P, x: Examples, key: Key) => readonly [Tensor, P]
}

/** A layer for examples of one shape, with a result of one shape. */
export interface FixedLayerDefinition<I extends Shape, O extends Shape, P> {
  readonly name?: string
  /** The shape of one example. */
  readonly input: I
  readonly params: (key: Key, input: I) => P
  readonly apply: <B extends number>(params: P, x: Tensor<[B, ...I], 'float32'>) => Tensor<readonly [B, ...O], 'float32'>
  readonly train?: <B extends number>(
    params: P,
    x: Tensor<[B, ...I], 'float32'>,
    key: Key,
  ) => readonly [Tensor<readonly [B, ...O], 'float32'>, P]
}

/** What the library calls; either kind of definition fits. */
interface Definition {
  readonly name?: string
  readonly input?: Dims
  readonly params: (key: Key, input: Dims) => unknown
  readonly apply: (params: unknown, x: Tensor) => unknown
  readonly train?: (params: unknown, x: Tensor, key: Key) => readonly [unknown, unknown]
}

/**
 * A layer of one's own. Its parameters are any record of tensors; the library finds the shape of its result by tracing it.
 * @param definition `params` makes the parameters, `apply` the result; `train` only where training differs
 * @example
 * ```
 * const scaledLinear = (features: number) => layer({
 *   params: (key, [fanIn]) => ({ weight: init.kaimingUniform(key, [features, fanIn]), scale: ones([features]) }),
 *   apply: ({ weight, scale }, x) => x.matmul(weight.t()).mul(scale),
 * })
 * ```
 */
export function layer<P>(definition: LayerDefinition<P>): Layer<AnyShapes<P>>
export function layer<const I extends Shape, O extends Shape, P>(
  definition: FixedLayerDefinition<I, O, P>,
): Layer<FixedShapes<Mut<I>, O, P>>
export function layer(definition: LayerDefinition<unknown> | FixedLayerDefinition<Shape, Shape, unknown>): Layer {
  // Whatever the types say of shapes, the library passes numbers and checks them.
  const { name = 'layer', input, params, apply, train } = definition as Definition
  const checkExample = (shape: Dims): void => {
    if (input === undefined ? shape.length === 0 : !sameShape(shape, input))
      throw new ShapeError(
        `${name}: examples must be ${input === undefined ? 'of at least one axis' : showShape(input)}; got ${showShape(shape)}`,
      )
  }
  const check = (x: Tensor): void => {
    checkInput(name, x)
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
