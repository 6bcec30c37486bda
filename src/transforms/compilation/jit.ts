// Just-in-time compilation: a function is traced once for each kind of arguments (see jit-key.ts), and its graph handed to the backend.
// Later calls of the same kind take the arguments apart, run the program and put the result together; the function itself does not run.

import { showType } from '../../core/array-type.js'
import { inlineCalls } from '../../core/calls.js'
import { isComplex } from '../../core/complex.js'
import { withoutEffects } from '../../core/effects.js'
import { type Compiler, currentCompiler, type Executable } from '../../core/executable.js'
import type { Variable } from '../../core/graph.js'
import { performOn } from '../../core/perform.js'
import { giveAway, handedOn, isTensor, type Tensor } from '../../core/tensor.js'
import { checkLeaks, isTracing } from '../../core/trace.js'
import { debugs } from '../../support/debug.js'
import { ArgumentError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import { show } from '../../support/show.js'
import { flatten, paths, unflatten } from '../../support/tree.js'
import { inFirstSeconds } from '../../support/unoptimised.js'
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
  /**
   * Positions of arguments that are given to the program: their tensors cannot be used after the call, and what it returns may lie in their memory. For
   * what a step replaces: parameters, the state of an optimizer. What has been computed from such a tensor stays, read or not: where something still waits
   * for its elements, or may, the program is given a copy. Complex tensors are never given away: their parts may be those of others.
   */
  readonly donate?: readonly number[]
}

/** As many programs of one function are a sign that it is compiled again and again. */
const suspiciouslyMany = 16

/**
 * A graph as a callable: what it does besides computing is done after it has run, in order.
 * @param donated numbers of arguments that the program may do with as it likes
 */
function compile(compiler: Compiler, traced: TracedGraph, name: string, donated: readonly number[]): Executable {
  const { graph, steps } = withoutEffects(inlineCalls(traced.graph))
  const executable = giving(compilePure(compiler, { graph, captured: traced.captured }, name, donated), donated, name)
  if (steps.length === 0) return executable
  const count = traced.graph.outputs.length
  return leaves => {
    const results = executable(leaves)
    performOn(steps, results.slice(count))
    return results.slice(0, count)
  }
}

/** The arguments that a program was given are given away when it has run, whatever its effects may throw. */
function giving(executable: Executable, donated: readonly number[], name: string): Executable {
  if (donated.length === 0) return executable
  const receiver = nameOf(name)
  return leaves => {
    const results = executable(leaves)
    for (const i of donated) giveAway(leaves[i] as Tensor, receiver)
    return results
  }
}

/** A graph without effects as a callable: results that need no computing never reach the backend. */
function compilePure(compiler: Compiler, { graph, captured }: TracedGraph, name: string, donated: readonly number[]): Executable {
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
          donated.filter(i => !outputs.includes(inputs[i] as Variable)),
        )
  if (places.length === wanted.length && places.every((place, i) => place.computed === i)) return executable
  return leaves => {
    const results = executable(leaves)
    // A donated argument that is returned is a tensor of its own: the argument is none any more.
    const argument = (i: number): Tensor => {
      const leaf = leaves[i] as Tensor
      return donated.includes(i) ? handedOn(leaf) : leaf
    }
    return places.map(
      ({ computed: place, input }) =>
        (place >= 0 ? results[place] : input < argumentCount ? argument(input) : captured[input - argumentCount]) as Tensor,
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

/** Numbers of the leaves that a program is given: those in arguments at these positions, but for the parts of complex tensors. */
function donatedLeaves(args: readonly unknown[], positions: readonly number[]): readonly number[] {
  const found: number[] = []
  let count = 0
  for (const [position, arg] of args.entries())
    for (const leaf of flatten(arg, isTensor).leaves) {
      if (positions.includes(position) && !isComplex(leaf)) found.push(count)
      count += isComplex(leaf) ? 2 : 1
    }
  return found
}

function build(f: TreeFunction, args: readonly unknown[], compiler: Compiler, donate: readonly number[]): Omit<Program, 'trace'> {
  const { structure, ...traced } = inFirstSeconds(() => traceFunction('jit', f, args))
  const executable = compile(compiler, traced, f.name, donatedLeaves(args, donate))
  return { compiler, pattern: patternOf(args), donate, run: leaves => unflatten(structure, executable(leaves)) }
}

const nameOf = (name: string): string => (name === '' ? 'a function' : name)

/** @throws ArgumentError unless it is a list of positions */
function checkPositions(option: string, positions: unknown): void {
  if (Array.isArray(positions) && positions.every(position => Number.isInteger(position) && position >= 0)) return
  throw new ArgumentError(`jit: ${option} must be a list of positions of arguments, whole numbers from 0; got ${show(positions)}`)
}

const samePositions = (a: readonly number[], b: readonly number[]): boolean =>
  a === b || (a.length === b.length && a.every((n, i) => n === b[i]))

/** What is said, to whom it may concern, of a function that has been compiled before. */
function speakUp(f: TreeFunction, traces: Traces, { pattern, compiler, trace }: Program, meant: boolean): void {
  if (trace === 1) return
  const report = recompilationOf(f, traces, pattern, compiler)
  if (debugs('recompile')) console.error(report.toString())
  const [change] = report.changes
  if (trace === suspiciouslyMany && !meant && change !== undefined)
    process.emitWarning(
      `jit: ${nameOf(f.name)} has been compiled ${suspiciouslyMany} times, the last time because of ${showChange(change)}. ` +
        'Pass what changes from call to call as a tensor of one shape, or name the argument in { static: […] } if this is meant.',
    )
}

/**
 * A function that runs as one compiled program. It is traced once for each tree structure, shapes, dtypes and JavaScript values of its
 * arguments; so it must be pure, and side effects (printing) happen while tracing only. Numbers and other non-tensors in the arguments are part
 * of the program: pass what changes from call to call as a tensor. Tensors it closes over are constants of the program.
 * Inside another transform it is the function itself.
 * @param options static: positions of arguments that specialize the program; donate: positions of arguments whose tensors it is given, so that what a
 * step returns takes the memory of what it replaces
 * @throws ArgumentError when the function is async, or a static argument holds a tensor, or a tensor is used that was donated; TraceError when it reads elements of its arguments
 * @example
 * ```
 * const step = jit((w: Tensor<[2]>, x: Tensor<[3, 2]>) => x.matmul(w).relu())
 * step(tensor([1, -1]), tensor([[1, 0], [0, 1], [3, 1]])).toArray() // [1, 0, 2]
 * step(tensor([1, 1]), tensor([[1, 0], [0, 1], [3, 1]])).toArray() // [1, 1, 4]
 * const grow = jit((w: Tensor<[2]>) => w.mul(2), { donate: [0] })
 * grow(grow(tensor([1, 3]))).toArray() // [4, 12]
 * ```
 */
export function jit<F extends TreeFunction>(f: F, options?: JitOptions): F {
  const { static: statics, donate: given } = optionsOf<JitOptions>('jit', options, { static: [], donate: [] })
  checkPositions('static', statics)
  checkPositions('donate', given)
  const donate = [...new Set(given)].sort((a, b) => a - b)
  checkFunction('jit', f)
  const traces = tracesOf(f)
  const cache = traces.programs

  const fits = (program: Program, compiler: Compiler): boolean => program.compiler === compiler && samePositions(program.donate, donate)
  /** Not the program used last: finds or makes the right one, and puts it first. */
  const select = (args: readonly unknown[], compiler: Compiler): Program => {
    const index = cache.findIndex(program => fits(program, compiler) && matches(program.pattern, args, []))
    const program = index >= 0 ? cache.splice(index, 1)[0] : undefined
    if (program !== undefined) {
      cache.unshift(program)
      return program
    }
    checkArguments(args, statics)
    const made = remember(traces, build(f, args, compiler, donate))
    speakUp(f, traces, made, statics.length > 0)
    return made
  }

  const call = (...args: readonly unknown[]): unknown => {
    if (isTracing()) return callFunction('jit', f, args)
    const compiler = currentCompiler()
    let leaves: Tensor[] = []
    let program = cache[0]
    if (program === undefined || !fits(program, compiler) || !matches(program.pattern, args, leaves)) {
      program = select(args, compiler)
      leaves = []
      matches(program.pattern, args, leaves)
    }
    checkLeaks('jit', leaves)
    return program.run(leaves)
  }
  jittedFunctions.set(call, { of: f, donate })
  // It takes and returns what f does.
  return call as unknown as F
}

/**
 * Of the tensors in the arguments, the numbers of those that a call gives to the program of a jitted function, and of those that could be given to one.
 * @param f a function, which jit may have returned
 */
export function donationsOf(
  f: TreeFunction,
  args: readonly unknown[],
): { readonly given: readonly number[]; readonly possible: readonly number[] } {
  return { given: donatedLeaves(args, jittedFunctions.get(f)?.donate ?? []), possible: donatedLeaves(args, [...args.keys()]) }
}

/**
 * The function that `jit` has returned, given arguments at these positions too; `null` for any other, of which nobody has said that it is pure.
 * @param f a function that jit may have returned
 */
export function donating<F extends TreeFunction>(f: F, positions: readonly number[]): F | null {
  const known = jittedFunctions.get(f)
  // It takes and returns what the jitted function does.
  return known === undefined ? null : jit(known.of as F, { donate: [...known.donate, ...positions] })
}
