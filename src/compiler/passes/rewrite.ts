// The engine of local rewriting: one sweep in order of computation, so that the inputs of an equation are in their final form when
// its rules are tried. Rules are keyed by the name of the primitive. The compiler knows no primitive by value: a rule may drop,
// rename and re-parametrise, and equations it adds use the records of equations that it has matched.

import type { Equation, Graph, Variable } from '../../core/graph.js'
import type { Params, ParamValue } from '../../core/primitive.js'
import { type DTypeName, paramElement } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import type { Note } from './pass.js'

/** What the sweep knows of the variables in an equation's inputs. */
export interface Known {
  /** The equation that defines the variable; nothing for inputs of the graph. */
  readonly definition: (v: Variable) => Equation | undefined
  /** How many inputs of equations and results of the graph it is. */
  readonly uses: (v: Variable) => number
  /** What all its elements are, where it is a scalar constant or a broadcast one. */
  readonly uniform: (v: Variable) => Uniform | undefined
}

export interface Uniform {
  /** As stored in the dtype: an element, see Note [Wide integers] in support/dtype.ts. */
  readonly value: number
  readonly scalar: Equation
  /** Present when it is broadcast. */
  readonly broadcast?: Equation
}

/** The outputs are these variables; or they are computed by other equations, of which the last defines them. */
export type Rewritten =
  | { readonly kind: 'same'; readonly as: Variable }
  | { readonly kind: 'equations'; readonly equations: readonly Equation[] }

/** What becomes of an equation; `null` where nothing does. */
export type Rewriting = (equation: Equation, known: Known) => Rewritten | null

/** Each application must bring the equation closer to a form in which none applies. */
export interface Rule {
  /** In words, for whoever asks what was rewritten and why. */
  readonly name: string
  readonly apply: Rewriting
}

export const rule = (name: string, apply: Rewriting): Rule => ({ name, apply })

export type Rules = Readonly<Record<string, readonly Rule[]>>

/** The only output is this variable. */
export const same = (as: Variable | undefined): Rewritten | null => (as === undefined ? null : { kind: 'same', as })

/** The same outputs from other inputs and parameters. */
export const become = (equation: Equation, change: Partial<Equation>): Rewritten => ({
  kind: 'equations',
  equations: [{ ...equation, ...change }],
})

/** Applies the rules until none applies, to each equation in order; `note` hears of each application. */
export function rewrite(graph: Graph, rules: Rules, note: Note): Graph {
  const definitions = new Map<Variable, Equation>()
  const uniforms = new Map<Variable, Uniform>()
  const uses = usesIn(graph)
  const known: Known = { definition: v => definitions.get(v), uses: v => uses.get(v) ?? 0, uniform: v => uniforms.get(v) }
  const renamed = new Map<Variable, Variable>()
  const now = (v: Variable): Variable => renamed.get(v) ?? v
  const equations: Equation[] = []
  let changed = false

  const settle = (original: Equation): void => {
    const inputs = original.inputs.map(now)
    const equation = inputs.some((v, i) => v !== original.inputs[i]) ? { ...original, inputs } : original
    for (const { name, apply } of rules[equation.primitive.name] ?? []) {
      const result = apply(equation, known)
      if (result === null) continue
      changed = true
      note(name)
      if (result.kind === 'equations') result.equations.forEach(settle)
      else {
        const [output] = equation.outputs
        if (output === undefined) return
        renamed.set(output, result.as)
        uses.set(result.as, known.uses(result.as) + known.uses(output))
      }
      return
    }
    equations.push(equation)
    for (const v of equation.outputs) definitions.set(v, equation)
    const [output] = equation.outputs
    const uniform = uniformOf(equation, known)
    if (output !== undefined && uniform !== undefined) uniforms.set(output, uniform)
  }

  graph.equations.forEach(settle)
  return changed ? { inputs: graph.inputs, equations, outputs: graph.outputs.map(now) } : graph
}

/** How many inputs of equations and results each variable is. */
export function usesIn({ equations, outputs }: Graph): Map<Variable, number> {
  const uses = new Map<Variable, number>()
  for (const v of [...equations.flatMap(({ inputs }) => inputs), ...outputs]) uses.set(v, (uses.get(v) ?? 0) + 1)
  return uses
}

function uniformOf(equation: Equation, known: Known): Uniform | undefined {
  const [input] = equation.inputs
  const [output] = equation.outputs
  if (equation.primitive.name === 'constant' && output !== undefined)
    return { value: elementOf(equation.params, output.type.dtype), scalar: equation }
  const inner = equation.primitive.name === 'broadcast' && input !== undefined ? known.uniform(input) : undefined
  return inner && { ...inner, broadcast: equation }
}

/** The element that the parameter `value` stands for. @throws InternalError when it stands for none */
export function elementOf({ value }: Params, dtype: DTypeName): number {
  if (typeof value === 'number' || typeof value === 'string') return paramElement(value, dtype)
  throw new InternalError(`rewriting: parameter value must be an element; got ${JSON.stringify(value)}`)
}

const isNumbers = (value: ParamValue | undefined): value is readonly number[] =>
  Array.isArray(value) && value.every(element => typeof element === 'number')

/** @throws InternalError when the parameter is no number */
export function numberParam(params: Params, name: string): number {
  const value = params[name]
  if (typeof value !== 'number') throw new InternalError(`rewriting: parameter ${name} must be a number; got ${JSON.stringify(value)}`)
  return value
}

/** @throws InternalError when the parameter is no list of numbers */
export function numbersParam(params: Params, name: string): readonly number[] {
  const value = params[name]
  if (!isNumbers(value)) throw new InternalError(`rewriting: parameter ${name} must be a list of numbers; got ${JSON.stringify(value)}`)
  return value
}
