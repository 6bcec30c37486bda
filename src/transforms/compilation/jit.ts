// Just-in-time compilation: a function is traced once for each kind of arguments (see jit-key.ts), and its graph handed to the backend.
// Later calls of the same kind take the arguments apart, run the program and put the result together; the function itself does not run.

import { showType } from '../../core/array-type.js'
import { inlineCalls } from '../../core/calls.js'
import { withoutEffects } from '../../core/effects.js'
import { type Compiler, currentCompiler, type Executable } from '../../core/executable.js'
import type { Variable } from '../../core/graph.js'
import { performOn } from '../../core/perform.js'
import type { Tensor } from '../../core/tensor.js'
import { checkLeaks, isTracing } from '../../core/trace.js'
import { debugs } from '../../support/debug.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import { type TracedGraph, traceFunction } from '../graph/graph-trace.js'
import { callFunction, checkFunction, flattenTensors, nameArgument, nameLeaf, type TreeFunction } from '../tree-function.js'
import { matches, patternOf } from './jit-key.js'
import { showChange } from './pattern-changes.js'
import { recompilationOf } from './recompilation.js'
import { jittedFunctions, type Program, remember, type Traces, tracesOf } from './traces.js'

export interface JitOptions {
  /**
   * Positions of arguments that are meant to specialize the program: they must not hold tensors, and calls with many different values are not
   * warned about.
   */
  readonly static?: readonly number[]
}

/** As many programs of one function are a sign that it is compiled again and again. */
const suspiciouslyMany = 16

/** A graph as a callable: what it does besides computing is done after it has run, in order. */
function compile(compiler: Compiler, traced: TracedGraph, name: string): Executable {
  const { graph, steps } = withoutEffects(inlineCalls(traced.graph))
  const executable = compilePure(compiler, { graph, captured: traced.captured }, name)
  if (steps.length === 0) return executable
  const count = traced.graph.outputs.length
  return leaves => {
    const results = executable(leaves)
    performOn(steps, results.slice(count))
    return results.slice(0, count)
  }
}

/** A graph without effects as a callable: results that need no computing never reach the backend. */
function compilePure(compiler: Compiler, { graph, captured }: TracedGraph, name: string): Executable {
  const { inputs, equations, outputs } = graph
  const argumentCount = inputs.length - captured.length
  const computed = new Set<Variable>()
  for (const equation of equations) for (const output of equation.outputs) computed.add(output)
  const wanted = [...new Set(outputs)].filter(output => computed.has(output))
  const places = outputs.map(output => ({ computed: wanted.indexOf(output), input: inputs.indexOf(output) }))

  const used = new Set(equations.flatMap(equation => equation.inputs))
  const needed = captured.flatMap((tensor, i) => {
    const variable = inputs[argumentCount + i]
    return variable !== undefined && used.has(variable) ? [{ tensor, variable }] : []
  })
  const executable: Executable =
    wanted.length === 0
      ? () => []
      : compiler.compile(
          { inputs: [...inputs.slice(0, argumentCount), ...needed.map(({ variable }) => variable)], equations, outputs: wanted },
          needed.map(({ tensor }) => tensor),
          name,
        )
  if (places.length === wanted.length && places.every((place, i) => place.computed === i)) return executable
  return leaves => {
    const results = executable(leaves)
    return places.map(
      ({ computed: place, input }) =>
        (place >= 0 ? results[place] : input < argumentCount ? leaves[input] : captured[input - argumentCount]) as Tensor,
    )
  }
}

/** @throws ArgumentError for values that a program cannot be specialized to */
function checkArguments(args: readonly unknown[], statics: readonly number[]): void {
  for (const position of statics) {
    const { leaves, structure } = flattenTensors(args[position])
    const [leaf] = leaves
    if (leaf !== undefined)
      throw new ArgumentError(
        `jit: static arguments must not hold tensors, for programs are told apart by JavaScript values, not by elements; ` +
          `got ${showType(leaf)} in ${nameLeaf(paths(structure)[0] ?? '', `argument ${position}`)}`,
      )
  }
  const { leaves, structure } = flatten(args, ArrayBuffer.isView)
  const [view] = leaves
  if (view !== undefined)
    throw new ArgumentError(
      `jit: ${nameArgument(paths(structure)[0] ?? '')} must be a tensor: elements of a ${view.constructor.name} could change unnoticed ` +
        'after the program has been compiled; convert it with tensor(…) outside of the function',
    )
}

function build(f: TreeFunction, args: readonly unknown[], compiler: Compiler): Omit<Program, 'trace'> {
  const { structure, ...traced } = traceFunction('jit', f, args)
  const executable = compile(compiler, traced, f.name)
  return { compiler, pattern: patternOf(args), run: leaves => unflatten(structure, executable(leaves)) }
}

/** What is said, to whom it may concern, of a function that has been compiled before. */
function speakUp(f: TreeFunction, traces: Traces, { pattern, compiler, trace }: Program, meant: boolean): void {
  if (trace === 1) return
  const report = recompilationOf(f, traces, pattern, compiler)
  if (debugs('recompile')) console.error(report.toString())
  const [change] = report.changes
  if (trace === suspiciouslyMany && !meant && change !== undefined)
    process.emitWarning(
      `jit: ${f.name === '' ? 'a function' : f.name} has been compiled ${suspiciouslyMany} times, the last time because of ${showChange(change)}. ` +
        'Pass what changes from call to call as a tensor of one shape, or name the argument in { static: […] } if this is meant.',
    )
}

/**
 * A function that runs as one compiled program. It is traced once for each tree structure, shapes, dtypes and JavaScript values of its
 * arguments; so it must be pure, and side effects (printing) happen while tracing only. Numbers and other non-tensors in the arguments are part
 * of the program: pass what changes from call to call as a tensor. Tensors it closes over are constants of the program.
 * Inside another transform it is the function itself.
 * @throws ArgumentError when the function is async, or a static argument holds a tensor; TraceError when it reads elements of its arguments
 * @example
 * ```
 * const step = jit((w: Tensor<[2]>, x: Tensor<[3, 2]>) => x.matmul(w).relu())
 * step(tensor([1, -1]), tensor([[1, 0], [0, 1], [3, 1]])).toArray() // [1, 0, 2]
 * step(tensor([1, 1]), tensor([[1, 0], [0, 1], [3, 1]])).toArray() // [1, 1, 4]
 * ```
 */
export function jit<F extends TreeFunction>(f: F, options?: JitOptions): F {
  const { static: statics } = optionsOf<JitOptions>('jit', options, { static: [] })
  checkFunction('jit', f)
  const traces = tracesOf(f)
  const cache = traces.programs

  /** Not the program used last: finds or makes the right one, and puts it first. */
  const select = (args: readonly unknown[], compiler: Compiler): Program => {
    const index = cache.findIndex(program => program.compiler === compiler && matches(program.pattern, args, []))
    const program = index >= 0 ? cache.splice(index, 1)[0] : undefined
    if (program !== undefined) {
      cache.unshift(program)
      return program
    }
    checkArguments(args, statics)
    const made = remember(traces, build(f, args, compiler))
    speakUp(f, traces, made, statics.length > 0)
    return made
  }

  const call = (...args: readonly unknown[]): unknown => {
    if (isTracing()) return callFunction('jit', f, args)
    const compiler = currentCompiler()
    let leaves: Tensor[] = []
    let program = cache[0]
    if (program === undefined || program.compiler !== compiler || !matches(program.pattern, args, leaves)) {
      program = select(args, compiler)
      leaves = []
      matches(program.pattern, args, leaves)
    }
    checkLeaks('jit', leaves)
    return program.run(leaves)
  }
  jittedFunctions.set(call, f)
  // It takes and returns what f does.
  return call as unknown as F
}
