// Layers side by side over one input, their results joined.

import { showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../ops/elementwise/arithmetic.js'
import { foldIn } from '../../ops/random/index.js'
import { concat } from '../../ops/shape/join.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { sameShape } from '../../support/shape.js'
import type {
  Concat,
  LayerEntry,
  LayerOutput,
  LayerParameters,
  LayerShapes,
  List,
  Mismatch,
  SequentialTakes,
  ShapesOfLayer,
  Show,
  UnifyShapes,
} from '../../types/index.js'
import { defineLayer, isWithoutParameters, type Layer } from '../layer/layer.js'
import { type Fields, held, membersOf, trainableMembers } from './members.js'

/** How results become one: added up, or one after the other along the first axis of an example, the channels. */
export type Join = 'sum' | 'concat'

/** parallel(join, ...layers): every layer sees the same input. */
export interface ParallelShapes<J extends Join, Layers extends readonly unknown[]> extends LayerShapes {
  readonly out: Joined<J, Outputs<Layers, this['in']>>
  readonly parameters: ParallelParameters<Layers, this['in']>
  readonly takes: SequentialTakes<Layers>
}

type Outputs<Layers extends readonly unknown[], S> = { -readonly [I in keyof Layers]: LayerOutput<ShapesOfLayer<Layers[I]>, S> }

type Joined<J, All> = All extends List
  ? FirstMismatch<All> extends infer Wrong extends Mismatch<string>
    ? Wrong
    : J extends 'concat'
      ? Concat<All, 0>
      : Summed<All>
  : never

// The message of the first layer that does not fit, or false.
type FirstMismatch<All> = All extends readonly [infer First, ...infer Rest]
  ? First extends Mismatch<string>
    ? First
    : FirstMismatch<Rest>
  : false

type Summed<All> = All extends readonly [infer A, infer B, ...infer Rest]
  ? UnifyShapes<A, B, `parallel: results must have one shape to be added up, got ${Show<A>} and ${Show<B>}`> extends infer One
    ? One extends List
      ? Summed<[One, ...Rest]>
      : One
    : never
  : All extends readonly [infer A]
    ? A
    : never

type ParallelParameters<Layers, S> = {
  readonly [I in keyof Layers as ParameterName<Layers[I], I, S>]: LayerParameters<ShapesOfLayer<Layers[I]>, S>
}

type ParameterName<Entry, I, S> = I extends `${number}`
  ? keyof LayerParameters<ShapesOfLayer<Entry>, S> extends never
    ? never
    : Entry extends readonly [infer Name extends string, unknown]
      ? Name
      : I
  : never

function joined(join: Join, results: readonly Tensor[]): Tensor {
  if (join === 'concat') return concat(results, 1)
  return results.reduce((a, b) => {
    if (!sameShape(a.shape, b.shape))
      throw new ShapeError(`parallel: results must have one shape to be added up; expected ${showType(a)}, got ${showType(b)}`)
    return add(a, b)
  })
}

/**
 * Layers side by side over one input: `f(x) + g(x) + …`, or their results one after the other along the channels.
 * Parameters: a record by the layers' names, or their positions.
 * @param join 'sum', or 'concat' along axis 1
 * @param layers at least one, each a layer or `[name, layer]`
 * @throws ArgumentError when there are no layers or names are not distinct; when applied, ShapeError when results do not fit together
 * @example
 * ```
 * parallel('concat', conv2d(16, 1), conv2d(16, 3, { padding: 1 }), ['pool', maxPool2d(3, { stride: 1, padding: 1 })])
 * ```
 * @source the branches of Szegedy et al., "Going deeper with convolutions", 2015
 */
export function parallel<const J extends Join, const Ls extends readonly LayerEntry[]>(
  join: J,
  ...layers: Ls
): Layer<ParallelShapes<J, Ls>> {
  if (join !== 'sum' && join !== 'concat') throw new ArgumentError(`parallel: results are joined by 'sum' or 'concat'; got ${show(join)}`)
  const members = membersOf('parallel', layers)
  const [first] = members
  if (first === undefined) throw new ArgumentError('parallel: needs at least one layer')
  return defineLayer<ParallelShapes<J, Ls>, Fields>({
    name: 'parallel',
    takes: first.layer.takes ?? 'floats',
    init: (key, input) =>
      Object.fromEntries(
        members
          .map(({ name, layer }, i) => [name, layer.init(foldIn(key, i), input)] as const)
          .filter(([, own]) => !isWithoutParameters(own)),
      ),
    parts: (params, example) => members.map(({ name, layer }) => ({ name, layer, params: held(params, name), example })),
    trainable: params => trainableMembers(members, params),
    apply: (params, x) =>
      joined(
        join,
        members.map(({ name, layer }) => layer.apply(held(params, name), x)),
      ),
    train(params, x, key) {
      const trained = members.map(({ name, layer }, i) => [name, layer.train(held(params, name), x, foldIn(key, i))] as const)
      const refreshed = trained.filter(([name]) => Object.hasOwn(params, name)).map(([name, [, own]]) => [name, own] as const)
      return [
        joined(
          join,
          trained.map(([, [y]]) => y),
        ),
        { ...params, ...Object.fromEntries(refreshed) },
      ]
    },
  })
}
