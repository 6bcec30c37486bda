// What `jit` asks of a backend: to turn a graph into something that can be called. The compiler (rank 3) is plugged in from
// `index.ts`; core knows only its shape.

import { InternalError } from '../support/errors.js'
import type { Graph } from './graph.js'
import type { Tensor } from './tensor.js'

/**
 * A compiled program. `inputs` are held or pending tensors of the types of the graph's arguments, in order; the results are new tensors,
 * one for each output of the graph. It may return before the computation has finished.
 */
export type Executable = (inputs: readonly Tensor[]) => readonly Tensor[]

export interface Compiler {
  /**
   * `graph.inputs` are the arguments followed by one variable for each captured tensor, whose value is the same in every call.
   * The outputs are distinct and each is computed by an equation: an argument or captured tensor that is returned as it is never gets here.
   * @param name what errors call the program
   * @param donated numbers of arguments that nobody looks at after a call: the program may do with their memory as it likes
   */
  readonly compile: (graph: Graph, captured: readonly Tensor[], name?: string, donated?: readonly number[]) => Executable
}

let compiler: Compiler = {
  compile() {
    throw new InternalError('no backend is plugged in')
  },
}

export const currentCompiler = (): Compiler => compiler

/** Plugs in the compiler; returns the one there was. */
export function useCompiler(next: Compiler): Compiler {
  const previous = compiler
  compiler = next
  return previous
}
