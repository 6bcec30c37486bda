// Layers in types. A layer maps the shape of ONE EXAMPLE to a shape (the batch axis is added by whoever applies it) and to the tree of
// its parameters. `linear(120)` does not know its input size: it is found when the layer meets its input, so a layer carries a *shape
// lambda*, an interface whose members are computed from `this['in']`:
//
//   interface LinearShapes<N extends number> extends LayerShapes {
//     readonly out: [...Init<this['in']>, N]
//     readonly parameters: { … }
//   }
//
// `LayerOutput<F, S>` and `LayerParameters<F, S>` apply a lambda to a shape. Plain generic functions would not do: TypeScript cannot
// keep a function generic while composing it, and reusable blocks collapse to `unknown`.
//
// Parameter trees hold `TensorLike` leaves; see tensor-like.ts for how they become tensors.

import type { List, Mismatch, Shape, Show } from './dimension.js'
import type { DType, IntDType } from './promote.js'
import type { TensorLike } from './tensor-like.js'

/** A shape lambda: what a layer makes of the shape of one example. */
export interface LayerShapes {
  /** The argument. `unknown`, so that intersecting it with a shape gives that shape and nothing else. */
  readonly in: unknown
  /** The shape that comes out, or a Mismatch. */
  readonly out: unknown
  /** The tree of parameters; NoParameters where there are none. */
  readonly parameters: unknown
  /** What it is applied to. Floats unless it says otherwise. */
  readonly takes?: Takes
}

/** What layers are applied to: floats, or integers such as the indices that an embedding looks up. */
export type Takes = 'floats' | 'integers'

/** The dtypes of either. */
export type TakenDType<T extends Takes> = T extends 'integers' ? IntDType : 'float32'

/** What the layer of a lambda is applied to. */
export type TakesOf<F> = F extends { readonly takes: infer T extends Takes } ? T : 'floats'

/** The shape that comes out of a layer for one example of shape S. */
export type LayerOutput<F, S> = F extends LayerShapes ? (F & { readonly in: S })['out'] : never

/** The parameter tree of a layer for examples of shape S. */
export type LayerParameters<F, S> = F extends LayerShapes ? (F & { readonly in: S })['parameters'] : never

/** The parameters of a layer that has none. */
export type NoParameters = Readonly<Record<never, never>>

/** One parameter, as it stands in a layer's tree. */
export type Parameter<S extends Shape, D extends DType = 'float32'> = TensorLike<S, D>

declare const shapes: unique symbol

/** Anything that carries a shape lambda. The member exists in types only: no value has to supply it. */
export interface LayerLike<out F extends LayerShapes = LayerShapes> {
  readonly [shapes]?: F
}

/** The shape lambda of a layer, or of a named layer `['conv1', layer]`. */
export type ShapesOfLayer<Entry> = Entry extends LayerLike<infer F> ? F : Entry extends readonly [string, LayerLike<infer F>] ? F : never

/** A layer that keeps the shape and has no parameters: relu, tanh, dropout. */
export interface SameShape extends LayerShapes {
  readonly out: this['in']
  readonly parameters: NoParameters
}

/** A layer of fixed input and output shape, with parameters as given: for a layer written by hand. */
export interface FixedShapes<In extends Shape, Out extends Shape, Parameters, T extends Takes = 'floats'> extends LayerShapes {
  readonly out: this['in'] extends Readonly<In> ? Out : Mismatch<`layer: expects ${Show<In>}, got ${Show<this['in']>}`>
  readonly parameters: Parameters
  readonly takes: T
}

/** The input of a lambda as a tuple or array, for rules that want one. */
export type AsList<S> = S extends List ? S : never
