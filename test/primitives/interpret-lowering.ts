// Runs a lowering element by element, in plain TypeScript, and checks what compiled code relies on: reads in bounds, positions that are
// never negative where they are used, `place` a bijection. A guard that is false keeps its read from happening.

import type { ArrayType, HostArray } from '../../src/core/array-type.js'
import { hostArray } from '../../src/core/array-type.js'
import { type Expr, read, variable } from '../../src/core/expr.js'
import type { Combiner, Lowering } from '../../src/core/lowering.js'
import { multiplyAdd } from '../../src/primitives/contraction/bilinear.js'
import { dtypeInfo, isDType } from '../../src/support/dtype.js'
import { type Dims, forEachIndex, sizeOf, stridesOf } from '../../src/support/shape.js'

type Variable = ReturnType<typeof variable>
type Places = Map<Expr, number>

const variables = (name: string, extents: Dims): Variable[] => extents.map((extent, i) => variable(`${name}${i}`, extent))

/** Row-major offset. @throws when the place is outside of the shape */
function offsetOf(shape: Dims, at: readonly number[]): number {
  if (at.length !== shape.length) throw new Error(`[${at}] is no place of [${shape}]`)
  const strides = stridesOf(shape)
  return at.reduce((sum, i, axis) => {
    if (!(i >= 0 && i < (shape[axis] ?? 0))) throw new Error(`[${at}] is outside of [${shape}]`)
    return sum + i * (strides[axis] ?? 0)
  }, 0)
}

function evaluate(e: Expr, inputs: readonly HostArray[], places: Places): number {
  const value = (child: Expr): number => evaluate(child, inputs, places)
  switch (e.op) {
    case 'constant':
      return Number(e.value)
    case 'variable': {
      const at = places.get(e)
      if (at === undefined) throw new Error(`the variable ${e.name} is not bound`)
      return at
    }
    case 'read': {
      if (e.guard !== null && value(e.guard) === 0) return 0
      const input = inputs[e.source]
      if (input === undefined || input.dtype !== e.type) throw new Error(`input ${e.source} is no ${e.type}`)
      return input.data[offsetOf(input.shape, e.at.map(value))] ?? Number.NaN
    }
    case 'compare': {
      const [a, b] = [value(e.a), value(e.b)]
      return Number({ eq: a === b, ne: a !== b, lt: a < b, le: a <= b, gt: a > b, ge: a >= b }[e.name])
    }
    case 'select':
      return value(e.condition) === 0 ? value(e.b) : value(e.a)
    case 'convert': {
      const stored = value(e.a)
      if (e.type === 'index' && stored < 0) throw new Error(`the position ${stored} is negative`)
      if (!isDType(e.type)) return stored
      const cell = dtypeInfo(e.type).create(1)
      cell[0] = stored
      return cell[0] ?? 0
    }
    case 'binary': {
      const [a, b] = [value(e.a), value(e.b)]
      if (e.type === 'bool' && e.name === 'and') return a * b
      if (e.type === 'int32' && e.name === 'add') return (a + b) | 0
      if (e.type !== 'index') throw new Error(`no ${e.name} of ${e.type} is expected here`)
      const result = { add: a + b, sub: a - b, mul: a * b, div: Math.floor(a / b), rem: a % b }[e.name as string]
      if (result === undefined || !(result >= 0)) throw new Error(`${a} ${e.name} ${b} is no position`)
      return result
    }
    default:
      throw new Error(`no ${e.op} is expected here`)
  }
}

const combine: Record<Combiner, (values: readonly number[]) => number> = {
  sum: values => values.reduce((a, b) => a + b, 0),
  product: values => values.reduce((a, b) => a * b, 1),
  max: values => values.reduce((a, b) => Math.max(a, b)),
  min: values => values.reduce((a, b) => Math.min(a, b)),
  any: values => Number(values.some(v => v !== 0)),
  all: values => Number(values.every(v => v !== 0)),
  argmax: values => firstBest(values, (a, b) => a > b),
  argmin: values => firstBest(values, (a, b) => a < b),
}

const firstBest = (values: readonly number[], better: (a: number, b: number) => boolean): number =>
  values.reduce((best, v, i) => {
    const current = values[best] ?? Number.NaN
    return !Number.isNaN(current) && (Number.isNaN(v) || better(v, current)) ? i : best
  }, 0)

const bindAll = (list: readonly Variable[], at: Dims, places: Places): Places => {
  for (const [i, v] of list.entries()) places.set(v, at[i] ?? 0)
  return places
}

/** The output of a lowering. */
export function interpret(lowering: Lowering, inputs: readonly HostArray[], type: ArrayType): HostArray {
  const output = hostArray(type)
  const reading = (source: number, at: readonly Expr[], guard?: Expr): Expr =>
    read(inputs[source]?.dtype ?? 'bool', source, at, guard ?? null)
  const out = variables('o', type.shape)
  switch (lowering.kind) {
    case 'index': {
      const body = lowering.body(out, reading)
      forEachIndex(type.shape, (at, i) => {
        output.data[i] = evaluate(body, inputs, bindAll(out, at, new Map()))
      })
      return output
    }
    case 'reduce': {
      const over = variables('k', lowering.extents)
      const body = lowering.body(out, over, reading)
      forEachIndex(type.shape, (at, i) => {
        const values: number[] = []
        forEachIndex(lowering.extents, k => values.push(evaluate(body, inputs, bindAll(over, k, bindAll(out, at, new Map())))))
        output.data[i] = combine[lowering.combiner](values)
      })
      return output
    }
    case 'contract': {
      const [b, m, n, k] = [
        variables('b', lowering.batch),
        variables('m', lowering.rows),
        variables('n', lowering.columns),
        variables('k', lowering.depth),
      ]
      const [left, right, place] = [lowering.left(b, m, k, reading), lowering.right(b, n, k, reading), lowering.place(b, m, n)]
      const accumulate = multiplyAdd(type.dtype)
      const written = new Set<number>()
      forEachIndex([...lowering.batch, ...lowering.rows, ...lowering.columns], at => {
        const places = bindAll([...b, ...m, ...n], at, new Map())
        let sum = 0
        forEachIndex(lowering.depth, depth => {
          bindAll(k, depth, places)
          sum = accumulate(sum, evaluate(left, inputs, places), evaluate(right, inputs, places))
        })
        const offset = offsetOf(
          type.shape,
          place.map(e => evaluate(e, inputs, places)),
        )
        if (written.has(offset)) throw new Error(`place writes ${offset} twice`)
        written.add(offset)
        output.data[offset] = sum
      })
      if (written.size !== sizeOf(type.shape)) throw new Error(`place writes ${written.size} of ${sizeOf(type.shape)} elements`)
      return output
    }
    case 'kernel': {
      const initial = lowering.initial(out, reading)
      forEachIndex(type.shape, (at, i) => {
        output.data[i] = evaluate(initial, inputs, bindAll(out, at, new Map()))
      })
      const update = variables('u', lowering.updates)
      const [target, valid, value] = [lowering.target(update, reading), lowering.valid(update, reading), lowering.value(update, reading)]
      forEachIndex(lowering.updates, at => {
        const places = bindAll(update, at, new Map())
        if (evaluate(valid, inputs, places) === 0) return
        const offset = offsetOf(
          type.shape,
          target.map(e => evaluate(e, inputs, places)),
        )
        output.data[offset] = (output.data[offset] ?? 0) + evaluate(value, inputs, places)
      })
      return output
    }
    case 'elementwise':
    case 'procedure':
    case 'control':
      throw new Error(`no ${lowering.kind} lowering is expected here`)
  }
}
