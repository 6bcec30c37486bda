// Layers one after the other.

import type { ArrayType } from '../../core/array-type.js'
import { foldIn } from '../../ops/random/index.js'
import type { LayerEntry, SequentialShapes } from '../../types/index.js'
import { defineLayer, isWithoutParameters, type Layer, type LayerRules } from '../layer/layer.js'
import { exampleFor, type Fields, held, membersOf, outputOf, trainableMembers } from './members.js'

/** The rules of layers in sequence. */
export function sequence(operation: string, entries: readonly LayerEntry[]): LayerRules<Fields> {
  const members = membersOf(operation, entries)
  return {
    name: operation,
    takes: members[0]?.layer.takes ?? 'floats',
    init(key, input) {
      const [first] = members
      let example: ArrayType = first === undefined ? { shape: input, dtype: 'float32' } : exampleFor(first.layer, input)
      const params: [string, unknown][] = []
      for (const [i, { name, layer }] of members.entries()) {
        const own = layer.init(foldIn(key, i), example.shape)
        example = outputOf(layer, own, example)
        if (!isWithoutParameters(own)) params.push([name, own])
      }
      return Object.fromEntries(params)
    },
    parts(params, given) {
      let example = given
      return members.map(({ name, layer }) => {
        const part = { name, layer, params: held(params, name), example }
        example = outputOf(layer, part.params, example)
        return part
      })
    },
    trainable: params => trainableMembers(members, params),
    apply: (params, x) => members.reduce((y, { name, layer }) => layer.apply(held(params, name), y), x),
    train(params, x, key) {
      let y = x
      const refreshed = { ...params }
      for (const [i, { name, layer }] of members.entries()) {
        const [out, own] = layer.train(held(params, name), y, foldIn(key, i))
        y = out
        if (Object.hasOwn(params, name)) refreshed[name] = own
      }
      return [y, refreshed]
    },
  }
}

/**
 * Layers one after the other, as a layer.
 * @param layers each a layer, or `[name, layer]`
 * @example
 * ```
 * const block = sequential(conv2d(16, 3, { padding: 1 }), relu, ['out', conv2d(16, 1)])   // parameters { '0': …, out: … }
 * ```
 */
export const sequential = <const Ls extends readonly LayerEntry[]>(...layers: Ls): Layer<SequentialShapes<Ls>> =>
  defineLayer<SequentialShapes<Ls>, Fields>(sequence('sequential', layers))
