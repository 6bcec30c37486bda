// Runs a procedure in plain numbers: the meaning of operations that are written once, as a program. Expressions and steps become closures, in
// which every operation rounds to its type. The subset of expressions is that of factorisations: floats, int32, bool and positions.

import { dtypeInfo, isDType } from '../support/dtype.js'
import { InternalError } from '../support/errors.js'
import { forEachIndex, stridesOf } from '../support/shape.js'
import { type ArrayType, type HostArray, hostArray } from './array-type.js'
import { type Expr, read as readExpr, type ScalarType, variable } from './expr.js'
import type { ProcedureLowering } from './lowering.js'
import { cellVariables, type ElementStore, place, type Step, type Workspace } from './procedure.js'

type Value = () => number
type Action = () => void

const rounding = (type: ScalarType): ((x: number) => number) => {
  if (type === 'float32') return Math.fround
  return type === 'int32' ? x => x | 0 : x => x
}

const missing = (what: string): never => {
  throw new InternalError(`procedure: ${what} cannot be run in plain numbers`)
}

function unaryOf(name: string, type: ScalarType, a: Value): Value {
  switch (name) {
    case 'neg':
      return () => -a()
    case 'abs':
      return () => Math.abs(a())
    case 'sqrt':
      return type === 'float32' ? () => Math.fround(Math.sqrt(a())) : () => Math.sqrt(a())
    case 'not':
      return type === 'bool' ? () => 1 - a() : missing(`${name} of ${type}`)
    default:
      return missing(`${name} of ${type}`)
  }
}

function binaryOf(name: string, type: ScalarType, a: Value, b: Value): Value {
  const round = rounding(type)
  const isExact = type === 'float64' || type === 'index'
  switch (name) {
    case 'add':
      return isExact ? () => a() + b() : () => round(a() + b())
    case 'sub':
      return isExact ? () => a() - b() : () => round(a() - b())
    case 'mul':
      return isExact ? () => a() * b() : () => round(a() * b())
    case 'div':
      return type === 'index' || type === 'int32' ? () => Math.trunc(a() / b()) : () => round(a() / b())
    case 'rem':
      return () => a() % b()
    case 'and':
      return type === 'bool' ? () => (a() !== 0 && b() !== 0 ? 1 : 0) : () => a() & b()
    case 'or':
      return type === 'bool' ? () => (a() !== 0 || b() !== 0 ? 1 : 0) : () => a() | b()
    default:
      return missing(`${name} of ${type}`)
  }
}

const predicates: Readonly<Record<string, (a: Value, b: Value) => Value>> = {
  eq: (a, b) => () => (a() === b() ? 1 : 0),
  ne: (a, b) => () => (a() !== b() ? 1 : 0),
  lt: (a, b) => () => (a() < b() ? 1 : 0),
  le: (a, b) => () => (a() <= b() ? 1 : 0),
  gt: (a, b) => () => (a() > b() ? 1 : 0),
  ge: (a, b) => () => (a() >= b() ? 1 : 0),
}

/** Fills the outputs by running the program for every place of the batch. */
export function runProcedure(lowering: ProcedureLowering, inputs: readonly HostArray[], outputs: readonly HostArray[]): void {
  const scratch = lowering.scratch.map(hostArray)
  const arrays = [...inputs, ...outputs, ...scratch]
  const cells = new Float64Array(lowering.cells.length)
  const variables = new Map<Expr, { at: number }>()
  const known = new Map<Expr, Value>()

  const slotOf = (v: Expr): { at: number } => {
    const slot = variables.get(v) ?? { at: 0 }
    variables.set(v, slot)
    return slot
  }
  const offsetOf = ({ shape }: HostArray, at: readonly Expr[]): Value => {
    const strides = stridesOf(shape)
    return at.map(value).reduce<Value>(
      (sum, position, axis) => {
        const stride = strides[axis] ?? 1
        return () => sum() + stride * position()
      },
      () => 0,
    )
  }
  const value = (e: Expr): Value => {
    const made = known.get(e) ?? compiled(e)
    known.set(e, made)
    return made
  }
  const compiled = (e: Expr): Value => {
    switch (e.op) {
      case 'constant': {
        const number = Number(e.value)
        return () => number
      }
      case 'argument':
        return () => cells[e.index] as number
      case 'variable': {
        const slot = slotOf(e)
        return () => slot.at
      }
      case 'read': {
        const array = arrays[e.source]
        if (array === undefined || e.guard !== null) return missing(`a read of array ${e.source}`)
        const [{ data }, offset] = [array, offsetOf(array, e.at)]
        return () => data[offset()] as number
      }
      case 'unary':
        return unaryOf(e.name, e.type, value(e.a))
      case 'binary':
        return binaryOf(e.name, e.type, value(e.a), value(e.b))
      case 'compare':
        return predicates[e.name]?.(value(e.a), value(e.b)) ?? missing(e.name)
      case 'select': {
        const [condition, a, b] = [value(e.condition), value(e.a), value(e.b)]
        return () => (condition() !== 0 ? a() : b())
      }
      case 'convert': {
        const a = value(e.a)
        const store = isDType(e.type) ? dtypeInfo(e.type).store : Math.trunc
        return () => store(a())
      }
      default:
        return missing(e.op)
    }
  }
  const storing = (stores: readonly ElementStore[]): Action => {
    const made = stores.map(({ array, at, value: e }) => {
      const target = arrays[inputs.length + array] ?? missing(`a store into array ${array}`)
      return { data: target.data, offset: offsetOf(target, at), element: value(e) }
    })
    const [first] = made
    if (made.length === 1 && first !== undefined) return () => { first.data[first.offset()] = first.element() } // biome-ignore format: one line
    return () => {
      const ready = made.map(({ offset, element }) => [offset(), element()] as const)
      for (const [i, [offset, element]] of ready.entries()) (made[i] as (typeof made)[number]).data[offset] = element
    }
  }
  const stepOf = (step: Step): Action => {
    switch (step.op) {
      case 'for':
      case 'each': {
        const [from, to, slot] = [value(step.from), value(step.to), slotOf(step.variable)]
        const body = step.op === 'for' ? stepsOf(step.body) : storing(step.stores)
        return () => {
          const [low, high] = [from(), to()]
          for (let i = low; i < high; i++) {
            slot.at = i
            body()
          }
        }
      }
      case 'set': {
        const e = value(step.value)
        return () => { cells[step.cell] = e() } // biome-ignore format: one line
      }
      case 'store':
        return storing(step.stores)
      case 'if': {
        const [condition, body, otherwise] = [value(step.condition), stepsOf(step.body), stepsOf(step.otherwise)]
        return () => (condition() !== 0 ? body() : otherwise())
      }
    }
  }
  const stepsOf = (steps: readonly Step[]): Action => {
    const actions = steps.map(stepOf)
    return () => {
      for (const action of actions) action()
    }
  }

  const batch = lowering.batch.map((extent, i) => variable(`b${i}`, Math.max(1, extent)))
  const places = batch.map(slotOf)
  const workspace = (type: ArrayType, array: number): Workspace => ({
    at: (...at) => readExpr(type.dtype, inputs.length + array, at.map(place)),
    put: (at, e) => ({ array, at: at.map(place), value: e }),
  })
  const run = stepsOf(
    lowering.body({
      batch,
      input: (number, ...at) => readExpr(inputs[number]?.dtype ?? 'float32', number, at.map(place)),
      outputs: outputs.map(workspace),
      scratch: scratch.map((type, i) => workspace(type, outputs.length + i)),
      cells: cellVariables(lowering.cells),
    }),
  )
  forEachIndex(lowering.batch, at => {
    for (const [i, slot] of places.entries()) slot.at = at[i] as number
    run()
  })
}
