// An operation without outputs that calls a JavaScript function with the values of its inputs. Where it runs, and when, is said in
// core/effects.ts: outside of every transform at once; in a compiled program after it has run, all of them in the order they were recorded.

import type { HostArray } from '../../core/array-type.js'
import { type Opaque, opaque } from '../../core/opaque.js'
import type { BatchAxis, Batched, Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { dtypeInfo } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'

type Effect = (inputs: readonly HostArray[]) => void

type CallbackParams = { readonly effect: Opaque<Effect> }

/** What example `index` sees of an array that carries the mapped axis. */
function exampleOf(array: HostArray, axis: BatchAxis, index: number): HostArray {
  if (axis === null) return array
  const { shape, dtype } = array
  const inner = sizeOf(shape.slice(axis + 1))
  const outer = sizeOf(shape.slice(0, axis))
  const size = shape[axis] ?? 0
  const data = dtypeInfo(dtype).create(outer * inner)
  for (let i = 0; i < outer; i++) for (let k = 0; k < inner; k++) data[i * inner + k] = array.data[(i * size + index) * inner + k] as number
  return { shape: shape.toSpliced(axis, 1), dtype, data }
}

const callbackP: Primitive<CallbackParams> = Object.freeze({
  name: 'callback',
  domain: [],
  typeOf: () => [],
  reference: (inputs, { effect }) => effect.value(inputs),
  jvp: () => [],
  transpose: 'nonlinear',
  // Once for each example, one after the other.
  batch(inputs, axes, size, { effect }): Batched {
    const forEach: Effect = arrays => {
      for (let i = 0; i < size; i++) effect.value(arrays.map((array, k) => exampleOf(array, axes[k] ?? null, i)))
    }
    bind(callbackP, inputs, { effect: opaque(effect.name, forEach) })
    return { outputs: [], axes: [] }
  },
  lower() {
    throw new InternalError('callback: effects are not compiled')
  },
  complex: 'none',
} satisfies Primitive<CallbackParams>)

/** Has the function called with the values of the tensors. */
export function bindCallback(name: string, effect: Effect, inputs: readonly Tensor[]): void {
  bind(callbackP, inputs, { effect: opaque(name, effect) })
}
