// The types of results: known before anything is computed, as declared, at every dtype that the operation takes; other dtypes are refused.

import { cast, type DType, DTypeError, evalShape, type Tensor, tree } from 'tenet'
import type { Violation } from './compare-arrays.js'
import { leavesOf } from './trees.js'

/** Every dtype. */
export const allDTypes = [
  'bool',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'float16',
  'bfloat16',
  'float32',
  'float64',
  'complex64',
  'complex128',
] as const satisfies readonly DType[]

const realParts: Partial<Record<DType, DType>> = { complex64: 'float32', complex128: 'float64' }
const isDouble = (dtype: DType): boolean => dtype === 'float64' || dtype === 'complex128'

/**
 * What a declared result is at a dtype: `T[2,3]` is of the dtype itself, `real[2]` of that of its parts, `complex[2]` of that made of it, and `parts[2]`
 * of that of the parts of the latter, float32 for the halves.
 */
export const declaredAt = (declared: string, dtype: DType): string =>
  declared
    .replaceAll(/\bT\[/g, `${dtype}[`)
    .replaceAll(/\breal\[/g, `${realParts[dtype] ?? dtype}[`)
    .replaceAll(/\bcomplex\[/g, `${isDouble(dtype) ? 'complex128' : 'complex64'}[`)
    .replaceAll(/\bparts\[/g, `${isDouble(dtype) ? 'float64' : 'float32'}[`)

interface Type {
  readonly dtype: string
  readonly shape: readonly number[]
}

const show = (types: Iterable<Type>): string => [...types].map(({ dtype, shape }) => `${dtype}[${shape}]`).join(', ')

const isType = (of: object): of is Type => 'dtype' in of && typeof of.dtype === 'string'

/** The types in a tree of them, in the order of its leaves. */
function typesIn(of: unknown): readonly Type[] {
  if (typeof of !== 'object' || of === null) return []
  return isType(of) ? [of] : Object.values(of).flatMap(typesIn)
}

/** The results of a call are of these types, and are known to be without computing them if the function can be traced. */
export function hasTypes<A extends readonly unknown[]>(
  f: (...args: A) => unknown,
  args: A,
  expected: string,
  traceable: 'traceable' | 'untraceable',
): Violation {
  const got = show(leavesOf(f(...args)).values())
  if (got !== expected) return `the result must be ${expected}; got ${got}`
  if (traceable === 'untraceable') return null
  const known = show(typesIn(evalShape(f)(...args)))
  return known === expected ? null : `evalShape must say ${expected}; got ${known}`
}

/** A call with other dtypes than an operation takes is a DTypeError. */
export function refuses<A extends readonly unknown[]>(f: (...args: A) => unknown, args: A): Violation {
  try {
    return `must be refused; got ${show(leavesOf(f(...args)).values())}`
  } catch (error) {
    return error instanceof DTypeError ? null : `must be a DTypeError; got ${String(error)}`
  }
}

/** The tensors of one dtype in another one. */
export const castFrom = <A>(args: A, from: DType, to: DType): A =>
  tree.map(args, (leaf: Tensor) => (leaf.dtype === from ? cast(leaf, to) : leaf)) as A
