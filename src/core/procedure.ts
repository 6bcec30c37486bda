// Procedures: small imperative programs over arrays, for what no single formula says: sorting, factorisations, recurrences.
// One program runs for every multi-index of a batch; it reads inputs, writes outputs and scratch of its own, and holds scalars in cells.
// Invariant: every loop is bounded and every float operation stands in the program, so that the order of all roundings is part of it.

import { add, argument, type Expr, index, type ScalarType, sub, variable } from './expr.js'

/** An element to be written, of output or scratch number `array` (outputs first, then scratch). */
export interface ElementStore {
  readonly array: number
  readonly at: readonly Expr[]
  readonly value: Expr
}

export type Step =
  /** The variable takes `from`, `from + 1`, …, `to - 1`, one after the other; the bounds are computed once, before. */
  | {
      readonly op: 'for'
      readonly variable: Expr & { op: 'variable' }
      readonly from: Expr
      readonly to: Expr
      readonly body: readonly Step[]
    }
  /** The same in any order, or at once: no iteration reads what another writes. `from` must not exceed `to`. */
  | {
      readonly op: 'each'
      readonly variable: Expr & { op: 'variable' }
      readonly from: Expr
      readonly to: Expr
      readonly stores: readonly ElementStore[]
    }
  /** Cell number `cell` takes the value; `argument(type, cell)` in an expression reads it. */
  | { readonly op: 'set'; readonly cell: number; readonly value: Expr }
  /** All values are computed before the first is stored. */
  | { readonly op: 'store'; readonly stores: readonly ElementStore[] }
  | { readonly op: 'if'; readonly condition: Expr; readonly body: readonly Step[]; readonly otherwise: readonly Step[] }

/** An array that the program writes, and reads only where it has written. */
export interface Workspace {
  readonly at: (...position: readonly Place[]) => Expr
  readonly put: (position: readonly Place[], value: Expr) => ElementStore
}

/** A scalar that the program changes. */
export interface CellVariable {
  readonly value: Expr
  readonly set: (value: Expr) => Step
}

/** What a program works on. */
export interface Workplace {
  /** The place of the instance in the batch. */
  readonly batch: readonly Expr[]
  readonly input: (number: number, ...position: readonly Place[]) => Expr
  readonly outputs: readonly Workspace[]
  readonly scratch: readonly Workspace[]
  readonly cells: readonly CellVariable[]
}

/** A position; numbers stand for themselves. */
export type Place = number | Expr

export const place = (p: Place): Expr => (typeof p === 'number' ? index(p) : p)

/** `for i in from … to - 1`, where `to` is at most `most`. */
export function loop(name: string, from: Place, to: Place, most: number, body: (i: Expr) => readonly Step[]): Step {
  const v = variable(name, Math.max(1, most))
  return { op: 'for', variable: v, from: place(from), to: place(to), body: body(v) }
}

/** The same back to front: `for i in to - 1 … from`. */
export function countdown(name: string, from: Place, to: Place, most: number, body: (i: Expr) => readonly Step[]): Step {
  const v = variable(name, Math.max(1, most))
  const [low, high] = [place(from), place(to)]
  return { op: 'for', variable: v, from: low, to: high, body: body(sub(sub(add(high, low), index(1)), v)) }
}

/** Independent iterations that each store. */
export function each(
  name: string,
  from: Place,
  to: Place,
  most: number,
  stores: (i: Expr) => ElementStore | readonly ElementStore[],
): Step {
  const v = variable(name, Math.max(1, most))
  const made = stores(v)
  return { op: 'each', variable: v, from: place(from), to: place(to), stores: 'array' in made ? [made] : made }
}

export const store = (...stores: readonly ElementStore[]): Step => ({ op: 'store', stores })

export const when = (condition: Expr, body: readonly Step[], otherwise: readonly Step[] = []): Step => ({
  op: 'if',
  condition,
  body,
  otherwise,
})

/** Cells of the types, in order. */
export const cellVariables = (types: readonly ScalarType[]): readonly CellVariable[] =>
  types.map((type, cell) => ({ value: argument(type, cell), set: value => ({ op: 'set', cell, value }) }))
