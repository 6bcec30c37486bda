// The value of a variable at a place, as one expression over the stored variables: producers are substituted into their consumers.

import { and, constant, type Expr, read, rebuild, select } from '../../core/expr.js'
import type { Variable } from '../../core/graph.js'
import type { Read } from '../../core/lowering.js'
import { InternalError } from '../../support/errors.js'
import type { Definitions } from './definitions.js'

export interface Inliner {
  /** The value of `v` at `at`, reading stored variables as sources. */
  readonly valueAt: (v: Variable, at: readonly Expr[]) => Expr
  /** A `Read` for the inputs of an equation. */
  readonly reader: (inputs: readonly Variable[]) => Read
  /** Stored variables read so far; a read's `source` is the position here. */
  readonly sources: readonly Variable[]
}

/** Reads under a guard read nothing where it is false. */
export function guardReads(e: Expr, guard: Expr): Expr {
  return rebuild(e, node => (node.op === 'read' ? { ...node, guard: node.guard === null ? guard : and(guard, node.guard) } : node))
}

/** The value where the guard is true, 0 elsewhere: then nothing is read. */
export function guarded(value: Expr, guard: Expr): Expr {
  const reads = guardReads(value, guard)
  return value.op === 'read' ? reads : select(guard, reads, constant(value.type, 0))
}

/**
 * @param computed the expressions of variables that the kernel at hand computes itself, valid at exactly the place `here`
 * @param first variables that are sources whatever is read, in this order
 */
export function inliner(
  definitions: Definitions,
  isStored: (v: Variable) => boolean,
  here: readonly Expr[],
  computed: ReadonlyMap<Variable, Expr>,
  first: readonly Variable[] = [],
): Inliner {
  const sources: Variable[] = [...first]
  const numbers = new Map<Variable, number>(first.map((v, i) => [v, i]))
  const memo = new Map<Variable, { readonly at: readonly Expr[]; readonly values: readonly Expr[] }[]>()

  const sameAt = (a: readonly Expr[], b: readonly Expr[]): boolean => a === b || (a.length === b.length && a.every((e, i) => e === b[i]))

  const readStored = (v: Variable, at: readonly Expr[]): Expr => {
    let source = numbers.get(v)
    if (source === undefined) {
      source = sources.length
      numbers.set(v, source)
      sources.push(v)
    }
    return read(v.type.dtype, source, at)
  }

  const reader =
    (inputs: readonly Variable[]): Read =>
    (input, at, guard) => {
      const v = inputs[input]
      if (v === undefined) throw new InternalError(`lowering reads input ${input} of ${inputs.length}`)
      if (at.length !== v.type.shape.length)
        throw new InternalError(`lowering reads input ${input} at ${at.length} positions of ${v.type.shape.length}`)
      const value = valueAt(v, at)
      return guard === undefined ? value : guarded(value, guard)
    }

  function valueAt(v: Variable, at: readonly Expr[]): Expr {
    const known = computed.get(v)
    if (known !== undefined && sameAt(at, here)) return known
    if (isStored(v)) return readStored(v, at)
    const definition = definitions.of.get(v)
    if (definition === undefined) return readStored(v, at)
    const { equation, lowering, output } = definition
    const first = equation.outputs[0] ?? v
    const before = memo.get(first)?.find(entry => sameAt(entry.at, at))
    const value = (before?.values ?? remember(first, at, expand()))[output]
    if (value === undefined) throw new InternalError(`lowering of ${equation.primitive.name} gives no output ${output}`)
    return value

    function expand(): readonly Expr[] {
      if (lowering.kind === 'elementwise') return lowering.body(equation.inputs.map(input => valueAt(input, at)))
      if (lowering.kind === 'index') return [lowering.body(at, reader(equation.inputs))]
      throw new InternalError(`fusion: ${equation.primitive.name} cannot be computed in place`)
    }
  }

  const remember = (v: Variable, at: readonly Expr[], values: readonly Expr[]): readonly Expr[] => {
    const entries = memo.get(v) ?? []
    entries.push({ at, values })
    memo.set(v, entries)
    return values
  }

  return { valueAt, reader, sources }
}
