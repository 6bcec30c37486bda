// What is known of a program before it runs, as plain data. Text and page are made of this alone.

import type { Equation, Graph, Variable } from '../core/graph.js'

/** How often each primitive stands in a part of a graph. */
export type Census = Readonly<Record<string, number>>

/** What one pass did. */
export interface PassReport {
  readonly name: string
  readonly description: string
  /** Equations before and after. */
  readonly before: number
  readonly after: number
  /** The primitives that there are fewer of afterwards, and those that there are more of. */
  readonly removed: Census
  readonly added: Census
  /** The rewriting rules that were applied, and how often. */
  readonly rules: Readonly<Record<string, number>>
}

/** What the passes change in a graph inside of an equation: the body of a loop, a branch. */
export interface BodyReport {
  /** The primitive whose body it is. */
  readonly name: string
  readonly passes: readonly PassReport[]
}

/** A value that a kernel reads or writes. */
export interface ValueReport {
  readonly variable: Variable
  /** As in the printed graph. */
  readonly name: string
  /** What the value is to whoever calls: an argument, a result; `null` for what is only between. */
  readonly role: string | null
  readonly type: string
  readonly bytes: number
}

export type KernelKind = 'map' | 'reduction' | 'contraction' | 'scatter' | 'procedure'

/** What is computed together: one pass over memory, made of several equations, by one machine function or a few that follow each other. */
export interface KernelReport {
  readonly name: string
  /** What it is there for, in short: the primitives whose results it gives. */
  readonly title: string
  readonly kind: KernelKind
  /** The equations that went into it. One that is cheap may be in several kernels. */
  readonly equations: readonly Equation[]
  /** The same, printed. */
  readonly lines: readonly string[]
  readonly reads: readonly ValueReport[]
  readonly writes: readonly ValueReport[]
  /** Estimated operations on floats, and bytes that must move at least: each value read and written once. */
  readonly flops: number
  readonly bytes: number
  /** Estimated time on one thread, in ns. */
  readonly nanoseconds: number
  /** Parts that threads can take. */
  readonly tasks: number
  /** How often it runs: in a loop, once for each round. Operations, bytes and time are those of all runs. */
  readonly runs: number
  /** The positions of its machine functions among the steps of the program. What is at one position runs at once. */
  readonly steps: readonly number[]
  /** Loops, lanes and stores of each. */
  readonly code: readonly string[]
  readonly llvm: readonly string[]
}

/** Where a temporary lies in the arena, and from which step to which. */
export interface Placement {
  readonly name: string
  readonly type: string
  readonly offset: number
  readonly bytes: number
  readonly first: number
  readonly last: number
}

/** What becomes of an argument's memory, and why. */
export interface ArgumentReport {
  /** As the argument is called: `arg0.weight`. */
  readonly name: string
  readonly type: string
  readonly bytes: number
  /**
   * `donated`: the program does with it as it likes (jit's `donate`). `donatable`: the plan would use it if it were; to say so saves memory where nobody
   * needs the argument afterwards. `kept`: it stays as it is, and to donate it would change nothing.
   */
  readonly memory: 'donated' | 'donatable' | 'kept'
  readonly why: string
}

export interface MemoryReport {
  readonly inputBytes: number
  readonly outputBytes: number
  /** Up to where temporaries reach that lie in the arena; large ones may lie in results that are not stored yet. */
  readonly arenaBytes: number
  /** What a run takes at most: inputs, outputs that take no donated argument's place, and arena. */
  readonly peakBytes: number
  /** The sum of all temporaries, had none been reused. */
  readonly withoutReuse: number
  /** Of temporaries those that a run keeps beside the arena once the same inputs come again: weights, laid out for products. */
  readonly keptBytes: number
  readonly placements: readonly Placement[]
  readonly steps: number
  /** One for each tensor in the arguments. */
  readonly args: readonly ArgumentReport[]
}

/** What the compiler of the CPU makes of a graph. */
export interface Compilation {
  readonly threads: number
  readonly vectorBytes: number
  readonly passes: readonly PassReport[]
  readonly bodies: readonly BodyReport[]
  /** After all passes. */
  readonly graph: Graph
  readonly text: string
  readonly kernels: readonly KernelReport[]
  readonly memory: MemoryReport
  readonly flops: number
  readonly bytes: number
  readonly nanoseconds: number
  /** The machine code of a kernel, compiled now. */
  readonly assembly: (kernel: KernelReport) => readonly string[]
}

/** What there is to say of a function at some arguments. */
export interface Report {
  readonly name: string
  readonly device: string
  /** As traced. */
  readonly graph: Graph
  readonly text: string
  /** The arguments, what is captured, the results: names in the printed graph, and paths. */
  readonly inputs: readonly ValueReport[]
  readonly outputs: readonly ValueReport[]
  readonly compilation: Compilation | null
}
