// What a lowering means, in plain TypeScript, with the order of Note [Order of sums] observed: the oracle of compilers, and what the laws
// hold against the reference of each primitive. Beside each value it says how far rounding may have carried it from the exact one.

import { type ArrayType, type HostArray, hostArray } from '../../src/core/array-type.js'
import { argument, type Expr, read as readExpr, type ScalarType, variable } from '../../src/core/expr.js'
import type { Graph, Variable } from '../../src/core/graph.js'
import type { Combiner, ContractLowering, Lowering, Read, ReduceLowering, ScatterLowering } from '../../src/core/lowering.js'
import type { Factors } from '../../src/core/winograd-sums.js'
import { type DTypeName, dtypeInfo, isFloat, isHalf, isWide } from '../../src/support/dtype.js'
import { type Dims, forEachIndex, sizeOf, stridesOf } from '../../src/support/shape.js'
import { contractionSums, type WriteSum } from './contraction-sums.js'
import { runControl } from './evaluate-control.js'
import { evaluator, type Point, type Scalar } from './evaluate-expr.js'
import { evaluateProcedure } from './evaluate-procedure.js'
import { exactFma, ulp } from './exact-float.js'

export interface Evaluated {
  readonly array: HostArray
  /** For each element, how far it may be from what the reference says: 0 where the two must agree to the bit. */
  readonly tolerance: Float64Array
}

type LoopVariable = ReturnType<typeof variable>

const sequenceBlock = 1024
const laneCount = 32
const laneBlock = 65536

/** @throws when a place is outside of the shape */
export function offsetOf(shape: Dims, at: readonly number[]): number {
  if (at.length !== shape.length) throw new Error(`read at [${at}], which is no place of [${shape}]`)
  const strides = stridesOf(shape)
  return at.reduce((sum, i, axis) => {
    if (!Number.isInteger(i) || i < 0 || i >= (shape[axis] as number)) throw new Error(`read at [${at}], outside of [${shape}]`)
    return sum + i * (strides[axis] as number)
  }, 0)
}

const loops = (name: string, extents: Dims): LoopVariable[] => extents.map((extent, i) => variable(`${name}${i}`, extent))

/** Values of loop variables, and the elements of the inputs. */
class Place implements Point {
  readonly #values = new Map<Expr, number>()
  readonly #inputs: readonly HostArray[]
  constructor(inputs: readonly HostArray[]) {
    this.#inputs = inputs
  }
  bind(variables: readonly LoopVariable[], at: readonly number[]): void {
    for (const [i, v] of variables.entries()) this.#values.set(v, at[i] as number)
  }
  argument = (): never => {
    throw new Error('an argument outside of an elementwise lowering')
  }
  variable = (v: Expr): number => {
    const value = this.#values.get(v)
    if (value === undefined) throw new Error('a loop variable outside of its loop')
    return value
  }
  element = (source: number, at: readonly number[]): number => {
    const input = this.#inputs[source]
    if (input === undefined) throw new Error(`read of input ${source} of ${this.#inputs.length}`)
    return input.data[offsetOf(input.shape, at)] as number
  }
}

const reader =
  (inputs: readonly ArrayType[]): Read =>
  (input, at, guard) => {
    const type = inputs[input]
    if (type === undefined) throw new Error(`read of input ${input} of ${inputs.length}`)
    return readExpr(type.dtype, input, at, guard ?? null)
  }

function checkType(what: string, got: ScalarType, expected: ScalarType): void {
  if (got !== expected) throw new Error(`${what} must be ${expected}; got ${got}`)
}

/** An element; of a wide integer a bigint, see Note [Wide integers] in support/dtype.ts. */
const one = (values: readonly Scalar[]): number => values[0] as number

/** Half the distance between neighbouring floats at 1; 0 for other types, which are exact. */
const unitRoundoff = (type: ScalarType): number => (type === 'float32' ? 2 ** -24 : type === 'float64' ? 2 ** -53 : 0)

/** What rounding a sum to a half may add: a unit in its last place, where the sums before were on two sides of a tie. */
const finalRounding = (dtype: DTypeName, x: number): number => (isHalf(dtype) ? ulp(dtype, x) : 0)

/** The outputs of a lowering, of the types given. @throws when it reads out of bounds or breaks a rule of expressions */
export function evaluateLowering(lowering: Lowering, inputs: readonly HostArray[], types: readonly ArrayType[]): readonly Evaluated[] {
  if (lowering.kind === 'elementwise') return elementwise(lowering, inputs, types)
  // A program says every rounding: nothing is left to differ.
  if (lowering.kind === 'procedure')
    return evaluateProcedure(lowering, inputs, types).map(array => ({ array, tolerance: new Float64Array(array.data.length) }))
  if (lowering.kind === 'control')
    return runControl(lowering, inputs, types, evaluateGraph).map(array => ({ array, tolerance: new Float64Array(array.data.length) }))
  const [type] = types
  if (type === undefined || types.length !== 1) throw new Error(`a lowering of kind ${lowering.kind} has one output; got ${types.length}`)
  const evaluated: Evaluated = { array: hostArray(type), tolerance: new Float64Array(sizeOf(type.shape)) }
  switch (lowering.kind) {
    case 'index': {
      const at = loops('i', type.shape)
      const body = lowering.body(at, reader(inputs))
      checkType('the body', body.type, type.dtype)
      const [value, place] = [evaluator([body]), new Place(inputs)]
      forEachIndex(type.shape, (i, element) => {
        place.bind(at, i)
        evaluated.array.data[element] = one(value(place))
      })
      break
    }
    case 'reduce':
      reduce(lowering, inputs, evaluated)
      break
    case 'contract':
      contract(lowering, inputs, evaluated)
      break
    case 'kernel':
      scatter(lowering, inputs, evaluated)
      break
  }
  return [evaluated]
}

/** A graph by the lowerings of its equations. */
function evaluateGraph(graph: Graph, inputs: readonly HostArray[]): readonly HostArray[] {
  const values = new Map<Variable, HostArray>(graph.inputs.map((v, i) => [v, inputs[i] as HostArray]))
  const arrays = (variables: readonly Variable[]): readonly HostArray[] => variables.map(v => values.get(v) as HostArray)
  for (const { primitive, inputs: operands, params, outputs } of graph.equations) {
    const types = outputs.map(v => v.type)
    const lowering = primitive.lower(
      operands.map(v => v.type),
      params,
      types,
    )
    for (const [i, { array }] of evaluateLowering(lowering, arrays(operands), types).entries()) values.set(outputs[i] as Variable, array)
  }
  return arrays(graph.outputs)
}

function elementwise(
  lowering: Lowering & { kind: 'elementwise' },
  inputs: readonly HostArray[],
  types: readonly ArrayType[],
): readonly Evaluated[] {
  const bodies = lowering.body(inputs.map((input, i) => argument(input.dtype, i)))
  if (bodies.length !== types.length) throw new Error(`the lowering gives ${bodies.length} values; expected ${types.length}`)
  const values = evaluator(bodies)
  const outputs = types.map((type, k): Evaluated => {
    checkType(`body ${k}`, bodies[k]?.type ?? 'index', type.dtype)
    return { array: hostArray(type), tolerance: new Float64Array(sizeOf(type.shape)) }
  })
  const size = sizeOf(types[0]?.shape ?? [])
  for (let i = 0; i < size; i++) {
    const element = (index: number): number => inputs[index]?.data[i] as number
    const point: Point = { argument: element, variable: () => Number.NaN, element: () => Number.NaN }
    for (const [k, value] of values(point).entries()) {
      const output = outputs[k] as Evaluated
      output.array.data[i] = value as number
      // Two ulps are promised of transcendental functions; JavaScript's own, which the reference uses, are within one or two in float64.
      // Rounded to a half they may be on two sides of a tie.
      const { dtype } = output.array
      if (dtype === 'float32' || dtype === 'float64') output.tolerance[i] = (dtype === 'float32' ? 2 : 4) * ulp(dtype, Number(value))
      else output.tolerance[i] = finalRounding(dtype, Number(value))
    }
  }
  return outputs
}

/** One step of a reduction by values, rounded or wrapped to the dtype. */
function step(combiner: Exclude<Combiner, 'argmax' | 'argmin'>, dtype: DTypeName): (soFar: number, next: number) => number {
  const cell = dtypeInfo(dtype).create(1)
  const stored = (value: number): number => {
    cell[0] = value
    return cell[0] as number
  }
  switch (combiner) {
    case 'sum':
      return (a, b) => stored(a + b)
    case 'product':
      return isFloat(dtype) || isWide(dtype) ? (a, b) => stored(a * b) : (a, b) => stored(Math.imul(a, b))
    case 'max':
      return (a, b) => (Number.isNaN(a) || !(Number.isNaN(b) || b > a) ? a : b)
    case 'min':
      return (a, b) => (Number.isNaN(a) || !(Number.isNaN(b) || b < a) ? a : b)
    case 'any':
      return (a, b) => a | b
    case 'all':
      return (a, b) => a & b
  }
}

function identityOf(combiner: Exclude<Combiner, 'argmax' | 'argmin'>, dtype: DTypeName): number {
  const { min, max, store } = dtypeInfo(dtype)
  switch (combiner) {
    case 'sum':
    case 'any':
      return store(0)
    case 'product':
    case 'all':
      return store(1)
    case 'max':
      return isFloat(dtype) ? Number.NEGATIVE_INFINITY : min
    case 'min':
      return isFloat(dtype) ? Number.POSITIVE_INFINITY : max
  }
}

function firstBest(combiner: 'argmax' | 'argmin', values: readonly number[]): number {
  let best = 0
  for (const [i, value] of values.entries()) {
    const current = values[best] as number
    const wins = combiner === 'argmax' ? value > current : value < current
    if (!Number.isNaN(current) && (Number.isNaN(value) || wins)) best = i
  }
  return best
}

type Step = (soFar: number, next: number) => number

/** Blocks of consecutive values, each from the identity; the block results one after the other. */
function inSequence(values: readonly number[], identity: number, combine: Step): number {
  let total = identity
  for (let from = 0; from < values.length; from += sequenceBlock)
    total = combine(total, values.slice(from, from + sequenceBlock).reduce(combine, identity))
  return total
}

/** Rows of `length` values; position j of a row goes to accumulator j mod 32, the accumulators are halved pairwise. */
function alongLanes(values: readonly number[], length: number, identity: number, combine: Step): number {
  const rowsInBlock = Math.max(1, Math.floor(laneBlock / length))
  const blockOf = (row: number, position: number): number =>
    length >= laneBlock ? row * Math.ceil(length / laneBlock) + Math.floor(position / laneBlock) : Math.floor(row / rowsInBlock)
  const blocks: number[][] = []
  for (const [i, value] of values.entries()) {
    const [row, position] = [Math.floor(i / length), i % length]
    const number = blockOf(row, position)
    blocks[number] ??= new Array<number>(laneCount).fill(identity)
    const accumulators = blocks[number]
    const lane = position % laneCount
    accumulators[lane] = combine(accumulators[lane] as number, value)
  }
  const results = blocks.map(accumulators => {
    for (let half = laneCount / 2; half >= 1; half /= 2)
      for (let i = 0; i < half; i++) accumulators[i] = combine(accumulators[i] as number, accumulators[i + half] as number)
    return accumulators[0] as number
  })
  return results.length === 1 ? (results[0] as number) : results.reduce(combine, identity)
}

function reduce(lowering: ReduceLowering, inputs: readonly HostArray[], { array, tolerance }: Evaluated): void {
  const { combiner, extents, order } = lowering
  const [at, over] = [loops('i', array.shape), loops('k', extents)]
  const body = lowering.body(at, over, reader(inputs))
  const [value, place] = [evaluator([body]), new Place(inputs)]
  const searches = combiner === 'argmax' || combiner === 'argmin'
  checkType('the output', array.dtype, searches ? 'int32' : isHalf(array.dtype) ? array.dtype : body.type)
  if (body.type === 'index') throw new Error('a reduction of positions')
  const type = body.type
  const roundoff = unitRoundoff(type)
  const { store } = dtypeInfo(array.dtype)
  forEachIndex(array.shape, (i, element) => {
    place.bind(at, i)
    const values: number[] = []
    forEachIndex(extents, k => {
      place.bind(over, k)
      values.push(one(value(place)))
    })
    if (combiner === 'argmax' || combiner === 'argmin') {
      array.data[element] = firstBest(combiner, values)
      return
    }
    const [identity, combine] = [identityOf(combiner, type), step(combiner, type)]
    const result = order === 'sequence' ? inSequence(values, identity, combine) : alongLanes(values, extents.at(-1) ?? 1, identity, combine)
    array.data[element] = store(result)
    // Each addition errs by half an ulp of a partial sum, which is at most Σ|x|; each multiplication by that of the product.
    if (roundoff === 0) return
    if (combiner === 'sum') tolerance[element] = (values.length + 1) * roundoff * values.reduce((sum, v) => sum + Math.abs(v), 0)
    if (combiner === 'product') tolerance[element] = (values.length + 1) * roundoff * Math.abs(result)
    tolerance[element] = (tolerance[element] as number) + finalRounding(array.dtype, result)
  })
}

function contract(lowering: ContractLowering, inputs: readonly HostArray[], { array, tolerance }: Evaluated): void {
  const [b, m, n, k] = [loops('b', lowering.batch), loops('m', lowering.rows), loops('n', lowering.columns), loops('k', lowering.depth)]
  const read = reader(inputs)
  const [left, right, to] = [lowering.left(b, m, k, read), lowering.right(b, n, k, read), lowering.place(b, m, n)]
  const type = isHalf(array.dtype) ? 'float32' : array.dtype
  checkType('the left operand', left.type, type)
  checkType('the right operand', right.type, type)
  const [leftFactor, rightFactor, target, place] = [evaluator([left]), evaluator([right]), evaluator(to), new Place(inputs)]
  const plus = step('sum', type)
  const times = step('product', type)
  const { store } = dtypeInfo(array.dtype)
  const fused: (a: number, b: number, c: number) => number =
    type === 'float32' || type === 'float64' ? (x, y, z) => exactFma(type, x, y, z) : (x, y, z) => plus(z, times(x, y))
  const factors: Factors = {
    left(batch, row, depth) {
      for (const [variables, at] of [[b, batch], [m, row], [k, depth]] as const) place.bind(variables, at) // biome-ignore format: one line reads best
      return one(leftFactor(place))
    },
    right(batch, column, depth) {
      for (const [variables, at] of [[b, batch], [n, column], [k, depth]] as const) place.bind(variables, at) // biome-ignore format: one line reads best
      return one(rightFactor(place))
    },
  }
  const written = new Set<number>()
  const write: WriteSum = (batch, row, column, sum, roundings, magnitude) => {
    for (const [variables, at] of [[b, batch], [m, row], [n, column]] as const) place.bind(variables, at) // biome-ignore format: one line reads best
    const element = offsetOf(array.shape, target(place).map(Number))
    if (written.has(element)) throw new Error(`two results for element ${element}`)
    written.add(element)
    array.data[element] = store(sum)
    tolerance[element] = roundings * unitRoundoff(type) * magnitude + finalRounding(array.dtype, sum)
  }
  contractionSums(
    lowering,
    factors,
    { add: plus, sub: (x, y) => plus(x, -y), neg: x => -x, half: x => times(0.5, x), fma: fused, zero: dtypeInfo(type).store(0) },
    write,
  )
  if (written.size !== array.data.length) throw new Error(`${array.data.length - written.size} elements without a result`)
}

/** Updates in their order, each rounded as it is stored: nothing is left to chance, so the results must agree to the bit. */
function scatter(lowering: ScatterLowering, inputs: readonly HostArray[], { array }: Evaluated): void {
  const [at, u, read] = [loops('i', array.shape), loops('u', lowering.updates), reader(inputs)]
  const initial = lowering.initial(at, read)
  checkType('the initial value', initial.type, array.dtype)
  const value = lowering.value(u, read)
  checkType('the update', value.type, array.dtype)
  const combined = lowering.combine(argument(array.dtype, 0), argument(array.dtype, 1))
  checkType('the combined value', combined.type, array.dtype)
  const place = new Place(inputs)
  const [start, valid, target, update, after] = [
    evaluator([initial]),
    evaluator([lowering.valid(u, read)]),
    evaluator(lowering.target(u, read)),
    evaluator([value]),
    evaluator([combined]),
  ]
  forEachIndex(array.shape, (i, element) => {
    place.bind(at, i)
    array.data[element] = one(start(place))
  })
  forEachIndex(lowering.updates, i => {
    place.bind(u, i)
    if (one(valid(place)) === 0) return
    const element = offsetOf(array.shape, target(place).map(Number))
    const operands = [array.data[element] as number, one(update(place))]
    const point: Point = { argument: k => operands[k] as number, variable: () => Number.NaN, element: () => Number.NaN }
    array.data[element] = one(after(point))
  })
}
