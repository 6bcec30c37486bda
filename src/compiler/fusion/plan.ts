// Decides which variables are stored in memory and which are computed where they are used.
// Views (broadcast, reshape, slice, padding …) always travel into their consumer; arithmetic does when it has one consumer that sees
// each element once, or when it is cheaper than reading its result back.

import { constant, variable } from '../../core/expr.js'
import type { Equation, Variable } from '../../core/graph.js'
import type { ContractLowering, Lowering } from '../../core/lowering.js'
import { type Dims, sameShape, sizeOf } from '../../support/shape.js'
import { type Definitions, weightOf } from './definitions.js'

/** Operations per element up to which computing again beats storing and reading. */
const cheap = 4
/** So many times smaller than what is computed, and an array stays in a cache: a value for each channel, or for each row. */
const small = 8
/** An expression larger than this is cut: kernels stay small enough to compile quickly. */
const largest = 600
const mostReads = 24
/** So is a longer chain of views: they have no weight, but whoever substitutes them descends that deep. */
const mostViews = 64

interface Inlined {
  readonly weight: number
  /** The longest chain of views. */
  readonly views: number
  readonly reads: number
  /** Reads of arrays that are not small beside the result. */
  readonly large: number
  /** A reduction or contraction of the same shape that this could be the epilogue of. */
  readonly root: Variable | null
}

/** The inputs that the left operand of a contraction reads. */
function leftOperands(consumer: Equation, lowering: ContractLowering): ReadonlySet<Variable> {
  const found = new Set<Variable>()
  const at = (extents: Dims) => extents.map((extent, i) => variable(`i${i}`, extent))
  lowering.left(at(lowering.batch), at(lowering.rows), at(lowering.depth), number => {
    const v = consumer.inputs[number]
    if (v !== undefined) found.add(v)
    return constant(v?.type.dtype ?? 'float32', 0)
  })
  return found
}

/** How often a consumer evaluates each element of the input, on average. */
function multiplicity(consumer: Equation, lowering: Lowering, input: Variable): number {
  const size = Math.max(1, sizeOf(input.type.shape))
  const out = consumer.outputs[0]
  const evaluations = (): number => {
    switch (lowering.kind) {
      case 'elementwise':
      case 'index':
        return out === undefined ? 0 : sizeOf(out.type.shape)
      case 'reduce':
        return out === undefined ? 0 : sizeOf(out.type.shape) * sizeOf(lowering.extents)
      case 'contract': {
        // Transformed once, but for what lies around a task's part.
        if (lowering.method.name === 'winograd') return size
        const batchDepth = sizeOf(lowering.batch) * sizeOf(lowering.depth)
        return batchDepth * sizeOf(leftOperands(consumer, lowering).has(input) ? lowering.rows : lowering.columns)
      }
      case 'kernel':
        return sizeOf(lowering.updates)
      // How often a program reads an element is its own affair: often.
      case 'procedure':
        return Number.POSITIVE_INFINITY
      case 'control':
        return size
    }
  }
  return evaluations() / size
}

export function planMaterialised(definitions: Definitions): ReadonlySet<Variable> {
  const { graph, consumers, lowering: loweringOf, isOutput } = definitions
  const stored = new Set<Variable>(graph.inputs)
  const inlined = new Map<Variable, Inlined>()
  /** Whether it must be in memory whatever its epilogue is. */
  const isReadElsewhere = (v: Variable): boolean =>
    isOutput(v) || (consumers.get(v) ?? []).some(use => loweringOf(use).kind !== 'elementwise')

  for (const equation of graph.equations) {
    const lowering = loweringOf(equation)
    let weight = weightOf(equation, lowering)
    let reads = 0
    let large = 0
    let views = 0
    const size = sizeOf(equation.outputs[0]?.type.shape ?? [])
    let root: Variable | null = null
    for (const input of new Set(equation.inputs)) {
      const part = inlined.get(input)
      weight += part?.weight ?? 0
      reads += part?.reads ?? 1
      large += part?.large ?? (sizeOf(input.type.shape) * small >= size ? 1 : 0)
      views = Math.max(views, part?.views ?? 0)
      const candidate = part === undefined ? input : part.root
      const kind = candidate === null ? undefined : definitions.of.get(candidate)?.lowering.kind
      if (candidate !== null && (kind === 'contract' || kind === 'reduce')) root ??= candidate
    }
    if (lowering.kind === 'index') views++
    for (const v of equation.outputs) {
      const uses = consumers.get(v) ?? []
      const isMap = lowering.kind === 'elementwise' || lowering.kind === 'index'
      const sameRoot = lowering.kind === 'elementwise' && root !== null && sameShape(root.type.shape, v.type.shape) ? root : null
      const spread = Math.max(0, ...uses.map(use => multiplicity(use, loweringOf(use), v)))
      const endsEpilogue = sameRoot !== null && !isReadElsewhere(sameRoot) && uses.some(use => loweringOf(use).kind !== 'elementwise')
      const travels = weight === 0 || (uses.length === 1 && (spread <= 1 || weight <= cheap)) || (weight <= cheap && large <= 2)
      const tooLarge = weight > largest || reads > mostReads || views > mostViews
      // What goes into a loop or branch must be in memory.
      const entersBlock = uses.some(use => loweringOf(use).kind === 'control')
      if (!isMap || isOutput(v) || tooLarge || !travels || endsEpilogue || entersBlock) stored.add(v)
      else inlined.set(v, { weight, views, reads, large, root: sameRoot })
    }
  }
  return stored
}
