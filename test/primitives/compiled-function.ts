// What the expressions of primitives compute, and how far that is from exact values.

import { evaluator } from '../../laws/predicate/evaluate-expr.js'
import { type FloatName, ulp } from '../../laws/predicate/exact-float.js'
import { argument, type Expr } from '../../src/core/expr.js'
import type { Params, Primitive } from '../../src/core/primitive.js'
import { elementwisePrimitives } from '../../src/primitives/elementwise/index.js'

export const primitiveOf = (name: string): Primitive => {
  const found = elementwisePrimitives.find(primitive => primitive.name === name)
  if (found === undefined) throw new Error(`no primitive ${name}`)
  return found
}

/** The function that a primitive's expression computes. */
export function compiled(name: string, type: FloatName, params: Params = {}): (...args: readonly number[]) => number {
  const primitive = primitiveOf(name)
  const inputs = (primitive.domain[0]?.inputs ?? []).map(() => ({ shape: [], dtype: type }))
  const lowering = primitive.lower(inputs, params, inputs)
  if (lowering.kind !== 'elementwise') throw new Error(`${name} is not elementwise`)
  const value = evaluator(lowering.body(inputs.map((_, i): Expr => argument(type, i))))
  return (...args) => Number(value({ argument: i => args[i] ?? Number.NaN, variable: () => 0, element: () => 0 })[0])
}

/** The distance of the result from an exact value that is `high + low`, in ulps of that value, or of another size. */
export function errorIn(type: FloatName, got: number, high: number, low: number, size = high): number {
  const rounded = (x: number): number => (type === 'float32' ? Math.fround(x) : x)
  if (!Number.isFinite(rounded(high)) || !Number.isFinite(got)) return Object.is(got, rounded(high)) ? 0 : Number.POSITIVE_INFINITY
  return Math.abs(got - high - low) / ulp(type, rounded(size))
}
