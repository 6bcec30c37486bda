// Why a jitted function compiles: how the arguments of a call differ from those of the nearest program made before. Nothing is traced or run.

import { inspect } from 'node:util'
import { type Compiler, currentCompiler } from '../../core/executable.js'
import { ArgumentError } from '../../support/errors.js'
import { describe, type TreeFunction } from '../tree-function.js'
import { type Pattern, patternOf } from './jit-key.js'
import { type ArgumentChange, changesBetween, showChange } from './pattern-changes.js'
import { jittedFunctions, type Program, type Traces, tracesOf } from './traces.js'

/** What there is to say of a call of a jitted function: whether and why it compiles. `console.log` prints it. */
export interface Recompilation {
  /** Whether a program for such arguments is there, so that a call compiles nothing. */
  readonly compiled: boolean
  /** The number of that program among those of the function, from 1; or the number that it would get. */
  readonly trace: number
  /** How many programs the function has had. */
  readonly traces: number
  /** Of the programs made before it, the one that fits best: with the fewest changes, and of several the latest; `null` where there is none. */
  readonly nearest: number | null
  /** How the arguments differ from those of the nearest, leaf by leaf. */
  readonly changes: readonly ArgumentChange[]
  readonly toString: () => string
}

type Facts = Omit<Recompilation, 'toString'>

function textOf(name: string, { compiled, trace, traces, nearest, changes }: Facts): string {
  const what = compiled
    ? `trace ${trace} of ${traces} is of such arguments`
    : `a call with these arguments would compile, as trace ${trace}`
  if (nearest === null) return `${name}: ${what}; there is none before it`
  return [`${name}: ${what}; unlike trace ${nearest}, the nearest before it:`, ...changes.map(change => `  ${showChange(change)}`)].join(
    '\n',
  )
}

const changesFrom = (program: Program, pattern: Pattern, compiler: Compiler): readonly ArgumentChange[] => {
  const changes = changesBetween(program.pattern, pattern)
  return program.compiler === compiler ? changes : [{ path: '', what: 'backend', before: 'one backend', after: 'another' }, ...changes]
}

/** @param pattern of the call's arguments */
export function recompilationOf(f: TreeFunction, { programs, made }: Traces, pattern: Pattern, compiler: Compiler): Recompilation {
  const differing = programs.map(program => ({ trace: program.trace, changes: changesFrom(program, pattern, compiler) }))
  const own = differing.find(({ changes }) => changes.length === 0)
  const trace = own?.trace ?? made + 1
  const earlier = differing.filter(other => other.trace < trace)
  const [nearest] = earlier.toSorted((a, b) => a.changes.length - b.changes.length || b.trace - a.trace)
  const facts: Facts = {
    compiled: own !== undefined,
    trace,
    traces: made,
    nearest: nearest?.trace ?? null,
    changes: nearest?.changes ?? [],
  }
  const text = textOf(f.name === '' ? 'a jitted function' : f.name, facts)
  return Object.freeze(Object.defineProperty({ ...facts, toString: () => text }, inspect.custom, { value: () => text }))
}

/**
 * Explains why a jitted function compiles at some arguments, or why it did when it met them first: which leaf has another shape, dtype, value or
 * tree than in the call that made the nearest earlier program. Neither traces nor runs the function. `TENET_DEBUG=recompile` prints the same
 * whenever a function is compiled again.
 * @param f a function that `jit` has returned
 * @returns a function of the same arguments, which gives the explanation
 * @throws ArgumentError when `jit` has not returned it
 * @example
 * ```
 * const total = jit((x: Tensor) => x.sum())
 * total(zeros([3]))
 * explainRecompile(total)(zeros([3])).compiled // true
 * explainRecompile(total)(zeros([4])).changes // [{"path": "0", "what": "shape", "before": "float32[3]", "after": "float32[4]"}]
 * ```
 */
export const explainRecompile =
  <A extends readonly unknown[]>(f: (...args: A) => unknown): ((...args: A) => Recompilation) =>
  (...args) => {
    const original = typeof f === 'function' ? jittedFunctions.get(f)?.of : undefined
    if (original === undefined) throw new ArgumentError(`explainRecompile: expected a function that jit has returned; got ${describe(f)}`)
    return recompilationOf(original, tracesOf(original), patternOf(args), currentCompiler())
  }
