// The laws of an operation as tests: a pure function of tensors whose result is known in shape and dtype, the same on every device, under
// every transform, for tensors of no elements, and wherever its elements lie.

import fc from 'fast-check'
import { type DType, jit, type Tensor, TraceError, vjp } from 'tenet'
import type { Purpose, Range } from '../arbitrary/elements.js'
import type { Sizes } from '../arbitrary/shape.js'
import { tensor } from '../arbitrary/tensor.js'
import { pairOf, vmapIsAStack, vmapOverEveryAxis, vmapOverNothing } from '../predicate/batching.js'
import type { Violation } from '../predicate/compare-arrays.js'
import { jitKeepsBits } from '../predicate/compilation.js'
import { agreesWithDifferences, isAdjoint } from '../predicate/derivatives.js'
import { type Agreement, devicesAgree, onDevice } from '../predicate/devices.js'
import { isPure } from '../predicate/purity.js'
import { directionLike, floatPart, inFloat64, isFloatArray, leavesOf, mapElements } from '../predicate/trees.js'
import { allDTypes, castFrom, declaredAt, hasTypes, refuses } from '../predicate/types-of-results.js'
import { viewsChangeNothing } from '../predicate/views.js'
import { type CheckOptions, check, type Law } from './check.js'
import { type Runner, runnerOr } from './runner.js'

/** A tensor that an operation takes. */
export interface OperationInput {
  readonly shape: Sizes
  /** Where it is not the dtype that the operation is tried at: positions, masks. */
  readonly dtype?: DType
  readonly elements?: Purpose
  readonly range?: Range
}

/** Operations are called with what is drawn. */
type Operation = (...args: readonly Tensor[]) => unknown

export interface OperationOptions extends CheckOptions {
  /** Its tensors; what else it takes is said by the function. */
  readonly inputs: readonly OperationInput[]
  /** The types of its results, as `'T[2,3], int32[]'`: T is the dtype of the inputs, `real` that of the parts of a complex one, `complex` made of it. */
  readonly result: string
  /** Every dtype that it takes, if its inputs have no dtypes of their own; others are refused. Laws draw float32, int32 or the first of them. */
  readonly dtypes: readonly DType[]
  /** Other inputs: of no elements, of rank 0, with the types of what they give, or the name of an error: `'ShapeError'`. */
  readonly edges: readonly (readonly [inputs: readonly OperationInput[], result: string])[]
  /** 'smooth', but for kinks; 'smooth once' where the gradient has forward derivatives only; or why its derivatives are not those of differences. */
  readonly derivative: 'smooth' | 'smooth once' | (string & {})
  /** Why it cannot be traced: the shape of its result depends on elements. */
  readonly untraceable?: string
  /** How many units in the last place may be between devices: of the largest number, or of each element of what is elementwise. Default 4. */
  readonly ulps?: number
  /** Its results have one element for each of its inputs': a function of numbers, which NaN and infinities are, too; 'cancelling' where it may lose digits. */
  readonly elementwise?: 'precise' | 'cancelling'
  readonly runner?: Runner
}

interface Draw {
  readonly args: readonly Tensor[]
  readonly others: readonly Tensor[]
  readonly seed: number
}

const hasIntegers = (range: Range): boolean => Math.ceil(range[0]) <= Math.floor(range[1])

function inputArbitrary({ shape, dtype, elements = 'generic', range }: OperationInput, main: DType): fc.Arbitrary<Tensor> {
  const own = dtype ?? main
  const usable = range !== undefined && (isFloatArray({ dtype: own }) || hasIntegers(range)) ? { range } : {}
  return tensor({ shape, dtype: own, elements, ...usable })
}

const argsArbitrary = (inputs: readonly OperationInput[], main: DType): fc.Arbitrary<readonly Tensor[]> =>
  fc.tuple(...inputs.map(input => inputArbitrary(input, main)))

const drawArbitrary = (inputs: readonly OperationInput[], main: DType): fc.Arbitrary<Draw> =>
  fc.record({ args: argsArbitrary(inputs, main), others: argsArbitrary(inputs, main), seed: fc.nat({ max: 2 ** 20 }) })

/** The size of the largest finite element of the float tensors in a tree. */
function sizeOf(of: unknown): number {
  let most = 0
  for (const leaf of leavesOf(of).values())
    if (isFloatArray(leaf)) for (const value of leaf.data) if (Number.isFinite(value)) most = Math.max(most, Math.abs(value))
  return most
}

/** A tree like a result, each element as large as the largest of it and of the arguments: what sums and products of several are off by is a share of that. */
const scales =
  <A extends readonly unknown[]>(f: (...args: A) => unknown) =>
  (...args: A): unknown => {
    const result = f(...args)
    const size = Math.max(sizeOf(args), sizeOf(result))
    return mapElements(result, leaf => (isFloatArray(leaf) ? { ...leaf, data: leaf.data.map(() => size) } : leaf))
  }

/** The float tensors of a call in float64, and the function of them. */
function smooth(f: Operation, args: readonly Tensor[]) {
  const { floats, rebuild } = floatPart(inFloat64(args))
  return { g: (...given: readonly Tensor[]): unknown => f(...rebuild(given)), floats }
}

/** The gradient along a fixed cotangent. */
function gradientOf(f: Operation, args: readonly Tensor[], seed: number) {
  const { g, floats } = smooth(f, args)
  const cotangent = onDevice('reference', () => directionLike(g(...floats), seed + 7))
  return { gradient: (...given: readonly Tensor[]): readonly Tensor[] => vjp(g, ...given)[1](cotangent), floats }
}

const first = (...violations: readonly (() => Violation)[]): Violation => {
  for (const violation of violations) {
    const found = violation()
    if (found !== null) return found
  }
  return null
}

/** Derivatives, forward and reverse, of the operation and of its gradient; and how the gradient batches. */
function differentiates(f: Operation, { args, seed }: Draw, often: 'twice' | 'once'): Violation {
  const { g, floats } = smooth(f, args)
  const { gradient } = gradientOf(f, args, seed)
  return onDevice('reference', () =>
    first(
      () => agreesWithDifferences(g, floats, seed),
      () => isAdjoint(g, floats, seed),
      () => vmapIsAStack(gradient, pairOf(floats)),
      () => agreesWithDifferences(gradient, floats, seed),
      () => (often === 'twice' ? isAdjoint(gradient, floats, seed) : null),
    ),
  )
}

function isUntraceable(f: Operation, args: readonly Tensor[]): Violation {
  try {
    leavesOf(jit(f)(...args))
    return 'must not be traced, for its shape depends on elements; jit gives a result'
  } catch (error) {
    return error instanceof TraceError ? null : `must be a TraceError under jit; got ${String(error)}`
  }
}

const isError = (expected: string): boolean => expected.endsWith('Error')

function typesOfEdge(f: Operation, args: readonly Tensor[], expected: string, traceable: 'traceable' | 'untraceable'): Violation {
  if (!isError(expected)) return hasTypes(f, args, expected, traceable)
  try {
    return `must be a ${expected}; got ${[...leavesOf(f(...args)).values()].map(({ dtype, shape }) => `${dtype}[${shape}]`)}`
  } catch (error) {
    return error instanceof Error && error.name === expected ? null : `must be a ${expected}; got ${String(error)}`
  }
}

/** A law with inputs of its own. */
type Rule = Law<Draw> & { readonly inputs?: readonly OperationInput[]; readonly dtype?: DType }

function rulesOf(f: Operation, main: DType, options: OperationOptions): readonly Rule[] {
  const { inputs, result, dtypes, edges, derivative, untraceable, ulps = 4, elementwise } = options
  const traceable = untraceable === undefined ? 'traceable' : 'untraceable'
  const agreement: Agreement<readonly Tensor[]> = elementwise === 'precise' ? { ulps } : { ulps, terms: scales(f) }
  const many = 2
  const has = inputs.length > 0
  const differentiable =
    (derivative === 'smooth' || derivative === 'smooth once') && inputs.some(({ dtype = main }) => isFloatArray({ dtype }))
  const complex = dtypes.find(dtype => dtype === 'complex128')
  return [
    {
      name: 'results have the declared types at every dtype that it takes, and others are refused',
      holds: ({ args }) =>
        onDevice('reference', () =>
          first(
            ...(inputs.some(({ dtype }) => dtype === undefined) ? allDTypes : [main]).map(dtype => (): Violation => {
              const given = castFrom(args, main, dtype)
              const isTaken = dtypes.includes(dtype) || dtypes.length === 0
              const violation = isTaken ? hasTypes(f, given, declaredAt(result, dtype), traceable) : refuses(f, given)
              return violation === null ? null : `at ${dtype}: ${violation}`
            }),
          ),
        ),
      mostRuns: 1,
    },
    ...edges.map(
      ([own, expected]): Rule => ({
        name: `of ${own.map(({ dtype = main, shape }) => `${dtype}[${shape}]`).join(', ')} it gives ${expected}`,
        inputs: own,
        holds: ({ args, others }) =>
          first(
            () => typesOfEdge(f, args, declaredAt(expected, main), traceable),
            ...(isError(expected) || untraceable !== undefined
              ? []
              : [
                  () => devicesAgree(f, args, agreement),
                  () => onDevice('cpu', () => jitKeepsBits(f, args)),
                  () => onDevice('reference', () => vmapOverEveryAxis(f, args, others)),
                ]),
          ),
        mostRuns: 1,
      }),
    ),
    { name: 'is pure', holds: ({ args, others }) => onDevice('reference', () => isPure(f, args, others)), mostRuns: many },
    { name: 'devices agree', holds: ({ args }) => devicesAgree(f, args, agreement), mostRuns: many },
    ...(elementwise !== undefined
      ? [
          {
            name: 'devices agree about NaN, infinities and the ends of ranges',
            inputs: inputs.map(input => ({ ...input, elements: 'special' as const })),
            holds: ({ args }: Draw) => devicesAgree(f, args, agreement),
            mostRuns: 3,
          },
        ]
      : []),
    ...(has
      ? [
          {
            name: 'views of tensors are tensors',
            holds: ({ args }: Draw) => onDevice('cpu', () => viewsChangeNothing(f, args, traceable)),
            mostRuns: 1,
          },
        ]
      : []),
    ...(untraceable === undefined
      ? [{ name: 'jit keeps every bit', holds: ({ args }: Draw) => onDevice('cpu', () => jitKeepsBits(f, args)), mostRuns: many }]
      : [{ name: `cannot be traced: ${untraceable}`, holds: ({ args }: Draw) => isUntraceable(f, args), mostRuns: 1 }]),
    ...(untraceable === undefined && has
      ? [
          {
            name: 'vmap over every axis is the stack of single calls',
            holds: ({ args, others }: Draw) =>
              first(
                () => onDevice('reference', () => vmapOverEveryAxis(f, args, others)),
                () => onDevice('reference', () => vmapOverNothing(f, args)),
                () => onDevice('cpu', () => vmapIsAStack(f, pairOf(args))),
              ),
            mostRuns: many,
          },
        ]
      : []),
    ...(differentiable
      ? [
          {
            name: 'differentiates, forward, in reverse and twice, as differences do',
            holds: (draw: Draw) => differentiates(f, draw, derivative === 'smooth' ? 'twice' : 'once'),
            mostRuns: many,
          },
          {
            name: 'its gradient is the same on every device, and under jit to the bit',
            holds({ args, seed }: Draw) {
              const { gradient, floats } = gradientOf(f, args, seed)
              return first(
                () => devicesAgree(gradient, floats, { ulps: 8 * ulps, terms: scales(gradient) }),
                () => onDevice('cpu', () => jitKeepsBits(gradient, floats)),
              )
            },
            mostRuns: many,
          },
        ]
      : []),
    ...(complex !== undefined && main !== complex && has
      ? [
          {
            name: 'obeys the same of complex numbers',
            dtype: complex,
            holds: (draw: Draw) =>
              first(
                () => devicesAgree(f, draw.args, { ulps, terms: scales(f) }),
                () => (untraceable === undefined ? onDevice('reference', () => vmapOverEveryAxis(f, draw.args, draw.others)) : null),
                () => (differentiable ? differentiates(f, draw, derivative === 'smooth' ? 'twice' : 'once') : null),
              ),
            mostRuns: 1,
          },
        ]
      : []),
  ]
}

/**
 * Registers the laws of an operation as tests: its results have the declared types at every dtype that it takes, and it refuses others; it is pure, the
 * same on every device, under jit to the bit, for views of tensors and for tensors of no elements; vmap over every axis is the stack of single calls;
 * it differentiates forward, in reverse and twice as differences do; and all of that for complex numbers too, if it takes them.
 * @example
 * ```
 * describe('softplus', () => laws.operation(x => softplus(x), {
 *   inputs: [{ shape: [2, 3] }], result: 'T[2,3]', dtypes: ['float32', 'float64'], edges: [[[{ shape: [0] }], 'T[0]']], derivative: 'smooth',
 * }))
 * ```
 */
export function operation(f: (...args: never) => unknown, options: OperationOptions): void {
  const runner = runnerOr(options.runner)
  const { dtypes } = options
  const main: DType = dtypes.includes('float32') ? 'float32' : dtypes.includes('int32') ? 'int32' : (dtypes[0] ?? 'float32')
  // It is called with what `inputs` draws.
  for (const { inputs = options.inputs, dtype = main, ...law } of rulesOf(f as unknown as Operation, main, options))
    check(runner, law, drawArbitrary(inputs, dtype), options)
}
