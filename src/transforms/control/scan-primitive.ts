// scan: a loop of a known number of rounds over slices of arrays, that hands a carry on and stacks results. A body in the parameters
// says what a round does; it is traced, differentiated and compiled once, whatever the length.
// Source of the rules: JAX's scan (Bradbury et al., 2018); its derivative is two scans, see Note [Derivative].

import { type ArrayType, type HostArray, sameType, showType } from '../../core/array-type.js'
import { type Graph, type Subgraph, subgraph } from '../../core/graph.js'
import { interpret } from '../../core/interpret.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { moveAxis } from '../../primitives/structure/permute.js'
import { ShapeError } from '../../support/errors.js'
import { sizeOf } from '../../support/shape.js'
import { batchOfGraph, repeated, withAxis } from './graph-transforms.js'
import { differentiateScan } from './scan-derivative.js'
import { scanSamples } from './scan-samples.js'
import { transposeScan } from './scan-transpose.js'

/** Inputs: carries, arrays to take slices of along their first axis, constants. Outputs: the last carries, the stacked results. */
export type ScanParams = {
  /** From carries, slices and constants to carries and results. */
  readonly body: Subgraph
  readonly carries: number
  readonly slices: number
  readonly length: number
  /** From the last slice to the first; results are stacked where their slices came from. */
  readonly reverse: boolean
  /** So many rounds are compiled as one. */
  readonly unroll: number
}

/** The list in its three parts. */
export const partsOf = <T>(list: readonly T[], { carries, slices }: Pick<ScanParams, 'carries' | 'slices'>) => ({
  carries: list.slice(0, carries),
  slices: list.slice(carries, carries + slices),
  constants: list.slice(carries + slices),
})

/** The part of an array at a position of its first axis. */
function sliceOf({ shape, dtype, data }: HostArray, i: number): HostArray {
  const rest = shape.slice(1)
  const size = sizeOf(rest)
  return { shape: rest, dtype, data: data.subarray(i * size, (i + 1) * size) }
}

function checkTypes(what: string, got: readonly ArrayType[], expected: readonly ArrayType[]): void {
  const at = Math.max(got.length, expected.length)
  for (let i = 0; i < at; i++) {
    const [g, e] = [got[i], expected[i]]
    if (g === undefined || e === undefined || !sameType(g, e))
      throw new ShapeError(
        `scan: ${what} must be what the body takes; expected ${e === undefined ? 'nothing more' : showType(e)}, got ${g === undefined ? 'nothing more' : showType(g)} (number ${i})`,
      )
  }
}

const typesIn = (variables: Graph['inputs']): readonly ArrayType[] => variables.map(v => v.type)

export const scanP: Primitive<ScanParams> = Object.freeze({
  name: 'scan',
  domain: scanSamples,
  typeOf(inputs, params) {
    const { graph } = params.body
    const [given, taken] = [partsOf(inputs, params), partsOf(typesIn(graph.inputs), params)]
    checkTypes('the carry', given.carries, taken.carries)
    checkTypes(
      'the arrays',
      given.slices,
      taken.slices.map(type => withAxis(type, params.length)),
    )
    checkTypes('the constants', given.constants, taken.constants)
    const [next, results] = [graph.outputs.slice(0, params.carries), graph.outputs.slice(params.carries)]
    checkTypes('the next carry', typesIn(next), taken.carries)
    return [...taken.carries, ...typesIn(results).map(type => withAxis(type, params.length))]
  },
  reference(inputs, params, outputs) {
    const { body, length, reverse } = params
    const { slices, constants, ...initial } = partsOf(inputs, params)
    let carries: typeof inputs = initial.carries
    for (let round = 0; round < length; round++) {
      const i = reverse ? length - 1 - round : round
      const results = interpret(body.graph, [...carries, ...slices.map(x => sliceOf(x, i)), ...constants])
      carries = results.slice(0, params.carries)
      for (const [k, y] of results.slice(params.carries).entries()) outputs[params.carries + k]?.data.set(y.data, i * y.data.length)
    }
    for (const [k, carry] of carries.entries()) outputs[k]?.data.set(carry.data)
  },
  jvp: { together: (primals, tangents, params) => differentiateScan(scan, primals, tangents, params) },
  transpose: (cotangents, inputs, params) => transposeScan(scan, cotangents, inputs, params),
  batch(inputs, axes, size, params) {
    const parts = partsOf(
      inputs.map((tensor, i) => ({ tensor, axis: axes[i] ?? null })),
      params,
    )
    const isMapped = ({ axis }: { readonly axis: number | null }): boolean => axis !== null
    let moving = parts.carries.map(isMapped)
    const batchedWith = () =>
      batchOfGraph(
        params.body.graph,
        [...moving, ...parts.slices.map(isMapped), ...parts.constants.map(isMapped)],
        size,
        output => moving[output] === true,
      )
    let batched = batchedWith()
    // A carry is mapped as soon as one round makes it so.
    while (batched.mapped.slice(0, params.carries).some((mapped, i) => mapped && !moving[i])) {
      moving = moving.map((before, i) => before || batched.mapped[i] === true)
      batched = batchedWith()
    }
    const front = ({ tensor, axis }: (typeof parts.carries)[number], to: number): Tensor =>
      axis === null ? tensor : moveAxis(tensor, axis, to)
    const operands = [
      ...parts.carries.map((carry, i) => (carry.axis === null && moving[i] ? repeated(carry.tensor, size) : front(carry, 0))),
      // Rounds go along axis 0.
      ...parts.slices.map(x => front(x, 1)),
      ...parts.constants.map(x => front(x, 0)),
    ]
    const outputs = scan(operands, { ...params, body: subgraph(batched.graph) })
    return { outputs, axes: batched.mapped.map((mapped, i) => (mapped ? (i < params.carries ? 0 : 1) : null)) }
  },
  lower: (_inputs, { body, ...shape }) => ({ kind: 'control', name: 'scan', body: body.graph, ...shape }),
  complex: 'none',
} satisfies Primitive<ScanParams>)

/** Runs a loop; a carry, slice or result more or less is a matter of the body. */
export function scan(inputs: readonly Tensor[], params: ScanParams): readonly Tensor[] {
  const { carries, slices, length, reverse, unroll, body } = params
  // Equal parameters are so in one order.
  return bind(scanP, inputs, { carries, slices, length, reverse, unroll, body })
}
