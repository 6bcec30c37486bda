// Layers with names, and a function that says how values go through them: what PyTorch writes as a module with a `forward`.

import type { ArrayType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { zeros } from '../../ops/creation/creation.js'
import { foldIn, type Key } from '../../ops/random/index.js'
import { show } from '../../ops/signatures/operands.js'
import { ArgumentError } from '../../support/errors.js'
import type { Dims } from '../../support/shape.js'
import { evalShape } from '../../transforms/index.js'
import type { LayerLike, LayerParameters, LayerShapes, Shape, ShapesOfLayer } from '../../types/index.js'
import { checkInput, defineLayer, isWithoutParameters, type Layer, type Part } from '../layer/layer.js'
import { type Fields, held, type Member, membersOf, trainableMembers } from './members.js'

export type LayersByName = Readonly<Record<string, LayerLike>>

/** A batch inside of a record: its shape is known when it runs. */
export type Batch = Tensor<Shape, 'float32'>

/** The layers as functions of a batch: their parameters are at hand. */
export type Applied<Layers> = { readonly [Name in keyof Layers]: (x: Batch) => Batch }

/** How values go through the layers, and what comes out. */
export type Forward<Layers, Result = Batch> = (layers: Applied<Layers>, x: Batch) => Result

/** record(layers, forward): what comes out is known when it runs, and so are the sizes of parameters that depend on the input of a layer. */
export interface RecordShapes<Layers extends LayersByName> extends LayerShapes {
  readonly out: Shape
  readonly parameters: RecordParameters<Layers>
}

type RecordParameters<Layers extends LayersByName> = {
  readonly [Name in keyof Layers as keyof ParametersAnywhere<Layers[Name]> extends never ? never : Name]: ParametersAnywhere<Layers[Name]>
}

type ParametersAnywhere<Entry> = LayerParameters<ShapesOfLayer<Entry>, Shape>

/** Layers by name, and what can be done with a function of them; the function's result is handed on as it is. */
export interface RecordRules<Layers> {
  init(forward: Forward<Layers, unknown>, key: Key, input: Dims): Fields
  apply<R>(forward: Forward<Layers, R>, params: Fields, x: Tensor): R
  train<R>(forward: Forward<Layers, R>, params: Fields, x: Tensor, key: Key): readonly [R, Fields]
  /** The layers in the order in which they are applied, each as often as it is. */
  parts(forward: Forward<Layers, unknown>, params: Fields, example: ArrayType): readonly Part[]
  trainable(params: Fields): Fields
}

export function recordRules<Layers extends LayersByName>(operation: string, layers: Layers): RecordRules<Layers> {
  if (typeof layers !== 'object' || layers === null || Array.isArray(layers))
    throw new ArgumentError(`${operation}: layers must be a record; got ${show(layers)}`)
  const members = membersOf(operation, Object.entries(layers))
  const applied = (use: (member: Member, i: number, x: Tensor) => Tensor): Applied<Layers> =>
    // A function for each name.
    Object.fromEntries(members.map((member, i) => [member.name, (x: Tensor) => use(member, i, x)])) as unknown as Applied<Layers>
  const run = <R>(forward: Forward<Layers, R>, functions: Applied<Layers>, x: Tensor): R => forward(functions, x as Batch)
  return {
    init(forward, key, input) {
      // The shape that a layer meets first; found by tracing, with parameters that are forgotten.
      const met = new Map<Member, Dims>()
      const meet = (member: Member, i: number, x: Tensor): Tensor => {
        const example = met.get(member) ?? x.shape.slice(1)
        met.set(member, example)
        return member.layer.apply(member.layer.init(foldIn(key, i), example), x)
      }
      evalShape((x: Tensor) => run(forward, applied(meet), x))(zeros([1, ...input]))
      return Object.fromEntries(
        members.flatMap((member, i) => {
          const example = met.get(member)
          if (example === undefined) return []
          const own = member.layer.init(foldIn(key, i), example)
          return isWithoutParameters(own) ? [] : [[member.name, own]]
        }),
      )
    },
    apply: (forward, params, x) =>
      run(
        forward,
        applied(({ name, layer }, _i, y) => layer.apply(held(params, name), y)),
        x,
      ),
    train(forward, params, x, key) {
      const refreshed = { ...params }
      const uses = new Map<Member, number>()
      const use = (member: Member, i: number, y: Tensor): Tensor => {
        const { name, layer } = member
        const time = uses.get(member) ?? 0
        uses.set(member, time + 1)
        const own = time === 0 ? foldIn(key, i) : foldIn(foldIn(key, i), time)
        const [z, next] = layer.train(held(refreshed, name), y, own)
        if (Object.hasOwn(refreshed, name)) refreshed[name] = next
        return z
      }
      return [run(forward, applied(use), x), refreshed]
    },
    parts(forward, params, example) {
      const parts: Part[] = []
      const note = ({ name, layer }: Member, _i: number, x: Tensor): Tensor => {
        const own = held(params, name)
        parts.push({ name, layer, params: own, example: { shape: x.shape.slice(1), dtype: x.dtype } })
        return layer.apply(own, x)
      }
      evalShape((x: Tensor) => run(forward, applied(note), x))(zeros([1, ...example.shape], example.dtype))
      return parts
    },
    trainable: params => trainableMembers(members, params),
  }
}

/**
 * Layers with names, and a function that says how values go through them: for whatever is no sequence. A layer that is applied twice is one layer, with
 * one set of parameters; one that the function does not apply to examples of this shape has none.
 * Parameters: a record by the layers' names.
 * @param layers by name
 * @param forward of the layers as functions of float32[batch, …], and of the input; pure, and the same operations for every batch of one shape
 * @throws ArgumentError when a name holds a dot or a value is no layer
 * @example
 * ```
 * const gated = record({ value: linear(8), gate: linear(8) }, ({ value, gate }, x) => value(x).mul(sigmoid(gate(x))))
 * ```
 * @source PyTorch's `nn.Module`, without its state
 */
export function record<const Layers extends LayersByName>(layers: Layers, forward: Forward<Layers>): Layer<RecordShapes<Layers>> {
  const rules = recordRules('record', layers)
  if (typeof forward !== 'function') throw new ArgumentError(`record: forward must be a function; got ${show(forward)}`)
  return defineLayer<RecordShapes<Layers>, Fields>({
    name: 'record',
    init: (key, input) => rules.init(forward, key, input),
    parts: (params, example) => rules.parts(forward, params, example),
    trainable: rules.trainable,
    apply(params, x) {
      checkInput('record', x)
      return rules.apply(forward, params, x)
    },
    train(params, x, key) {
      checkInput('record', x)
      return rules.train(forward, params, x, key)
    },
  })
}
