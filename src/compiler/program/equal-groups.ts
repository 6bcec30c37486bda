// Groups that compute the same, of other variables, are scheduled once: a network has its layers several times, and an optimizer the same update for every
// array of a shape. What they are is told by the operations between what they read and what they store.

import { showType } from '../../core/array-type.js'
import { showParam, type Variable, variableOf } from '../../core/graph.js'
import type { Definitions } from '../fusion/definitions.js'
import type { Group } from '../fusion/groups.js'
import type { Scheduled } from '../schedule/draft.js'

/** A group up to the identity of its variables. */
interface Outline {
  /** Equal for groups whose kernels are the same. */
  readonly key: string
  /** All that it names, in the order in which the key does. */
  readonly variables: readonly Variable[]
}

function outlineOf(definitions: Definitions, stored: ReadonlySet<Variable>, { roots }: Group, written: readonly Variable[]): Outline {
  const numbers = new Map<Variable, number>()
  const number = (v: Variable): number => {
    const known = numbers.get(v) ?? numbers.size
    numbers.set(v, known)
    return known
  }
  const visited = new Set<Variable>()
  const parts: string[] = []
  const visit = (v: Variable): void => {
    if (visited.has(v)) return
    visited.add(v)
    const definition = definitions.of.get(v)
    if (definition === undefined || (stored.has(v) && !roots.includes(v))) {
      parts.push(`${number(v)}:${showType(v.type)}`)
      return
    }
    const { primitive, inputs, params, outputs } = definition.equation
    inputs.forEach(visit)
    for (const output of outputs) visited.add(output)
    const results = outputs.map(output => `${number(output)}:${showType(output.type)}`).join(' ')
    parts.push(`${results}=${primitive.name}${showParam(params)} ${inputs.map(number).join(' ')}`)
  }
  roots.forEach(visit)
  parts.push(roots.map(number).join(' '), written.map(number).join(' '))
  return { key: parts.join('\n'), variables: [...numbers.keys()] }
}

/** The kernels for other variables; those that only the kernels know are made anew. */
function renamed(scheduled: readonly Scheduled[], from: readonly Variable[], to: readonly Variable[]): readonly Scheduled[] {
  const names = new Map(from.map((v, i) => [v, to[i]]))
  const nameOf = (v: Variable): Variable => {
    const name = names.get(v) ?? variableOf(v.type)
    names.set(v, name)
    return name
  }
  return scheduled.map(each => ({ ...each, args: each.args.map(nameOf) }))
}

/**
 * Schedules groups, equal ones once: their kernels are then the same objects, under the name of the first.
 * @param schedule the kernels of a group
 */
export function schedulingOnce(
  definitions: Definitions,
  stored: ReadonlySet<Variable>,
  schedule: (group: Group, written: readonly Variable[], name: string) => readonly Scheduled[],
): typeof schedule {
  const known = new Map<string, { readonly scheduled: readonly Scheduled[]; readonly variables: readonly Variable[] }>()
  return (group, written, name) => {
    const { key, variables } = outlineOf(definitions, stored, group, written)
    const before = known.get(key)
    if (before !== undefined) return renamed(before.scheduled, before.variables, variables)
    const scheduled = schedule(group, written, name)
    known.set(key, { scheduled, variables })
    return scheduled
  }
}
