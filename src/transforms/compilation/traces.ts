// What is known of each jitted function: the programs that its calls have made, numbered in the order of their making.

import type { Compiler } from '../../core/executable.js'
import type { Tensor } from '../../core/tensor.js'
import type { TreeFunction } from '../tree-function.js'
import type { Pattern } from './jit-key.js'

export interface Program {
  /** Its number among those of its function, from 1. */
  readonly trace: number
  readonly compiler: Compiler
  readonly pattern: Pattern
  /** Positions of the arguments that it is given. */
  readonly donate: readonly number[]
  readonly run: (leaves: readonly Tensor[]) => unknown
}

export interface Traces {
  /** The last used first. */
  readonly programs: Program[]
  /** How many there have been, those that were given up included. */
  made: number
}

/** More than these are given up, the longest unused first. */
const mostPrograms = 256

/** By the user's function: to jit it twice is not to compile it twice. */
const known = new WeakMap<TreeFunction, Traces>()

export interface Jitted {
  readonly of: TreeFunction
  readonly donate: readonly number[]
}

/** What `jit` has returned, and what of. */
export const jittedFunctions = new WeakMap<TreeFunction, Jitted>()

export function tracesOf(f: TreeFunction): Traces {
  let traces = known.get(f)
  if (traces === undefined) {
    traces = { programs: [], made: 0 }
    known.set(f, traces)
  }
  return traces
}

/** Notes a program as the one used last. */
export function remember(traces: Traces, made: Omit<Program, 'trace'>): Program {
  const program = { ...made, trace: ++traces.made }
  traces.programs.unshift(program)
  if (traces.programs.length > mostPrograms) traces.programs.pop()
  return program
}
