// The derivative of a loop: one that computes the values and keeps what the derivative needs of each round, and one that is linear in the
// tangents. See Note [Derivative].

import { type Graph, subgraph, type Variable } from '../../core/graph.js'
import type { Differentiated, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { full } from '../../primitives/structure/broadcast.js'
import { InternalError } from '../../support/errors.js'
import { evaluateGraph } from '../graph/evaluate-graph.js'
import { jvpOfGraph } from './graph-transforms.js'
import type { ScanParams } from './scan-primitive.js'
import { type InputKind, type SplitGraph, splitGraph } from './split-graph.js'

export type Scan = (inputs: readonly Tensor[], params: ScanParams) => readonly Tensor[]

/** The operands of a loop by what they are to its body. */
export interface Operands<T> {
  readonly carries: readonly T[]
  readonly slices: readonly T[]
  readonly constants: readonly T[]
}

/** What a split loop's rest reads of the known values: body inputs, and the tensors that they stand for. */
export interface Kept {
  readonly slices: readonly (readonly [Variable, Tensor])[]
  readonly constants: readonly (readonly [Variable, Tensor])[]
}

/**
 * Runs the known part of a split loop.
 * @param body from carries, slices and constants to carries and results, all of them known
 * @returns the known outputs, and what the rest reads
 */
export function runKnown(
  scan: Scan,
  body: Operands<Variable> & { readonly outputs: readonly Variable[] },
  operands: Operands<Tensor>,
  { known, atHand, hoisted, residuals }: SplitGraph,
  rounds: Pick<ScanParams, 'length' | 'reverse' | 'unroll'>,
): { readonly outputs: readonly Tensor[]; readonly kept: Kept } {
  const carries = body.carries.length
  // A result that is stacked anyway is not stacked twice.
  const stacked = body.outputs.slice(carries)
  const extra = residuals.filter(v => !stacked.includes(v))
  const graph: Graph = {
    inputs: [...body.carries, ...body.slices, ...body.constants],
    equations: known,
    outputs: [...body.outputs, ...extra],
  }
  const needed = body.outputs.length > 0 || extra.length > 0
  const all = needed
    ? scan([...operands.carries, ...operands.slices, ...operands.constants], {
        body: subgraph(graph),
        carries,
        slices: body.slices.length,
        ...rounds,
      })
    : []
  const results = [...stacked, ...extra]
  const stackOf = (v: Variable): Tensor => all[carries + results.indexOf(v)] ?? missing()
  const sliceAtHand = atHand.filter(v => body.slices.includes(v))
  const constantAtHand = atHand.filter(v => body.constants.includes(v))
  const invariant = evaluateGraph({ inputs: body.constants, equations: ancestors(known, hoisted), outputs: hoisted }, operands.constants)
  return {
    outputs: all.slice(0, body.outputs.length),
    kept: {
      slices: [
        ...sliceAtHand.map(v => [v, operands.slices[body.slices.indexOf(v)] ?? missing()] as const),
        ...residuals.map(v => [v, stackOf(v)] as const),
      ],
      constants: [
        ...constantAtHand.map(v => [v, operands.constants[body.constants.indexOf(v)] ?? missing()] as const),
        ...hoisted.map((v, i) => [v, invariant[i] ?? missing()] as const),
      ],
    },
  }
}

const missing = (): never => {
  throw new InternalError('scan: a value that the derivative needs is missing')
}

/** The equations that the variables are computed from. */
function ancestors(equations: Graph['equations'], wanted: readonly Variable[]): Graph['equations'] {
  const needed = new Set(wanted)
  return equations
    .toReversed()
    .filter(equation => {
      if (!equation.outputs.some(v => needed.has(v))) return false
      for (const v of equation.inputs) needed.add(v)
      return true
    })
    .reverse()
}

export function differentiateScan(
  scan: Scan,
  primals: readonly Tensor[],
  tangents: readonly Tangent[],
  params: ScanParams,
): Differentiated {
  const { carries, slices, body, ...rounds } = params
  const { graph } = body
  let moves = tangents.map(tangent => tangent !== null)
  let derivative = jvpOfGraph(graph, moves, output => output < carries && moves[output] === true)
  // A carry moves as soon as one round makes it so.
  while (derivative.moving.slice(0, carries).some((moving, i) => moving && !moves[i])) {
    moves = moves.map((before, i) => before || (i < carries && derivative.moving[i] === true))
    derivative = jvpOfGraph(graph, moves, output => output < carries && moves[output] === true)
  }
  const count = graph.inputs.length
  // What rules in the body capture is one more constant.
  const captured = derivative.graph.inputs.slice(derivative.graph.inputs.length - derivative.captured.length)
  const own = [...derivative.graph.inputs.slice(0, count), ...captured]
  const kindOf = (i: number): InputKind => (i < carries ? 'passing' : i < carries + slices ? 'slice' : 'constant')
  const kinds = derivative.graph.inputs.map((v, i): InputKind => (captured.includes(v) ? 'constant' : i >= count ? 'unknown' : kindOf(i)))
  const values = derivative.graph.outputs.slice(0, graph.outputs.length)
  const directions = derivative.graph.outputs.slice(graph.outputs.length)
  const split = splitGraph(derivative.graph, kinds, directions)
  const take = <T>(list: readonly T[]): Operands<T> => ({
    carries: list.slice(0, carries),
    slices: list.slice(carries, carries + slices),
    constants: list.slice(carries + slices),
  })
  const { outputs, kept } = runKnown(scan, { ...take(own), outputs: values }, take([...primals, ...derivative.captured]), split, rounds)

  // The tangents' variables, in the places of what they are tangents of.
  const places = moves.flatMap((moving, i) => (moving ? [i] : []))
  const tangentInputs = places.map((i, k) => ({
    i,
    variable: derivative.graph.inputs[count + k] ?? missing(),
    // A carry that starts to move in some round has not moved before the first.
    tensor: tangents[i] ?? full(0, primals[i] ?? missing()),
  }))
  const inPart = (from: number, to: number) => tangentInputs.filter(({ i }) => i >= from && i < to)
  const [carried, sliced, constant] = [inPart(0, carries), inPart(carries, carries + slices), inPart(carries + slices, count)]
  const linear = scan(
    [
      ...carried.map(({ tensor }) => tensor),
      ...kept.slices.map(([, tensor]) => tensor),
      ...sliced.map(({ tensor }) => tensor),
      ...kept.constants.map(([, tensor]) => tensor),
      ...constant.map(({ tensor }) => tensor),
    ],
    {
      body: subgraph({
        inputs: [
          ...carried.map(({ variable }) => variable),
          ...kept.slices.map(([v]) => v),
          ...sliced.map(({ variable }) => variable),
          ...kept.constants.map(([v]) => v),
          ...constant.map(({ variable }) => variable),
        ],
        equations: split.rest,
        outputs: directions,
      }),
      carries: carried.length,
      slices: kept.slices.length + sliced.length,
      ...rounds,
    },
  )
  let next = 0
  return { outputs, tangents: derivative.moving.map(moving => (moving ? (linear[next++] ?? missing()) : null)) }
}

// Note [Derivative]
// The derivative of the body is split in two: what the values determine, and what depends on the tangents, which is linear in them. So the
// derivative of the loop is two loops. The first computes the values and stacks, for each round, what the second needs of them. The second takes
// tangents as carries, slices and constants. Reverse differentiation records the second and walks it backwards; the first has run by then.
// Derivatives of derivatives are those of two loops.
