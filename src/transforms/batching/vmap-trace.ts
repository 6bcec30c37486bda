// Vectorization: each value may carry one more axis than the function sees, and each operation applies its primitive's batch rule.
// What carries none is computed once, under the parent. The axis may have a name, for operations over it.

import type { ArrayType } from '../../core/array-type.js'
import type { BatchAxis } from '../../core/primitive.js'
import { contentOf, Tensor, type Value } from '../../core/tensor.js'
import { currentTrace, type Trace, withTrace } from '../../core/trace.js'
import { overAxis } from './axis-primitives.js'

export interface VmapTrace extends Trace {
  /** The tensor as the function sees it: without the axis. */
  readonly wrap: (tensor: Tensor, axis: BatchAxis) => Tensor
  readonly unwrap: (tensor: Tensor) => { readonly tensor: Tensor; readonly axis: BatchAxis }
}

interface Mapped {
  readonly kind: 'traced'
  readonly trace: Trace
  readonly tensor: Tensor
  readonly axis: number
}

/** The names and sizes of the axes that traces have given names to. */
const namedAxes = new WeakMap<Trace, { readonly name: string; readonly size: number }>()

/** The axes with names that the innermost trace is under, outermost first; of equal names the innermost counts. */
export function knownAxes(): ReadonlyMap<string, number> {
  const axes: { readonly name: string; readonly size: number }[] = []
  for (let trace: Trace | null = currentTrace(); trace !== null; trace = trace.parent) {
    const axis = namedAxes.get(trace)
    if (axis !== undefined) axes.unshift(axis)
  }
  return new Map(axes.map(({ name, size }) => [name, size]))
}

/** A trace over the current one, for a mapped axis of `size`. */
export function vmapTrace(size: number, axisName: string | null = null): VmapTrace {
  const parent = currentTrace()
  const isOurs = (value: Value): value is Mapped => value.kind === 'traced' && value.trace === trace
  const represent = (tensor: Tensor, axis: BatchAxis, type: ArrayType): Tensor => {
    if (axis === null) return tensor
    const mapped: Mapped = { kind: 'traced', trace, tensor, axis }
    return new Tensor(type, mapped)
  }
  const trace: VmapTrace = {
    name: 'vmap',
    parent,
    wrap: (tensor, axis) =>
      axis === null ? tensor : represent(tensor, axis, { shape: tensor.shape.toSpliced(axis, 1), dtype: tensor.dtype }),
    unwrap(tensor) {
      const value = contentOf(tensor)
      return isOurs(value) ? { tensor: value.tensor, axis: value.axis } : { tensor, axis: null }
    },
    bind(primitive, inputs, params, types) {
      const unwrapped = inputs.map(trace.unwrap)
      const tensors = unwrapped.map(({ tensor }) => tensor)
      const axes = unwrapped.map(({ axis }) => axis)
      const over = axisName !== null && params.axisName === axisName ? overAxis.get(primitive) : undefined
      if (over === undefined && axes.every(axis => axis === null)) return parent.bind(primitive, tensors, params, types)
      const { outputs, axes: outputAxes } = withTrace(parent, () =>
        over === undefined ? primitive.batch(tensors, axes, size, params) : over(tensors, axes, size),
      )
      return outputs.map((output, i) => represent(output, outputAxes[i] ?? null, types[i] ?? output))
    },
  }
  if (axisName !== null) namedAxes.set(trace, { name: axisName, size })
  return trace
}
