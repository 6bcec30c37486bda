// Groups: the stored variables that one kernel computes. A group starts as one variable; a consumer that needs its elements at the
// same place joins it (an epilogue of a contraction or reduction, or several outputs of one pass over memory).
// Invariant: the groups stay acyclic, so that kernels can be put in order.

import type { Variable } from '../../core/graph.js'
import { sameShape } from '../../support/shape.js'
import type { Definitions } from './definitions.js'

export interface Group {
  /** In order of definition; the first is the reduction, contraction or scatter if there is one; or all outputs of a procedure. */
  readonly roots: Variable[]
  /** Stored variables that the kernel reads; none of its own roots. */
  readonly sources: Set<Variable>
}

/** The stored variables that `v` is computed from: those used at the same place only, and all. */
function sourcesOf(definitions: Definitions, stored: ReadonlySet<Variable>, v: Variable): { same: Set<Variable>; all: Set<Variable> } {
  const same = new Set<Variable>()
  const elsewhere = new Set<Variable>()
  const seen = new Map<Variable, boolean>()
  const walk = (u: Variable, samePlace: boolean, isRoot: boolean): void => {
    if (!isRoot) {
      const before = seen.get(u)
      if (before === false || before === samePlace) return
      seen.set(u, samePlace)
      if (stored.has(u)) {
        ;(samePlace ? same : elsewhere).add(u)
        return
      }
    }
    const definition = definitions.of.get(u)
    if (definition === undefined) return
    const keeps = samePlace && definition.lowering.kind === 'elementwise'
    for (const input of definition.equation.inputs) walk(input, keeps, false)
  }
  walk(v, true, true)
  for (const u of elsewhere) same.delete(u)
  return { same, all: new Set([...same, ...elsewhere]) }
}

export function groupVariables(definitions: Definitions, stored: ReadonlySet<Variable>): Group[] {
  const isInput = new Set(definitions.graph.inputs)
  const groupOf = new Map<Variable, Group>()
  const readers = new Map<Variable, Set<Variable>>()
  const samePlace = new Map<Variable, Set<Variable>>()
  const order: Variable[] = []
  for (const equation of definitions.graph.equations) {
    for (const v of equation.outputs) {
      if (!stored.has(v)) continue
      const { same, all } = sourcesOf(definitions, stored, v)
      samePlace.set(v, same)
      for (const source of all) {
        const set = readers.get(source) ?? new Set()
        readers.set(source, set.add(v))
      }
      groupOf.set(v, { roots: [v], sources: all })
      order.push(v)
    }
    const { kind } = definitions.lowering(equation)
    if (kind === 'procedure' || kind === 'control') together(equation.outputs, groupOf)
  }

  const isMap = (v: Variable): boolean => {
    const kind = definitions.of.get(v)?.lowering.kind
    return kind === 'elementwise' || kind === 'index'
  }

  const position = new Map(order.map((v, i) => [v, i]))

  /** Whether a third group would have to run after one and before the other, whose last root is `last`. */
  const detour = (from: Group, to: Group, last: Variable): boolean => {
    const end = position.get(last) ?? order.length
    const seen = new Set<Group>()
    const reaches = (group: Group, direct: boolean): boolean => {
      for (const v of group.roots)
        for (const reader of readers.get(v) ?? []) {
          const next = groupOf.get(reader)
          // What comes after the last root leads back to no other.
          if (next === undefined || next === group || seen.has(next) || (position.get(reader) ?? 0) > end) continue
          if (next === to) {
            if (!direct) return true
            continue
          }
          seen.add(next)
          if (reaches(next, false)) return true
        }
      return false
    }
    return reaches(from, true)
  }

  for (const consumer of order) {
    if (!isMap(consumer) || definitions.of.get(consumer)?.lowering.kind !== 'elementwise') continue
    for (const source of samePlace.get(consumer) ?? []) {
      const [from, to] = [groupOf.get(source), groupOf.get(consumer)]
      if (from === undefined || to === undefined || from === to || isInput.has(source)) continue
      const kind = definitions.of.get(source)?.lowering.kind
      if (kind === 'kernel' || kind === 'procedure' || kind === 'control' || !sameShape(source.type.shape, consumer.type.shape)) continue
      // One kernel holds at most one reduction or contraction, and nothing may read its group at other places.
      const heavy = [...from.roots, ...to.roots].filter(v => !isMap(v)).length
      const consistent = to.roots.every(root => from.roots.every(u => !readers.get(u)?.has(root) || samePlace.get(root)?.has(u)))
      if (heavy > 1 || from.roots.length + to.roots.length > 8 || !consistent || detour(from, to, consumer)) continue
      const merged: Group = {
        roots: [
          ...from.roots.filter(v => !isMap(v)),
          ...to.roots.filter(v => !isMap(v)),
          ...from.roots.filter(isMap),
          ...to.roots.filter(isMap),
        ],
        sources: new Set([...from.sources, ...to.sources].filter(v => !from.roots.includes(v) && !to.roots.includes(v))),
      }
      for (const v of merged.roots) groupOf.set(v, merged)
    }
  }
  return inOrder(new Set(order.map(v => groupOf.get(v)).filter(g => g !== undefined)), groupOf)
}

/** A procedure computes all its outputs at once, also those that nobody reads. */
function together(outputs: readonly Variable[], groupOf: Map<Variable, Group>): void {
  const group: Group = { roots: [...outputs], sources: new Set(outputs.flatMap(v => [...(groupOf.get(v)?.sources ?? [])])) }
  for (const v of outputs) groupOf.set(v, group)
}

/** Each group after those it reads from. */
function inOrder(groups: ReadonlySet<Group>, groupOf: ReadonlyMap<Variable, Group>): Group[] {
  const done = new Set<Group>()
  const ordered: Group[] = []
  const visit = (group: Group): void => {
    if (done.has(group)) return
    done.add(group)
    for (const source of group.sources) {
      const before = groupOf.get(source)
      if (before !== undefined) visit(before)
    }
    ordered.push(group)
  }
  for (const group of groups) visit(group)
  return ordered
}

/** The roots that must be written to memory, of each group: what leaves the program, and what another group reads. */
export function storedRoots(definitions: Definitions, groups: readonly Group[]): (group: Group) => Variable[] {
  const read = new Set(groups.flatMap(group => [...group.sources]))
  return group => group.roots.filter(v => definitions.isOutput(v) || read.has(v))
}
