// A row of the table of operations, and what many rows say.

import type { DType } from 'tenet'
import * as laws from 'tenet/laws'
import { lookup } from '../../conformance/row.js'

/** A call of an operation, and what is true of it. The first word of a row's name is that of the function. */
export type Row = readonly [f: (...args: never) => unknown, options: laws.OperationOptions]
export type Rows = Readonly<Record<string, Row>>

type Input = laws.OperationInput
type Edges = laws.OperationOptions['edges']

export const any: readonly DType[] = laws.allDTypes
/** Nothing to be of a dtype is given. */
export const none: readonly DType[] = []
const without = (set: readonly DType[], ...names: readonly DType[]): readonly DType[] => set.filter(dtype => !names.includes(dtype))
export const numbers = without(any, 'bool')
export const unordered = ['complex64', 'complex128'] as const
/** What has an order: bools with or without. */
export const ordered = without(any, ...unordered)
export const orderedNumbers = without(numbers, ...unordered)
export const floats = ['float16', 'bfloat16', 'float32', 'float64'] as const
export const inexact = [...floats, ...unordered] as const
/** What linear algebra computes in. */
export const wide = ['float32', 'float64'] as const
export const wideInexact = [...wide, ...unordered] as const
export const integers = without(orderedNumbers, ...floats)
export const bits = ['bool', ...integers] as const
/** What sums do not overflow at once. */
export const summed = ['int32', 'int64', 'uint32', 'uint64', ...inexact] as const

/** Floats from -2 to 2, none of them 0, or from a range of their own. */
export const x = (...shape: readonly number[]): Input => ({ shape })
export const from = (min: number, max: number, ...shape: readonly number[]): Input => ({ shape, range: [min, max] })
/** No two alike. */
export const distinct = (...shape: readonly number[]): Input => ({ shape, elements: 'distinct' })
/** Positions below a size. */
export const places = (below: number, ...shape: readonly number[]): Input => ({ shape, dtype: 'int32', range: [0, below - 1] })
export const truths = (...shape: readonly number[]): Input => ({ shape, dtype: 'bool' })

/** A function by its name, as users write it, to be called with tensors and whatever else it takes. */
export function called(name: string): (...args: readonly unknown[]) => unknown {
  const f = lookup(name)
  if (f === undefined) throw new Error(`there is no ${name}`)
  return f
}

export const rows = (names: string, row: (name: string) => Row): Rows =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map(name => [name, row(name)]),
  )

export interface Told {
  /** Default `T`, the dtype of the inputs. */
  readonly result?: string
  readonly range?: laws.Range
  readonly derivative?: string
  readonly ulps?: number
  readonly digits?: 'precise' | 'cancelling'
}

const typed = (result: string, shape: string): string => result.replaceAll(/\w+/g, dtype => `${dtype}[${shape}]`)
const limits = (range: laws.Range | undefined): Partial<Input> => (range === undefined ? {} : { range })

/** A function of one number, of tensors of any shape. */
export const unary = (
  f: Row[0],
  dtypes: readonly DType[],
  { result = 'T', range, derivative = 'smooth', ulps = 4, digits = 'precise' }: Told = {},
): Row => {
  const of = (...shape: readonly number[]): Input => ({ shape, ...limits(range) })
  const edges: Edges = [
    [[of()], typed(result, '')],
    [[of(0, 3)], typed(result, '0,3')],
  ]
  return [f, { inputs: [of(2, 3)], result: typed(result, '2,3'), dtypes, edges, derivative, ulps, elementwise: digits }]
}

/** A function of two numbers, which broadcasts. */
export const binary = (
  f: Row[0],
  dtypes: readonly DType[],
  { result = 'T', range, derivative = 'smooth', ulps = 4, digits = 'precise' }: Told = {},
): Row => {
  const of = (...shape: readonly number[]): Input => ({ shape, ...limits(range) })
  const edges: Edges = [
    [[of(), of()], typed(result, '')],
    [[of(2, 1), of(3)], typed(result, '2,3')],
    [[of(0, 3), of(1)], typed(result, '0,3')],
    [[of(2), of(3)], 'ShapeError'],
  ]
  return [f, { inputs: [of(2, 3), of(3)], result: typed(result, '2,3'), dtypes, edges, derivative, ulps, elementwise: digits }]
}

/** Anything else, with the edges that it is said to have. */
export const row = (
  f: Row[0],
  inputs: readonly Input[],
  result: string,
  dtypes: readonly DType[],
  edges: Edges,
  { derivative = 'smooth', ...rest }: { readonly derivative?: string; readonly ulps?: number; readonly untraceable?: string } = {},
): Row => [f, { inputs, result, dtypes, edges, derivative, ...rest }]

/** A table of the functions of a namespace. */
export const within = (namespace: string, table: Rows): Rows =>
  Object.fromEntries(Object.entries(table).map(([name, one]) => [`${namespace}.${name}`, one]))
