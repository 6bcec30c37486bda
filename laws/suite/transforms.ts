// What transforms make of a function of tensors, as tests: whatever the function is, if it is pure and smooth, they obey these.

import fc from 'fast-check'
import { type Tensor, vjp } from 'tenet'
import { pairOf, vmapIsAStack } from '../predicate/batching.js'
import { jitKeepsBits } from '../predicate/compilation.js'
import { agreesWithDifferences, isAdjoint } from '../predicate/derivatives.js'
import { isPure } from '../predicate/purity.js'
import { directionLike, floatPart, inFloat64 } from '../predicate/trees.js'
import { type CheckOptions, check, type Law } from './check.js'
import { type Runner, runnerOr } from './runner.js'

/** A function of trees of tensors, and arguments for it. */
interface Call {
  readonly f: (...args: readonly unknown[]) => unknown
  readonly args: readonly unknown[]
  readonly seed: number
}

/** The function of the float tensors among the arguments, in float64. */
function smooth({ f, args }: Call) {
  const { floats, rebuild } = floatPart(inFloat64(args))
  return { f: (...given: readonly Tensor[]): unknown => f(...rebuild(given)), floats }
}

/** The gradient along a fixed cotangent, as a function of the float tensors. */
function gradient(call: Call) {
  const { f, floats } = smooth(call)
  const cotangent = directionLike(f(...floats), call.seed + 7)
  return { f: (...given: readonly Tensor[]): readonly Tensor[] => vjp(f, ...given)[1](cotangent), floats }
}

/** Programs are compiled and functions called many times in each run. */
const few = 5

const required: readonly Law<Call>[] = [
  { name: 'is pure', holds: ({ f, args }) => isPure(f, args), mostRuns: few },
  { name: 'jit keeps every bit', holds: ({ f, args }) => jitKeepsBits(f, args), mostRuns: few },
  { name: 'vmap is the stack of single calls', holds: ({ f, args }) => vmapIsAStack(f, pairOf(args)), mostRuns: few },
]

const differentiable: readonly Law<Call>[] = [
  {
    name: 'jvp agrees with differences',
    holds(call) {
      const { f, floats } = smooth(call)
      return agreesWithDifferences(f, floats, call.seed)
    },
    mostRuns: few,
  },
  {
    name: 'vjp is the transpose of jvp',
    holds(call) {
      const { f, floats } = smooth(call)
      return isAdjoint(f, floats, call.seed)
    },
    mostRuns: few,
  },
  {
    name: 'jit of the gradient keeps every bit',
    holds(call) {
      const { f, floats } = gradient(call)
      return jitKeepsBits(f, floats)
    },
    mostRuns: few,
  },
  {
    name: 'vmap of the gradient is the stack of gradients',
    holds(call) {
      const { f, floats } = gradient(call)
      return vmapIsAStack(f, pairOf(floats))
    },
    mostRuns: few,
  },
  {
    name: 'the gradient differentiates again',
    holds(call) {
      const { f, floats } = gradient(call)
      return agreesWithDifferences(f, floats, call.seed) ?? isAdjoint(f, floats, call.seed)
    },
    mostRuns: few,
  },
]

export interface TransformsOptions<A extends readonly unknown[]> extends CheckOptions {
  /** Arguments: trees with at least one tensor, at least one of them float. */
  readonly inputs: fc.Arbitrary<A>
  /** 'not' for functions of integers, or with jumps. Default 'smooth': kinks are fine. */
  readonly differentiable?: 'smooth' | 'not'
  readonly runner?: Runner
}

/**
 * Registers the laws of transforms for a function as tests: it is pure; jit and vmap keep every bit, of its gradient too; jvp agrees with
 * differences, vjp is its transpose; the gradient differentiates again.
 * @example
 * ```
 * describe('softplus', () => laws.transforms((x: Tensor<Shape, FloatDType>) => softplus(x), { inputs: fc.tuple(laws.tensor({ elements: 'generic' })) }))
 * ```
 */
export function transforms<A extends readonly unknown[]>(f: (...args: A) => unknown, options: TransformsOptions<A>): void {
  const runner = runnerOr(options.runner)
  const draws = fc.record({ args: options.inputs, seed: fc.nat({ max: 2 ** 20 }) })
  // It is called with what `inputs` draws, and with trees like that.
  const anyF = f as unknown as Call['f']
  for (const { holds, ...law } of [...required, ...(options.differentiable === 'not' ? [] : differentiable)])
    check(runner, { ...law, holds: (draw: Omit<Call, 'f'>) => holds({ f: anyF, ...draw }) }, draws, options)
}
