// Layers in sequence, and side by side.
//
// The parameters of a sequence are a record: a layer's name if it has one, else its index, as PyTorch's Sequential names them. Layers
// without parameters leave no trace in it.

import type { List, Mismatch, Shape, ShapeResult, Show, UnifyShapes } from './dimension.js'
import type { LayerLike, LayerOutput, LayerParameters, LayerShapes, SameShape, ShapesOfLayer, TakesOf } from './layer.js'

/** A layer of a sequence, with a name or without. */
export type LayerEntry = LayerLike | readonly [name: string, layer: LayerLike]

/** The shapes before, between and after the layers; it ends early before a layer that does not fit. */
export type ShapesAlong<Layers, S, Done extends List = []> = S extends Shape
  ? Layers extends readonly [infer First, ...infer Rest]
    ? ShapesAlong<Rest, LayerOutput<ShapesOfLayer<First>, S>, [...Done, S]>
    : [...Done, S]
  : Done

/** The shape after all layers, or the Mismatch of the first that does not fit. */
export type SequentialOutput<Layers, S> = S extends Shape
  ? Layers extends readonly [infer First, ...infer Rest]
    ? SequentialOutput<Rest, LayerOutput<ShapesOfLayer<First>, S>>
    : S
  : S

/** The record of all layers' parameters. */
export type SequentialParameters<Layers, S> = ParametersAlong<Layers, ShapesAlong<Layers, S>>

type ParametersAlong<Layers, Shapes> = {
  readonly [I in keyof Layers as ParameterName<Layers[I], I, Shapes>]: ParametersAt<Layers[I], I, Shapes>
}

// After a layer that does not fit, shapes are unknown, so that its one error stays the only one.
type ParametersAt<Entry, I, Shapes> = LayerParameters<ShapesOfLayer<Entry>, I extends keyof Shapes ? Shapes[I] : Shape>

// Besides its indices '0', '1', … a tuple has `length` and the array methods as keys: those are not layers.
type ParameterName<Entry, I, Shapes> = I extends `${number}`
  ? keyof ParametersAt<Entry, I, Shapes> extends never
    ? never
    : Entry extends readonly [infer Name extends string, unknown]
      ? Name
      : I
  : never

/** What a sequence is applied to: what its first layer is. */
export type SequentialTakes<Layers> = Layers extends readonly [infer First, ...unknown[]] ? TakesOf<ShapesOfLayer<First>> : 'floats'

/** sequential(...layers) as a layer. */
export interface SequentialShapes<Layers> extends LayerShapes {
  readonly out: SequentialOutput<Layers, this['in']>
  readonly parameters: SequentialParameters<Layers, this['in']>
  readonly takes: SequentialTakes<Layers>
}

/**
 * The type of `model(input, ...layers)`'s layers: each its own type, but the one that does not fit its input becomes the message.
 * As a mapped type over the tuple of layers, it lets the compiler infer them and puts the error on the offending layer.
 */
export type CheckedLayers<Layers extends readonly unknown[], S> = CheckedAlong<Layers, ShapesAlong<Layers, S>>

type IntegersInside = 'a layer that takes integers must be the first'

type CheckedAlong<Layers extends readonly unknown[], Shapes extends List> = {
  [I in keyof Layers]: I extends keyof Shapes
    ? LayerOutput<ShapesOfLayer<Layers[I]>, Shapes[I]> extends Mismatch<infer Message>
      ? Message
      : [I, TakesOf<ShapesOfLayer<Layers[I]>>] extends [Exclude<I, '0'>, 'integers']
        ? IntegersInside
        : Layers[I]
    : Layers[I]
}

/** The shape that a model gives for one example: unknown where a layer does not fit. */
export type ModelOutput<Layers, S> = ShapeResult<SequentialOutput<Layers, S>>

/** residual(main, skip): both see the same input, their outputs are added, so they must agree in shape. */
export interface ResidualShapes<Main extends LayerShapes, Skip extends LayerShapes = SameShape> extends LayerShapes {
  readonly out: ResidualOutput<LayerOutput<Main, this['in']>, LayerOutput<Skip, this['in']>>
  readonly parameters: ResidualParameters<LayerParameters<Main, this['in']>, LayerParameters<Skip, this['in']>>
  readonly takes: TakesOf<Main>
}

type ResidualOutput<A, B> =
  A extends Mismatch<string>
    ? A
    : B extends Mismatch<string>
      ? B
      : number extends A['length' & keyof A]
        ? B
        : number extends B['length' & keyof B]
          ? A
          : UnifyShapes<A, B, `residual: main gives ${Show<A>}, skip gives ${Show<B>}`>

type ResidualParameters<Main, Skip> = {
  readonly [Branch in 'main' | 'skip' as keyof BranchOf<Branch, Main, Skip> extends never ? never : Branch]: BranchOf<Branch, Main, Skip>
}

type BranchOf<Branch, Main, Skip> = Branch extends 'main' ? Main : Skip
