// The loop nest over a domain: neighbouring axes merged where no position needs a division afterwards, the outer axes as rows dealt
// out to tasks, the innermost along lanes. A last partial vector overlaps the one before it: it computes some elements twice.

import { add, compare, div, type Expr, index, mul, operands, rebuild, rem, select, sub, variable } from '../../core/expr.js'
import type { DTypeName } from '../../support/dtype.js'
import { type Dims, sizeOf } from '../../support/shape.js'
import { dependsOn, type Interner, simplifyExpr } from '../index-algebra/index.js'
import { type LoopVariable, lanes, loop, type Statement } from '../kernel/ir.js'

export interface Domain {
  readonly variables: readonly LoopVariable[]
  /** Expressions over the variables, in the caller's order. */
  readonly values: readonly Expr[]
}

export const domainVariables = (prefix: string, shape: Dims): LoopVariable[] => shape.map((extent, i) => variable(`${prefix}${i}`, extent))

export function substitute(values: readonly Expr[], replacements: ReadonlyMap<Expr, Expr>): Expr[] {
  const memo = new Map<Expr, Expr>()
  return values.map(e => rebuild(e, (node, original) => replacements.get(original) ?? node, memo))
}

/** One interner for all that a kernel simplifies keeps shared what is shared. */
export const simplifyAll = (values: readonly Expr[], interner: Interner): Expr[] => values.map(e => simplifyExpr(e, interner))

/** Whether a position divides by something that depends on the variable. */
export function divides(values: readonly Expr[], v: LoopVariable): boolean {
  const seen = new Set<Expr>()
  const visit = (e: Expr): boolean => {
    if (seen.has(e)) return false
    seen.add(e)
    if (e.op === 'binary' && e.type === 'index' && (e.name === 'div' || e.name === 'rem') && dependsOn(e, v)) return true
    return operands(e).some(visit)
  }
  return values.some(visit)
}

/** Merges neighbouring variables whose positions allow it; variables of extent 1 vanish. */
export function mergeAxes(domain: Domain, interner: Interner): Domain {
  const ones = domain.variables.filter(v => v.extent === 1)
  let values: Expr[] = simplifyAll(substitute(domain.values, new Map(ones.map(v => [v, index(0)]))), interner)
  let variables = domain.variables.filter(v => v.extent !== 1)
  for (let i = variables.length - 2; i >= 0; i--) {
    const [outer, inner] = [variables[i], variables[i + 1]]
    if (outer === undefined || inner === undefined) continue
    const merged = variable(outer.name, outer.extent * inner.extent)
    const replaced = simplifyAll(
      substitute(
        values,
        new Map([
          [outer as Expr, div(merged, index(inner.extent))],
          [inner as Expr, rem(merged, index(inner.extent))],
        ]),
      ),
      interner,
    )
    if (divides(replaced, merged)) continue
    values = replaced
    variables = [...variables.slice(0, i), merged, ...variables.slice(i + 2)]
  }
  return { variables, values }
}

/** The variables of a row-major multi-index from its linear position. An empty range has none: any positions will do. */
export function delinearize(variables: readonly LoopVariable[], position: Expr): Map<Expr, Expr> {
  const out = new Map<Expr, Expr>()
  const extents = variables.map(v => Math.max(1, v.extent))
  let stride = sizeOf(extents)
  for (const [i, v] of variables.entries()) {
    const extent = extents[i] ?? 1
    stride /= extent
    const quotient = stride === 1 ? position : div(position, index(stride))
    out.set(v, i === 0 ? quotient : rem(quotient, index(extent)))
  }
  return out
}

export const minimum = (a: Expr, b: Expr): Expr => select(compare('lt', a, b), a, b)
export const maximum = (a: Expr, b: Expr): Expr => select(compare('lt', a, b), b, a)

/** How many multi-indices there are. */
export const extent = (variables: readonly LoopVariable[]): number => sizeOf(variables.map(v => v.extent))

/** A value computed once for the body. */
export const bind = (v: LoopVariable, value: Expr, body: readonly Statement[]): Statement => loop(v, value, add(value, index(1)), 1, body)

/** An element of a buffer. */
export const read = (type: DTypeName, buffer: number, at: Expr): Expr => ({ op: 'read', type, source: buffer, at: [at], guard: null })

/** The widest power of two up to `most` that fits in the extent. */
export function lanesFor(extent: number, most: number): number {
  let width = most
  while (width > extent) width /= 2
  return Math.max(1, width)
}

/** Covers `from … to-1` (at least `width` long, from a multiple of it on) with vectors of `width`; where they do not come out even, the last one overlaps. */
export function vectorLoop(v: LoopVariable, from: Expr, to: Expr, width: number, body: readonly Statement[]): Statement {
  const base = variable(`${v.name}_base`, v.extent)
  const start = v.extent % width === 0 ? base : minimum(base, sub(to, index(width)))
  return loop(base, from, to, width, [lanes(v, start, width, body)])
}

/** How the iterations of a dimension are dealt out: `tasks` of `each`, the last one shorter. */
export function deal(extent: number, costOfOne: number, multipleOf: number): { tasks: number; each: number } {
  const worthwhile = 15_000
  const wanted = Math.max(1, Math.min(64, Math.floor((extent * costOfOne) / worthwhile)))
  const each = Math.max(1, Math.ceil(extent / wanted / multipleOf) * multipleOf)
  return { tasks: Math.max(1, Math.ceil(extent / each)), each }
}

/** `[from, to)` of the task. */
export function dealt(task: Expr, each: number, extent: number): { from: Expr; to: Expr } {
  const from = mul(task, index(each))
  return { from, to: minimum(add(from, index(each)), index(extent)) }
}
