// A linear loop walked backwards: the cotangent of a round's carry is carried to the round before it, cotangents of slices are stacked, and
// those of constants add up from round to round.

import { subgraph, type Variable } from '../../core/graph.js'
import type { Tangent, TransposeInput } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { add } from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { InternalError } from '../../support/errors.js'
import { pullBackGraph, traceGraph, withAxis } from './graph-transforms.js'
import { type Operands, runKnown, type Scan } from './scan-derivative.js'
import type { ScanParams } from './scan-primitive.js'
import { type InputKind, splitGraph } from './split-graph.js'

export function transposeScan(
  scan: Scan,
  cotangents: readonly Tangent[],
  inputs: readonly TransposeInput[],
  { carries, slices, body, ...rounds }: ScanParams,
): readonly Tangent[] {
  const { graph } = body
  const isLinear = linearInputs(graph, inputs, carries)
  const part = (i: number): keyof Operands<unknown> => (i < carries ? 'carries' : i < carries + slices ? 'slices' : 'constants')
  const kindOf = { carries: 'passing', slices: 'slice', constants: 'constant' } as const
  const kinds = graph.inputs.map((_, i): InputKind => (isLinear[i] ? 'unknown' : kindOf[part(i)]))

  // What is known runs forwards first, and what each round needs of it is kept.
  const linearOutputs = graph.outputs.filter((_, i) => i >= carries || isLinear[i])
  const split = splitGraph(graph, kinds, linearOutputs)
  const knownVariables = (which: keyof Operands<unknown>): Variable[] => graph.inputs.filter((_, i) => !isLinear[i] && part(i) === which)
  const knownTensors = (which: keyof Operands<unknown>): Tensor[] =>
    inputs.flatMap((input, i) => (!isLinear[i] && part(i) === which ? [knownValue(input)] : []))
  const three = <T>(of: (which: keyof Operands<unknown>) => readonly T[]): Operands<T> => ({
    carries: of('carries'),
    slices: of('slices'),
    constants: of('constants'),
  })
  const knownCarries = graph.outputs.filter((_, i) => i < carries && !isLinear[i])
  const needsLoop = split.residuals.length > 0
  const { kept } = runKnown(
    scan,
    needsLoop ? { ...three(knownVariables), outputs: knownCarries } : { ...three(knownVariables), carries: [], outputs: [] },
    needsLoop ? three(knownTensors) : { ...three(knownTensors), carries: [] },
    split,
    rounds,
  )

  const linearOf = (which: keyof Operands<unknown>): readonly number[] =>
    graph.inputs.flatMap((_, i) => (isLinear[i] && part(i) === which ? [i] : []))
  const [carried, sliced, constant] = [linearOf('carries'), linearOf('slices'), linearOf('constants')]
  const typeAt = (i: number) => (graph.inputs[i] ?? missing()).type
  const flowing = graph.outputs.flatMap((_, i) => (i >= carries && cotangents[i] != null ? [i] : []))

  const { graph: backwards, captured } = traceGraph('transpose', input => {
    const after = carried.map(i => input(typeAt(i)))
    const sums = constant.map(i => input(typeAt(i)))
    const keptSlices = kept.slices.map(([v]) => input(v.type))
    const results = flowing.map(i => input((graph.outputs[i] ?? missing()).type))
    const keptConstants = kept.constants.map(([v]) => input(v.type))
    const known = [...kept.slices.map(([v]) => v), ...kept.constants.map(([v]) => v)]
    const values = [...keptSlices, ...keptConstants]
    const linear = [...carried, ...sliced, ...constant].map(i => graph.inputs[i] ?? missing())
    const found = pullBackGraph(
      { inputs: [...known, ...linear], equations: split.rest, outputs: linearOutputs },
      [...values, ...linear.map(() => null)],
      [...after, ...graph.outputs.flatMap((_, i) => (i < carries ? [] : [results[flowing.indexOf(i)] ?? null]))],
    ).slice(known.length)
    const cotangent = (k: number): Tangent => found[k] ?? null
    return [
      ...carried.map((i, k) => cotangent(k) ?? full(0, typeAt(i))),
      ...constant.map((_, k) => {
        const [sum, more] = [sums[k] ?? missing(), cotangent(carried.length + sliced.length + k)]
        return more === null ? sum : add(sum, more)
      }),
      ...sliced.map((i, k) => cotangent(carried.length + k) ?? full(0, typeAt(i))),
    ]
  })
  const outputs = scan(
    [
      ...carried.map(i => cotangents[i] ?? full(0, typeAt(i))),
      ...constant.map(i => full(0, typeAt(i))),
      ...kept.slices.map(([, tensor]) => tensor),
      ...flowing.map(i => cotangents[i] ?? full(0, withAxis((graph.outputs[i] ?? missing()).type, rounds.length))),
      ...kept.constants.map(([, tensor]) => tensor),
      ...captured,
    ],
    {
      ...rounds,
      body: subgraph(backwards),
      carries: carried.length + constant.length,
      slices: kept.slices.length + flowing.length,
      reverse: !rounds.reverse,
    },
  )
  const order = [...carried, ...constant, ...sliced]
  return inputs.map((input, i) => (input.linear ? (outputs[order.indexOf(i)] ?? null) : null))
}

/** The inputs of the body that are linear in some round: a carry as soon as one round makes it so. */
function linearInputs(graph: ScanParams['body']['graph'], inputs: readonly TransposeInput[], carries: number): readonly boolean[] {
  let linear = inputs.map(input => input.linear)
  for (;;) {
    const reached = new Set(graph.inputs.filter((_, i) => linear[i]))
    for (const { inputs: operands, outputs } of graph.equations)
      if (operands.some(v => reached.has(v))) for (const v of outputs) reached.add(v)
    const next = linear.map((before, i) => {
      const output = graph.outputs[i]
      return before || (i < carries && output !== undefined && reached.has(output))
    })
    if (next.every((value, i) => value === linear[i])) return linear
    linear = next
  }
}

function knownValue(input: TransposeInput): Tensor {
  if (input.linear) throw new InternalError('scan: a linear input has no value')
  return input.value
}

const missing = (): never => {
  throw new InternalError('scan: a part of the transposed loop is missing')
}
