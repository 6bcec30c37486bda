// The kernel IR: loops, lanes, cells and stores over scalar expressions. Independent of the target: a schedule builds it, an
// emitter turns it into LLVM IR. Reads in its expressions name buffers of the kernel and have one linear offset, in elements.
// Invariant: tasks write disjoint parts of the outputs, so that they may run in any order on any thread.

import type { Expr, ScalarType } from '../../core/expr.js'
import type { DTypeName } from '../../support/dtype.js'

export type LoopVariable = Expr & { readonly op: 'variable' }

/**
 * Memory a kernel reads and writes: an argument, or a part of the scratch of the thread that runs it. Stores to a streamed argument go past
 * the caches: it is only written, and by whole vectors at multiples of their size.
 */
export type KernelBuffer =
  | { readonly kind: 'argument'; readonly dtype: DTypeName; readonly streamed: boolean }
  | { readonly kind: 'scratch'; readonly dtype: DTypeName; readonly offset: number }

/** A mutable register; `argument(type, i)` in an expression reads cell number i. */
export interface Cell {
  readonly type: ScalarType
  readonly lanes: number
}

export interface Store {
  readonly buffer: number
  /** Linear offset, in elements. */
  readonly at: Expr
  readonly value: Expr
}

export type Statement =
  /** The variable runs from `from` in steps of `step` while it is below `to`. */
  | {
      readonly op: 'for'
      readonly variable: LoopVariable
      readonly from: Expr
      readonly to: Expr
      readonly step: number
      readonly body: readonly Statement[]
    }
  /** The variable is `from`, `from + 1`, …, `from + width - 1` at once; expressions that depend on it are vectors. Not nested. */
  | {
      readonly op: 'lanes'
      readonly variable: LoopVariable
      readonly from: Expr
      readonly width: number
      readonly body: readonly Statement[]
    }
  /** A cell of several lanes takes the lanes of the value, or the one value in every lane. */
  | { readonly op: 'set'; readonly cell: number; readonly value: Expr }
  /**
   * A square of values, turned over in registers: computed row by row, as vectors along `columns`, and stored column by column, as vectors along
   * `rows`, in which the store's position goes by ones.
   */
  | {
      readonly op: 'turn'
      readonly rows: LoopVariable
      readonly columns: LoopVariable
      readonly fromRow: Expr
      readonly fromColumn: Expr
      readonly width: number
      readonly store: Store
    }
  /** All values are computed before the first is stored. */
  | { readonly op: 'store'; readonly stores: readonly Store[] }
  /** Asks for a line of memory that will be read; changes nothing. */
  | { readonly op: 'prefetch'; readonly buffer: number; readonly at: Expr }
  | { readonly op: 'if'; readonly condition: Expr; readonly body: readonly Statement[]; readonly otherwise: readonly Statement[] }

/** Of one store, so many to places that follow one another between the lanes, at most, become one of whole vectors. */
export const mostInTurn = 4

/** What a kernel does that treats rows each by itself: for one of them. */
export interface Rows {
  readonly variable: LoopVariable
  readonly count: number
  readonly body: readonly Statement[]
  /** Estimated nanoseconds of a row. */
  readonly cost: number
}

export interface Kernel {
  readonly name: string
  readonly buffers: readonly KernelBuffer[]
  /** Arguments each of whose elements is stored once, but for vectors that overlap the one before them: see `apart` in overwrite.ts. */
  readonly once: readonly number[]
  /** Pairs of arguments that are in the same memory: the second takes the place of the first, element by element. */
  readonly overlaps: readonly (readonly [read: number, written: number])[]
  readonly cells: readonly Cell[]
  /** The number of the task at hand. */
  readonly task: LoopVariable
  readonly tasks: number
  readonly scratchBytes: number
  readonly body: readonly Statement[]
  /** `null` where there are no rows, or they are not treated by themselves. */
  readonly rows: Rows | null
  /** Estimated nanoseconds on one thread. */
  readonly cost: number
}

export const loop = (variable: LoopVariable, from: Expr, to: Expr, step: number, body: readonly Statement[]): Statement => ({
  op: 'for',
  variable,
  from,
  to,
  step,
  body,
})
export const lanes = (variable: LoopVariable, from: Expr, width: number, body: readonly Statement[]): Statement => ({
  op: 'lanes',
  variable,
  from,
  width,
  body,
})
export const set = (cell: number, value: Expr): Statement => ({ op: 'set', cell, value })
export const store = (...stores: readonly Store[]): Statement => ({ op: 'store', stores })
export const prefetch = (buffer: number, at: Expr): Statement => ({ op: 'prefetch', buffer, at })
export const when = (condition: Expr, body: readonly Statement[], otherwise: readonly Statement[] = []): Statement => ({
  op: 'if',
  condition,
  body,
  otherwise,
})
