// What an equation takes: operations on floats, counted in its lowering. A function that is a polynomial counts as its polynomial; views,
// comparisons, choices and integers count nothing, and neither do procedures.

import { inlineCalls } from '../core/calls.js'
import type { ControlLowering } from '../core/control-lowering.js'
import { argument, type Expr, isFloatType, operands } from '../core/expr.js'
import type { Equation, Graph } from '../core/graph.js'
import { isFloat } from '../support/dtype.js'
import { sizeOf } from '../support/shape.js'

function operationsIn(roots: readonly Expr[]): number {
  const seen = new Set<Expr>()
  let count = 0
  const visit = (e: Expr): void => {
    if (seen.has(e)) return
    seen.add(e)
    if (isFloatType(e.type)) count += e.op === 'unary' || e.op === 'binary' ? 1 : e.op === 'fma' ? 2 : 0
    operands(e).forEach(visit)
  }
  roots.forEach(visit)
  return count
}

/** Floating-point operations, estimated. */
export function flopsOf({ primitive, inputs, params, outputs }: Equation): number {
  const [output] = outputs
  if (output === undefined) return 0
  const size = sizeOf(output.type.shape)
  const lowering = primitive.lower(
    inputs.map(v => v.type),
    params,
    outputs.map(v => v.type),
  )
  switch (lowering.kind) {
    case 'elementwise':
      return size * operationsIn(lowering.body(inputs.map((v, i) => argument(v.type.dtype, i))))
    case 'index':
      return 0
    case 'reduce':
      return isFloat(output.type.dtype) ? size * sizeOf(lowering.extents) : 0
    case 'contract':
      return isFloat(output.type.dtype) ? 2 * size * sizeOf(lowering.depth) : 0
    case 'kernel':
      return isFloat(output.type.dtype) ? sizeOf(lowering.updates) : 0
    // Its loops may end where the data say.
    case 'procedure':
      return 0
    case 'control':
      return inside(lowering, flopsOf)
  }
}

/** Of all rounds where their number is known, else of one; of the dearest branch. */
function inside(lowering: ControlLowering, cost: (equation: Equation) => number): number {
  const of = ({ equations }: Graph): number => equations.reduce((sum, equation) => sum + cost(equation), 0)
  switch (lowering.name) {
    case 'scan':
      return lowering.length * of(lowering.body)
    case 'while':
      return of(lowering.condition) + of(lowering.body)
    case 'cond':
      return Math.max(...lowering.branches.map(of))
  }
}

/** The products that are added up in the contractions of a graph: matrix products and convolutions; zeros of a padding count. */
export const multiplyAdds = (graph: Graph): number =>
  inlineCalls(graph).equations.reduce((sum, equation) => sum + multiplyAddsOf(equation), 0)

function multiplyAddsOf({ primitive, inputs, params, outputs }: Equation): number {
  const [output] = outputs
  if (output === undefined) return 0
  const types = [inputs, outputs].map(variables => variables.map(v => v.type))
  const lowering = primitive.lower(types[0] ?? [], params, types[1] ?? [])
  if (lowering.kind === 'contract') return sizeOf(output.type.shape) * sizeOf(lowering.depth)
  return lowering.kind === 'control' ? inside(lowering, multiplyAddsOf) : 0
}
