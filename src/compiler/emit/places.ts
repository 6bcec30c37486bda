// What is where while a kernel is emitted: loop variables, buffers and cells, and what is known already.

import type { Expr } from '../../core/expr.js'
import type { Interner } from '../index-algebra/index.js'
import type { Kernel, LoopVariable } from '../kernel/ir.js'
import type { KnownValues } from './known-values.js'

export interface Scope {
  /** The SSA names of loop variables. */
  readonly scalars: Map<LoopVariable, string>
  /** In how many loops the value of a variable is computed. */
  readonly depths: Map<Expr, number>
  /** In how many loops we are. */
  depth: number
  /** The lane variable, with the SSA name of its first lane. */
  lanes: { readonly variable: LoopVariable; readonly width: number; readonly base: string } | null
}

/** What `emit` needs to know of the kernel: where buffers and cells are. */
export interface Places {
  readonly kernel: Kernel
  readonly buffers: readonly string[]
  readonly cells: readonly string[]
  /** Alias metadata of an access to a buffer. */
  readonly alias: (buffer: number) => string
  readonly interner: Interner
  readonly known: KnownValues
}
