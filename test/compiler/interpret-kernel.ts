// Runs kernels in plain TypeScript, element by element, and checks what a machine would not tell: accesses in bounds, nothing stored that
// was computed from memory nobody wrote, tasks that neither read nor overwrite each other's results. Works for targets that are not here.

import { evaluator, type Scalar } from '../../laws/predicate/evaluate-expr.js'
import type { Kernel, Statement } from '../../src/compiler/kernel/ir.js'
import type { Program } from '../../src/compiler/program/compile-program.js'
import { kernelsIn, type Step, type Window } from '../../src/compiler/program/steps.js'
import { type ArrayType, type HostArray, showType } from '../../src/core/array-type.js'
import { argument, type Expr, mapOperands, operands } from '../../src/core/expr.js'
import type { Variable } from '../../src/core/graph.js'
import { dtypeInfo, isWide } from '../../src/support/dtype.js'
import { sizeOf } from '../../src/support/shape.js'

/** A value, or `null`: what is computed from memory that nobody has written. It may be computed with, but must not be stored in a result. */
type Value = Scalar | null

/** As many elements as kernels may look past the end of an array: 128 bytes, see `slack` in runtime/cpu/cpu-buffer.ts. */
const slackOf = (type: ArrayType): number => 128 / dtypeInfo(type.dtype).bytes

class Memory {
  readonly elements: Value[]
  /** The task that wrote each element last in the stage at hand. */
  writers = new Map<number, number>()
  readonly type: ArrayType
  constructor(type: ArrayType, elements: Iterable<number> = []) {
    this.type = type
    this.elements = [...elements]
  }
}

type Operation = (values: readonly Value[]) => Value

const operations = new WeakMap<Expr, Operation>()

/** One node of an expression as a function of its operands. Positions are machine integers: they may be negative on the way. */
function operationOf(e: Expr): Operation {
  const known = operations.get(e)
  if (known !== undefined) return known
  const made = makeOperation(e)
  operations.set(e, made)
  return made
}

function positions(e: Expr & { op: 'binary' }): Operation {
  const compute = { add: (a: number, b: number) => a + b, sub: (a: number, b: number) => a - b, mul: (a: number, b: number) => a * b }
  return ([a, b]) => {
    const [p, q] = [Number(a), Number(b)]
    if (e.name === 'add' || e.name === 'sub' || e.name === 'mul') return compute[e.name](p, q)
    if (e.name !== 'div' && e.name !== 'rem') throw new Error(`no ${e.name} of positions`)
    if (q <= 0) throw new Error(`a position divided by ${q}`)
    // Unsigned division makes something useless of a negative number: it may only end up where nothing is read.
    if (p < 0) return null
    return e.name === 'div' ? Math.floor(p / q) : p % q
  }
}

const orders = {
  eq: (a: number, b: number) => a === b,
  ne: (a: number, b: number) => a !== b,
  lt: (a: number, b: number) => a < b,
  le: (a: number, b: number) => a <= b,
  gt: (a: number, b: number) => a > b,
  ge: (a: number, b: number) => a >= b,
}

function makeOperation(e: Expr): Operation {
  if (e.op === 'select') return ([condition, a, b]) => (condition === null ? null : ((condition === 0 ? b : a) ?? null))
  const strict =
    (f: Operation): Operation =>
    values =>
      values.includes(null) ? null : f(values)
  if (e.op === 'binary' && e.type === 'index') return strict(positions(e))
  if (e.op === 'compare' && e.a.type === 'index') return strict(([a, b]) => Number(orders[e.name](Number(a), Number(b))))
  // A conjunction that is false whatever the rest is: guards of positions.
  if (e.op === 'binary' && e.type === 'bool' && (e.name === 'and' || e.name === 'or')) {
    const deciding = e.name === 'and' ? 0 : 1
    return ([a, b]) => (a === deciding || b === deciding ? deciding : a === null || b === null ? null : (a ?? null))
  }
  if (e.op === 'convert' && e.type === 'index') return strict(([a]) => Number(a))
  const values: Scalar[] = []
  let count = 0
  const one = evaluator([mapOperands(e, o => argument(o.type, count++))])
  const never = (): never => {
    throw new Error('no leaves are left')
  }
  const point = { argument: (i: number) => values[i] as Scalar, variable: never, element: never }
  return strict(given => {
    given.forEach((value, i) => {
      values[i] = value as Scalar
    })
    return one(point)[0] as Scalar
  })
}

interface Launch {
  readonly kernel: Kernel
  readonly args: readonly Memory[]
}

/** Kernels of a stage on their arguments; kernels and tasks run from the last to the first, for none of them may wait for another. */
export function interpretKernels(launches: readonly Launch[]): void {
  for (const { args } of launches) for (const memory of args) memory.writers = new Map()
  let before = 0
  for (const { kernel, args } of launches.toReversed()) {
    for (let task = kernel.tasks - 1; task >= 0; task--) interpretTask(kernel, args, task, before + task)
    before += kernel.tasks
  }
}

/** @param self the number of the task among all of the stage */
function interpretTask(kernel: Kernel, args: readonly Memory[], task: number, self: number): void {
  const fail = (what: string): never => {
    throw new Error(`kernel ${kernel.name}, task ${task}: ${what}`)
  }
  const scratch = kernel.buffers.map(() => new Map<number, Value>())
  const cells = kernel.cells.map(cell => new Array<Value>(cell.lanes).fill(null))
  const variables = new Map<Expr, number>([[kernel.task, task]])
  let lane = 0
  let inLanes = false

  const scratchElements = (buffer: number): number => {
    const { buffers, scratchBytes } = kernel
    const own = buffers[buffer]
    if (own?.kind !== 'scratch') return 0
    const ends = buffers.flatMap(b => (b.kind === 'scratch' && b.offset > own.offset ? [b.offset] : []))
    return (Math.min(scratchBytes, ...ends) - own.offset) / dtypeInfo(own.dtype).bytes
  }

  const load = (buffer: number, at: Value): Value => {
    if (at === null) return fail('a read at a place that was computed from nothing')
    const place = Number(at)
    const memory = args[buffer]
    if (memory === undefined) {
      if (!(place >= 0 && place < scratchElements(buffer))) fail(`read of scratch ${buffer} at ${place} of ${scratchElements(buffer)}`)
      return scratch[buffer]?.get(place) ?? null
    }
    const size = sizeOf(memory.type.shape)
    if (!(place >= 0 && place < size + slackOf(memory.type))) fail(`read of argument ${buffer} at ${place} of ${size}`)
    const writer = memory.writers.get(place)
    if (writer !== undefined && writer !== self) fail(`read of element ${place} of argument ${buffer}, which task ${writer} writes`)
    return place < size ? (memory.elements[place] ?? null) : null
  }

  const write = (buffer: number, at: Value, value: Value): void => {
    const place = at === null ? Number.NaN : Number(at)
    const memory = args[buffer]
    if (memory === undefined) {
      if (!(place >= 0 && place < scratchElements(buffer))) fail(`store to scratch ${buffer} at ${place} of ${scratchElements(buffer)}`)
      scratch[buffer]?.set(place, value)
      return
    }
    const size = sizeOf(memory.type.shape)
    if (!(place >= 0 && place < size)) fail(`store to argument ${buffer} at ${place} of ${size}`)
    if (value === null) fail(`element ${place} of argument ${buffer} was computed from nothing`)
    const writer = memory.writers.get(place)
    // The last vector of a run may overlap the one before it, also that of another task: both store the same.
    if (writer !== undefined && writer !== self && !Object.is(memory.elements[place], value))
      fail(`element ${place} of argument ${buffer} is ${memory.elements[place]} by task ${writer}, and ${value}`)
    memory.writers.set(place, self)
    memory.elements[place] = value
  }

  const evaluate = (root: Expr): Value => {
    const memo = new Map<Expr, Value>()
    const value = (e: Expr): Value => {
      const known = memo.get(e)
      if (known !== undefined) return known
      const result = compute(e)
      memo.set(e, result)
      return result
    }
    const compute = (e: Expr): Value => {
      switch (e.op) {
        case 'constant':
          return isWide(e.type) ? BigInt(e.value) : Number(e.value)
        case 'argument': {
          const cell = cells[e.index] ?? fail(`no cell ${e.index}`)
          if (!inLanes && cell.length > 1) fail(`cell ${e.index} of several lanes, outside of lanes`)
          return cell[cell.length === 1 ? 0 : lane] ?? null
        }
        case 'variable':
          return variables.get(e) ?? fail(`variable ${e.name} is not bound`)
        case 'read': {
          const [at] = e.at
          const guard = e.guard === null ? 1 : value(e.guard)
          if (guard === null) return fail('a guard that was computed from nothing')
          return guard === 0 ? (isWide(e.type) ? 0n : 0) : load(e.source, at === undefined ? null : value(at))
        }
        default:
          return operationOf(e)(operands(e).map(value))
      }
    }
    return value(root)
  }

  const position = (e: Expr): number => {
    const value = evaluate(e)
    return value === null ? fail('a bound that was computed from nothing') : Number(value)
  }

  const run = (statements: readonly Statement[]): void => {
    for (const statement of statements) step(statement)
  }

  const step = (statement: Statement): void => {
    switch (statement.op) {
      case 'for': {
        const { variable, from, to } = statement
        const end = position(to)
        for (let i = position(from); i < end; i += statement.step) {
          variables.set(variable, i)
          run(statement.body)
        }
        variables.delete(variable)
        return
      }
      case 'lanes': {
        if (inLanes) fail('lanes within lanes')
        const { variable, width } = statement
        const from = position(statement.from)
        inLanes = true
        for (lane = 0; lane < width; lane++) {
          variables.set(variable, from + lane)
          run(statement.body)
        }
        inLanes = false
        lane = 0
        variables.delete(variable)
        return
      }
      case 'turn': {
        if (inLanes) fail('a turn within lanes')
        const { rows, columns, width } = statement
        const [row, column] = [position(statement.fromRow), position(statement.fromColumn)]
        const each = (body: () => void): void => {
          for (let r = 0; r < width; r++)
            for (let c = 0; c < width; c++) {
              variables.set(rows, row + r)
              variables.set(columns, column + c)
              body()
            }
        }
        const values: Value[] = []
        each(() => values.push(evaluate(statement.store.value)))
        const turned = values[Symbol.iterator]()
        each(() => write(statement.store.buffer, evaluate(statement.store.at), turned.next().value ?? null))
        variables.delete(rows)
        variables.delete(columns)
        return
      }
      case 'set': {
        const cell = cells[statement.cell] ?? fail(`no cell ${statement.cell}`)
        const value = evaluate(statement.value)
        if (inLanes) cell[cell.length === 1 ? 0 : lane] = value
        else cell.fill(value)
        return
      }
      case 'store': {
        const values = statement.stores.map(s => [s.buffer, evaluate(s.at), evaluate(s.value)] as const)
        for (const [buffer, at, value] of values) write(buffer, at, value)
        return
      }
      case 'prefetch':
        position(statement.at)
        return
      case 'if':
        run(position(statement.condition) === 0 ? statement.otherwise : statement.body)
    }
  }
  run(kernel.body)
}

/** Steps on the memory of slots; names that loops give to memory are set and forgotten. */
function interpretSteps(steps: readonly Step<number>[], slots: Memory[]): void {
  const at = (slot: number): Memory => slots[slot] as Memory
  const copy = (from: Memory, to: Memory): void => {
    to.elements.splice(0, to.elements.length, ...from.elements)
  }
  /** The part of an array that a window shows in a round: where it begins, and how long it is. */
  const part = ({ slice, of, start, stride }: Window<number>, round: number): readonly [number, number] => {
    const { shape, dtype } = at(slice).type
    const [from, size] = [(start + round * stride) / dtypeInfo(dtype).bytes, sizeOf(shape)]
    if (from < 0 || from + size > sizeOf(at(of).type.shape)) throw new Error(`a window at ${from} of ${showType(at(of).type)}`)
    return [from, size]
  }
  const blank = ({ type }: Memory): Memory => new Memory(type)
  for (const step of steps) {
    switch (step.op) {
      case 'kernel':
      case 'stage':
        interpretKernels(kernelsIn(step).map(({ kernel, args }) => ({ kernel, args: args.map(at) })))
        break
      case 'copy':
        copy(at(step.from), at(step.to))
        break
      case 'branch': {
        const index = Math.min(Math.max(Number(at(step.index).elements[0]), 0), step.branches.length - 1)
        interpretSteps(step.branches[index]?.steps ?? [], slots)
        break
      }
      case 'loop': {
        const { rounds, carries, windows, body } = step
        for (const { initial, current, next } of carries) {
          slots[current] = at(initial)
          slots[next] = blank(at(next))
        }
        const goesOn = (round: number): boolean => {
          if ('times' in rounds) return round < rounds.times
          interpretSteps(rounds.condition.steps, slots)
          return Number(at(rounds.holds).elements[0]) !== 0
        }
        for (let round = 0; goesOn(round); round++) {
          for (const window of windows) {
            const [from, size] = part(window, round)
            const shown = blank(at(window.slice))
            for (let i = 0; i < size; i++) shown.elements[i] = at(window.of).elements[from + i] ?? null
            slots[window.slice] = shown
          }
          interpretSteps(body.steps, slots)
          for (const window of windows) {
            const [from, size] = part(window, round)
            for (let i = 0; i < size; i++) at(window.of).elements[from + i] = at(window.slice).elements[i] ?? null
          }
          for (const { current, next } of carries) {
            slots[current] = at(next)
            slots[next] = blank(at(next))
          }
        }
        for (const { current, result } of carries) copy(at(current), at(result))
      }
    }
  }
}

/** A program on its inputs. @throws when a kernel does what it must not */
export function interpretProgram(program: Program, inputs: readonly HostArray[]): HostArray[] {
  const variables: readonly Variable[] = [...program.inputs, ...program.stored, ...program.temporaries, ...program.pointers]
  const slots = variables.map((v, i) => new Memory(v.type, inputs[i]?.data))
  interpretSteps(program.steps, slots)
  return program.outputs.map(({ from, index }) => {
    const memory = slots[from === 'input' ? index : program.inputs.length + index] as Memory
    const data = dtypeInfo(memory.type.dtype).create(sizeOf(memory.type.shape))
    for (let i = 0; i < data.length; i++) {
      const value = memory.elements[i]
      if (value === undefined || value === null) throw new Error(`element ${i} of an output was never written`)
      // A bigint for a wide integer: see Note [Wide integers] in support/dtype.ts.
      data[i] = value as number
    }
    return { ...memory.type, data }
  })
}
