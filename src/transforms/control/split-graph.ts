// Partial evaluation of a closed graph: what its known inputs determine, and the rest, which gets what it needs of the known values as
// residuals. What costs no more to compute again than to keep is computed again: constants, and views that are no smaller than what they
// look at. What does not change from one round of a loop to the next is kept once.

import { bytesOf } from '../../core/array-type.js'
import { callOf } from '../../core/calls.js'
import type { Equation, Graph, Variable } from '../../core/graph.js'

/** How the inputs of a graph stand to the rounds of a loop. */
export type InputKind =
  /** Not known yet: a tangent. */
  | 'unknown'
  /** The same in every round, and at hand in every round. */
  | 'constant'
  /** Another in every round, and at hand in every round. */
  | 'slice'
  /** Known while its round runs only. */
  | 'passing'

export interface SplitGraph {
  /** The equations that known inputs determine. */
  readonly known: readonly Equation[]
  /** The others, with those of the known ones that are computed again. */
  readonly rest: readonly Equation[]
  /** Known inputs that the rest reads, and that are at hand. */
  readonly atHand: readonly Variable[]
  /** Values that depend on constant inputs alone and are worth keeping: computed once, before the loop. */
  readonly hoisted: readonly Variable[]
  /** What is to be kept of every round. */
  readonly residuals: readonly Variable[]
}

export function splitGraph(graph: Graph, kinds: readonly InputKind[], unknownOutputs: readonly Variable[]): SplitGraph {
  const unknown = new Set<Variable>()
  const varying = new Set<Variable>()
  const depends = new Set<Variable>()
  const kindOf = new Map<Variable, InputKind>()
  for (const [i, v] of graph.inputs.entries()) {
    const kind = kinds[i] ?? 'passing'
    kindOf.set(v, kind)
    depends.add(v)
    if (kind === 'unknown') unknown.add(v)
    if (kind !== 'constant') varying.add(v)
  }
  const definitions = new Map<Variable, Equation>()
  const known: Equation[] = []
  for (const equation of graph.equations) {
    const spread = (set: Set<Variable>): boolean => {
      const reached = equation.inputs.some(v => set.has(v))
      if (reached) for (const v of equation.outputs) set.add(v)
      return reached
    }
    spread(varying)
    spread(depends)
    for (const v of equation.outputs) definitions.set(v, equation)
    if (!spread(unknown)) known.push(equation)
  }

  const isAtHand = (v: Variable): boolean => kindOf.get(v) === 'constant' || kindOf.get(v) === 'slice'
  const again = new Set<Equation>()
  const needs = { atHand: new Set<Variable>(), hoisted: new Set<Variable>(), residuals: new Set<Variable>() }
  const require = (v: Variable): void => {
    if (unknown.has(v)) return
    const equation = definitions.get(v)
    if (equation === undefined) needs[kindOf.get(v) === 'passing' ? 'residuals' : 'atHand'].add(v)
    else if (!depends.has(v) || isCheap(equation, isAtHand)) {
      if (again.has(equation)) return
      again.add(equation)
      equation.inputs.forEach(require)
    } else needs[varying.has(v) ? 'residuals' : 'hoisted'].add(v)
  }
  const isRest = (equation: Equation): boolean => equation.outputs.some(v => unknown.has(v))
  for (const equation of graph.equations) if (isRest(equation)) equation.inputs.forEach(require)
  unknownOutputs.forEach(require)
  return {
    known,
    rest: graph.equations.filter(equation => isRest(equation) || again.has(equation)),
    atHand: [...needs.atHand],
    hoisted: [...needs.hoisted],
    residuals: [...needs.residuals],
  }
}

/** A view of what is at hand, or that is no smaller than what it looks at: keeping that is as good as keeping the view. */
function isCheap({ primitive, inputs, params, outputs }: Equation, isAtHand: (v: Variable) => boolean): boolean {
  const bytes = (variables: readonly Variable[]): number => variables.reduce((sum, v) => sum + bytesOf(v.type), 0)
  if (callOf(params) !== undefined || (bytes(inputs) > bytes(outputs) && !inputs.every(isAtHand))) return false
  const types = (variables: readonly Variable[]) => variables.map(v => v.type)
  return primitive.lower(types(inputs), params, types(outputs)).kind === 'index'
}
