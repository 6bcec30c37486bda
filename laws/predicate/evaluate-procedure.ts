// What a procedure means, in plain TypeScript. It checks what compiled code relies on: accesses in bounds, nothing read before it is
// written, instances of the batch that touch only their own elements, and outputs that are complete.

import { type ArrayType, type HostArray, hostArray } from '../../src/core/array-type.js'
import { type Expr, read as readExpr, variable } from '../../src/core/expr.js'
import type { ProcedureLowering } from '../../src/core/lowering.js'
import { cellVariables, type ElementStore, place, type Step, type Workspace } from '../../src/core/procedure.js'
import { dtypeInfo } from '../../src/support/dtype.js'
import { forEachIndex, stridesOf } from '../../src/support/shape.js'
import { evaluator, type Point, type Scalar } from './evaluate-expr.js'

/** An array that the program writes, and which instance of the batch has written each element; -1 for none. */
interface Memory {
  readonly array: HostArray
  readonly writers: Int32Array
}

const memoryOf = (type: ArrayType): Memory => {
  const array = hostArray(type)
  return { array, writers: new Int32Array(array.data.length).fill(-1) }
}

/** @throws when the place is outside of the shape */
function offsetOf({ shape }: ArrayType, at: readonly number[]): number {
  if (at.length !== shape.length || at.some((i, axis) => !Number.isInteger(i) || i < 0 || i >= (shape[axis] as number)))
    throw new Error(`the place [${at}] is outside of [${shape}]`)
  return stridesOf(shape).reduce((sum, stride, axis) => sum + stride * (at[axis] as number), 0)
}

/** The outputs of the program. @throws when it breaks a rule of procedures */
export function evaluateProcedure(
  lowering: ProcedureLowering,
  inputs: readonly HostArray[],
  types: readonly ArrayType[],
): readonly HostArray[] {
  const outputs = types.map(memoryOf)
  let scratch: readonly Memory[] = []
  let instance = 0
  const cells: (Scalar | undefined)[] = []
  const variables = new Map<Expr, number>()

  const memoryAt = (array: number): Memory => {
    const memory = outputs[array] ?? scratch[array - outputs.length]
    if (memory === undefined) throw new Error(`there is no array ${array}`)
    return memory
  }
  const point: Point = {
    argument(cell) {
      const value = cells[cell]
      if (value === undefined) throw new Error(`cell ${cell} is read before it is set`)
      return value
    },
    variable(v) {
      const value = variables.get(v)
      if (value === undefined) throw new Error('a loop variable outside of its loop')
      return value
    },
    element(source, at) {
      const input = inputs[source]
      if (input !== undefined) return input.data[offsetOf(input, at)] as number
      const { array, writers } = memoryAt(source - inputs.length)
      const offset = offsetOf(array, at)
      if (writers[offset] !== instance) throw new Error(`element [${at}] of array ${source - inputs.length} is read before it is written`)
      return array.data[offset] as number
    },
  }

  const evaluators = new Map<Expr, (point: Point) => readonly Scalar[]>()
  const value = (e: Expr): Scalar => {
    const known = evaluators.get(e) ?? evaluator([e])
    evaluators.set(e, known)
    return known(point)[0] as Scalar
  }
  const position = (e: Expr): number => {
    const at = Number(value(e))
    if (!Number.isInteger(at) || at < 0) throw new Error(`${at} is no position`)
    return at
  }

  const write = (stores: readonly ElementStore[]): void => {
    const ready = stores.map(({ array, at, value: e }) => {
      const memory = memoryAt(array)
      if (e.type !== memory.array.dtype) throw new Error(`a ${e.type} is stored in an array of ${memory.array.dtype}`)
      return { memory, offset: offsetOf(memory.array, at.map(position)), element: value(e) as number }
    })
    for (const { memory, offset, element } of ready) {
      const writer = memory.writers[offset] as number
      if (writer !== -1 && writer !== instance) throw new Error(`instances ${writer} and ${instance} write one element`)
      memory.writers[offset] = instance
      memory.array.data[offset] = element
    }
  }

  const run = (steps: readonly Step[]): void => {
    for (const step of steps) runStep(step)
  }
  const iterate = (v: Expr & { op: 'variable' }, from: number, to: number, body: () => void): void => {
    for (let i = from; i < to; i++) {
      if (i >= v.extent) throw new Error(`the loop variable ${v.name} is ${i}, of extent ${v.extent}`)
      variables.set(v, i)
      body()
    }
    variables.delete(v)
  }
  const runStep = (step: Step): void => {
    switch (step.op) {
      case 'for':
        iterate(step.variable, position(step.from), position(step.to), () => run(step.body))
        return
      case 'each': {
        const [from, to] = [position(step.from), position(step.to)]
        if (from > to) throw new Error(`independent iterations from ${from} to ${to}`)
        iterate(step.variable, from, to, () => write(step.stores))
        return
      }
      case 'set': {
        const type = lowering.cells[step.cell]
        if (type !== step.value.type) throw new Error(`a ${step.value.type} is put into cell ${step.cell} of ${type}`)
        cells[step.cell] = value(step.value)
        return
      }
      case 'store':
        write(step.stores)
        return
      case 'if':
        run(value(step.condition) === 0 ? step.otherwise : step.body)
    }
  }

  const batch = lowering.batch.map((extent, i) => variable(`b${i}`, extent))
  const workspace = (type: ArrayType, array: number): Workspace => ({
    at: (...at) => readExpr(type.dtype, inputs.length + array, at.map(place)),
    put: (at, e) => ({ array, at: at.map(place), value: e }),
  })
  const body = lowering.body({
    batch,
    input: (number, ...at) => readExpr(inputs[number]?.dtype ?? 'float32', number, at.map(place)),
    outputs: types.map(workspace),
    scratch: lowering.scratch.map((type, i) => workspace(type, types.length + i)),
    cells: cellVariables(lowering.cells),
  })
  forEachIndex(lowering.batch, (at, linear) => {
    instance = linear
    for (const [i, v] of batch.entries()) variables.set(v, at[i] as number)
    scratch = lowering.scratch.map(memoryOf)
    cells.length = 0
    run(body)
  })
  for (const [i, { array, writers }] of outputs.entries()) {
    const missing = writers.indexOf(-1)
    if (missing >= 0) throw new Error(`element ${missing} of output ${i} is never written`)
    if (dtypeInfo(array.dtype).kind === 'bool' && array.data.some(x => x > 1)) throw new Error(`output ${i} is bool, but is not 0 or 1`)
  }
  return outputs.map(({ array }) => array)
}
