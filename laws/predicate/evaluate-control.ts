// What the lowering of a loop or branch means, whatever computes the graphs inside: rounds one after the other, slices along the first axis.

import { type ArrayType, type HostArray, hostArray } from '../../src/core/array-type.js'
import type { ControlLowering, ScanLowering, WhileLowering } from '../../src/core/control-lowering.js'
import type { Graph } from '../../src/core/graph.js'
import { sizeOf } from '../../src/support/shape.js'

type Run = (graph: Graph, inputs: readonly HostArray[]) => readonly HostArray[]

/** The outputs, of the types given; `run` computes what is inside. */
export function runControl(
  lowering: ControlLowering,
  inputs: readonly HostArray[],
  types: readonly ArrayType[],
  run: Run,
): readonly HostArray[] {
  switch (lowering.name) {
    case 'scan':
      return scan(lowering, inputs, types, run)
    case 'while':
      return whileLoop(lowering, inputs, run)
    case 'cond': {
      const [index, ...operands] = inputs
      const i = Math.min(Math.max(index?.data[0] ?? 0, 0), lowering.branches.length - 1)
      return run(lowering.branches[i] as Graph, operands)
    }
  }
}

function scan(
  { body, carries, slices, length, reverse }: ScanLowering,
  inputs: readonly HostArray[],
  types: readonly ArrayType[],
  run: Run,
): readonly HostArray[] {
  const stacked = types.slice(carries).map(hostArray)
  const part = (x: HostArray, i: number): HostArray => {
    const shape = x.shape.slice(1)
    return { shape, dtype: x.dtype, data: x.data.slice(i * sizeOf(shape), (i + 1) * sizeOf(shape)) }
  }
  let carry: readonly HostArray[] = inputs.slice(0, carries)
  for (let round = 0; round < length; round++) {
    const i = reverse ? length - 1 - round : round
    const xs = inputs.slice(carries, carries + slices).map(x => part(x, i))
    const results = run(body, [...carry, ...xs, ...inputs.slice(carries + slices)])
    carry = results.slice(0, carries)
    for (const [k, y] of results.slice(carries).entries()) stacked[k]?.data.set(y.data, i * y.data.length)
  }
  return [...carry, ...stacked]
}

function whileLoop(
  { condition, body, carries, conditionConstants }: WhileLowering,
  inputs: readonly HostArray[],
  run: Run,
): readonly HostArray[] {
  const [forCondition, forBody] = [inputs.slice(carries, carries + conditionConstants), inputs.slice(carries + conditionConstants)]
  let carry: readonly HostArray[] = inputs.slice(0, carries)
  while (run(condition, [...carry, ...forCondition])[0]?.data[0] !== 0) carry = run(body, [...carry, ...forBody])
  return carry
}
