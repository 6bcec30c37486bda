// Graphs of recipes: lists of small numbers, read as operations on values computed before.

import type { ArrayType } from '../../src/core/array-type.js'
import { type Equation, type Graph, type Variable, variableOf } from '../../src/core/graph.js'
import { direct } from '../../src/core/lowering.js'
import type { Params, Primitive } from '../../src/core/primitive.js'
import { primitives } from '../../src/primitives/index.js'
import { type DTypeName, dtypeInfo, elementParam, isFloat, realDTypes } from '../../src/support/dtype.js'
import { type Dims, sameShape, sizeOf } from '../../src/support/shape.js'
import type { Recipe, Step } from './random-recipes.js'

/** Values of more elements are not made, unless it is said. */
const mostElements = 4000

const named = new Map(primitives.map(primitive => [primitive.name, primitive]))

const primitive = (name: string): Primitive => {
  const found = named.get(name)
  if (found === undefined) throw new Error(`no primitive ${name}`)
  return found
}

/** A graph in the making. */
class Builder {
  readonly values: Variable[] = []
  readonly equations: Equation[] = []

  apply(name: string, inputs: readonly Variable[], params: Params = {}): Variable {
    const record = primitive(name)
    const outputs = record
      .typeOf(
        inputs.map(v => v.type),
        params,
      )
      .map(variableOf)
    this.equations.push({ primitive: record, inputs, params, outputs })
    return outputs[0] as Variable
  }

  pick(n: number, fits: (type: ArrayType) => boolean): Variable | undefined {
    const candidates = this.values.filter(v => fits(v.type))
    // Recent values first, so that chains grow.
    return candidates.at(-1 - (n % Math.max(1, candidates.length)))
  }

  cast(x: Variable, to: DTypeName): Variable {
    return x.type.dtype === to ? x : this.apply('cast', [x], { dtype: to })
  }

  constant(value: number, { shape, dtype }: ArrayType): Variable {
    const scalar = this.apply('constant', [], { value: elementParam(dtypeInfo(dtype).store(value)), dtype })
    return shape.length === 0 ? scalar : this.apply('broadcast', [scalar], { shape, axes: [] })
  }

  /** A value of the shape and dtype: another one if there is any, its broadcast, or one computed from `x`. */
  partner(n: number, x: Variable): Variable {
    const { shape, dtype } = x.type
    const equal = this.pick(n, type => type.dtype === dtype && sameShape(type.shape, shape))
    const axes = (from: Dims): number[] => from.map((_, i) => i + shape.length - from.length)
    const fitsTail = (from: Dims): boolean => from.length < shape.length && from.every((size, i) => size === shape[i + shape.length - from.length]) // biome-ignore format: one line reads best
    const tail = this.pick(n, type => type.dtype === dtype && fitsTail(type.shape))
    if (tail !== undefined && n % 3 === 0) return this.apply('broadcast', [tail], { shape, axes: axes(tail.type.shape) })
    if (n % 5 === 1) return this.constant((n % 7) - 3, x.type)
    return equal ?? x
  }
}

type Make = (b: Builder, step: Step) => Variable | undefined

const at = (numbers: readonly number[], i: number): number => numbers[i % numbers.length] as number
const any = (): boolean => true
const number = ({ dtype }: ArrayType): boolean => dtype !== 'bool'
const float = ({ dtype }: ArrayType): boolean => isFloat(dtype)
const ranked = (type: ArrayType): boolean => type.shape.length > 0

const elementwise =
  (names: readonly string[], fits: (type: ArrayType) => boolean): Make =>
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), fits)
    return x && b.apply(at2(names, numbers), [x])
  }
const at2 = (names: readonly string[], numbers: readonly number[]): string => names[at(numbers, 0) % names.length] as string

const binary =
  (names: readonly string[], fits: (type: ArrayType) => boolean): Make =>
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), fits)
    if (x === undefined) return undefined
    const y = b.partner(at(values, 1), x)
    return b.apply(at2(names, numbers), at(numbers, 1) % 2 === 0 ? [x, y] : [y, x])
  }

/** The axes whose bit is set. */
const subset = (rank: number, bits: number): number[] => Array.from({ length: rank }, (_, i) => i).filter(i => ((bits >> i) & 1) === 1)

const reduction =
  (names: readonly string[], fits: (type: ArrayType) => boolean): Make =>
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => fits(type) && ranked(type))
    if (x === undefined) return undefined
    const { length } = x.type.shape
    return b.apply(at2(names, numbers), [x], { axes: subset(length, 1 + (at(numbers, 1) % (2 ** length - 1))) })
  }

const permutation = (rank: number, n: number): number[] => {
  const left = Array.from({ length: rank }, (_, i) => i)
  const out: number[] = []
  for (let i = 0, rest = n; i < rank; i++) {
    out.push(...left.splice(rest % left.length, 1))
    rest = Math.floor(rest / Math.max(1, left.length + 1))
  }
  return out
}

/** A shape of as many elements. */
function refactored(size: number, numbers: readonly number[]): number[] {
  const shape: number[] = []
  let rest = size
  for (const n of numbers.slice(0, 3)) {
    const divisors = Array.from({ length: Math.min(rest, 40) }, (_, i) => i + 1).filter(d => rest % d === 0)
    const d = size === 0 ? n % 3 : (divisors[n % divisors.length] ?? 1)
    shape.push(d)
    if (size !== 0) rest /= d
  }
  return size === 0 ? [...shape, 0] : [...shape, rest]
}

const window = (shape: Dims, numbers: readonly number[], largest: number) => ({
  window: shape.map((size, i) => 1 + (at(numbers, i) % Math.max(1, Math.min(largest, size)))),
  strides: shape.map((_, i) => 1 + (at(numbers, i + 1) % 2)),
  padding: shape.map((_, i) => [at(numbers, i + 2) % 3, at(numbers, i + 3) % 2]),
  windowDilation: shape.map((_, i) => 1 + (at(numbers, i + 4) % 2)),
})

/** A part from the front of each axis. */
function front(b: Builder, x: Variable, sizes: Dims): Variable {
  const { shape } = x.type
  if (sameShape(shape, sizes)) return x
  return b.apply('slice', [x], { starts: shape.map(() => 0), limits: sizes, strides: shape.map(() => 1) })
}

const contraction: Make = (b, { values, numbers }) => {
  const x = b.pick(at(values, 0), type => number(type) && ranked(type))
  if (x === undefined) return undefined
  const axis = at(numbers, 0) % x.type.shape.length
  const y = b.pick(at(values, 1), type => type.dtype === x.type.dtype && type.shape.includes(x.type.shape[axis] as number)) ?? x
  const other = y.type.shape.indexOf(x.type.shape[axis] as number)
  const batch = x.type.shape.findIndex((size, i) => i !== axis && y.type.shape.some((s, j) => j !== other && s === size))
  const partner = batch < 0 ? -1 : y.type.shape.findIndex((s, j) => j !== other && s === x.type.shape[batch])
  const pairs = at(numbers, 1) % 2 === 0 || partner < 0 ? [[], []] : [[batch], [partner]]
  return b.apply('dot', [x, y], { contract: [[axis], [other]], batch: pairs })
}

const convolution: Make = (b, { values, numbers }) => {
  const x = b.pick(at(values, 0), type => float(type) && type.shape.length >= 3 && type.shape.every(size => size > 0))
  if (x === undefined) return undefined
  const [n = 1, channels = 1, ...space] = x.type.shape
  const outputs = 1 + (at(numbers, 0) % n)
  const grouped = at(numbers, 1) % 4 === 0 && outputs % channels === 0
  const kernel = space.map((size, i) => 1 + (at(numbers, i + 2) % Math.min(size, 3)))
  const weight = front(b, x, [outputs, grouped ? 1 : channels, ...kernel])
  const numbersFrom = (offset: number) => space.map((_, i) => 1 + (at(numbers, i + offset) % 2))
  const params = {
    strides: numbersFrom(3),
    padding: space.map((_, i) => [(at(numbers, i + 4) % 6) - 1, (at(numbers, i + 5) % 4) - 1]),
    inputDilation: numbersFrom(6),
    kernelDilation: numbersFrom(7),
    groups: grouped ? channels : 1,
    batchGroups: 1,
    method: direct,
  }
  return b.apply('conv', [x, weight], params)
}

/** Windows of 3 × 3, of 2 × 2, or as large as leave 3 × 3 results: by squares, or along lanes. */
const convolutionByMethod: Make = (b, { values, numbers }) => {
  const x = b.pick(
    at(values, 0),
    ({ shape, dtype }) => dtype === 'float32' && shape.length === 4 && shape.every((size, i) => size > (i < 2 ? 0 : 2)),
  )
  if (x === undefined) return undefined
  const [, channels = 1, height = 1, width = 1] = x.type.shape
  const window =
    [
      [3, 3],
      [2, 2],
      [height - 2, width - 2],
    ][at(numbers, 1) % 3] ?? []
  const weight = front(b, x, [1 + (at(numbers, 0) % 3), channels, ...window])
  const ones = [1, 1]
  const params = {
    strides: ones,
    padding: ones.map(() => [0, 0]),
    inputDilation: ones,
    kernelDilation: ones,
    groups: 1,
    batchGroups: 1,
    method: at(numbers, 3) % 2 === 0 ? { name: 'winograd', strands: 1 + (at(numbers, 2) % channels) } : { name: 'lanes' },
  }
  return b.apply('conv', [x, weight], params)
}

/** Rows of `x` at random places, some of them out of bounds. */
const gathering =
  (scatter: boolean): Make =>
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => ranked(type) && (!scatter || number(type)) && type.shape[0] !== 0)
    const source = b.pick(at(values, 1), type => sizeOf(type.shape) > 0 && sizeOf(type.shape) <= 64)
    if (x === undefined || source === undefined) return undefined
    const count = sizeOf(source.type.shape)
    const flat = b.apply('reshape', [b.cast(source, 'int32')], { shape: [count, 1] })
    const size = x.type.shape[0] as number
    const indices = b.apply('rem', [flat, b.constant(size + 2, flat.type)])
    const rest = x.type.shape.slice(1)
    const params = {
      offsetAxes: rest.map((_, i) => i + 1),
      collapsedAxes: [0],
      startMap: [0],
      operandBatchAxes: [],
      indicesBatchAxes: [],
      sliceSizes: [1, ...rest],
      mode: at(numbers, 0) % 2 === 0 ? 'clip' : 'fill',
    }
    const gathered = b.apply('gather', [x, indices], params)
    if (!scatter) return gathered
    const name = ['scatterAdd', 'scatterSet', 'scatterMax', 'scatterMin', 'scatterMul'][at(numbers, 2) % 5] ?? 'scatterAdd'
    return b.apply(name, [x, indices, at(numbers, 1) % 2 === 0 ? gathered : b.apply('neg', [gathered])], params)
  }

const operations: readonly Make[] = [
  elementwise(['neg', 'abs', 'floor', 'sqrt', 'exp', 'tanh', 'log1p', 'sin', 'round', 'sign', 'expm1', 'rsqrt'], float),
  elementwise(['neg', 'abs', 'sign'], number),
  elementwise(['tanh', 'exp', 'neg', 'sign'], float),
  elementwise(['tanh', 'abs', 'neg', 'log1p'], float),
  binary(['add', 'mul', 'sub', 'max', 'min'], number),
  binary(['add', 'mul', 'sub', 'div', 'max'], float),
  binary(['add', 'mul'], float),
  binary(['sub', 'mul'], float),
  binary(['add', 'sub'], float),
  binary(['div', 'rem', 'and', 'xor', 'shiftLeft', 'shiftRightArithmetic'], type => !float(type) && number(type)),
  binary(['and', 'or', 'xor'], ({ dtype }) => dtype === 'bool'),
  binary(['lt', 'ge', 'eq', 'ne'], any),
  // select
  (b, { values }) => {
    const x = b.pick(at(values, 0), any)
    if (x === undefined) return undefined
    const condition = b.pick(at(values, 1), ({ dtype, shape }) => dtype === 'bool' && sameShape(shape, x.type.shape))
    const y = b.partner(at(values, 2), x)
    return b.apply('select', [condition ?? b.apply('ne', [x, y]), x, y])
  },
  // cast
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), any)
    const to = realDTypes[at(numbers, 0) % realDTypes.length]
    return x && to && b.apply('cast', [x], { dtype: to })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), any)
    return x && b.apply('reshape', [x], { shape: refactored(sizeOf(x.type.shape), numbers) })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), ranked)
    return x && b.apply('transpose', [x], { permutation: permutation(x.type.shape.length, at(numbers, 0)) })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => type.shape.length < 4)
    if (x === undefined) return undefined
    const place = at(numbers, 0) % (x.type.shape.length + 1)
    const shape = x.type.shape.toSpliced(place, 0, 1 + (at(numbers, 1) % 5))
    return b.apply('broadcast', [x], { shape, axes: x.type.shape.map((_, i) => (i < place ? i : i + 1)) })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), ranked)
    if (x === undefined) return undefined
    const { shape } = x.type
    const starts = shape.map((size, i) => at(numbers, i) % (Math.min(size, 4) + 1))
    const limits = shape.map((size, i) => (starts[i] as number) + (at(numbers, i + 3) % (size - (starts[i] as number) + 1)))
    return b.apply('slice', [x], { starts, limits, strides: shape.map((_, i) => 1 + (at(numbers, i + 5) % 3)) })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), ranked)
    if (x === undefined) return undefined
    const { shape, dtype } = x.type
    const cut = (size: number, n: number): number => (n % 4) - Math.min(1, size)
    const value = elementParam(dtypeInfo(dtype).store((at(numbers, 7) % 4) - 1))
    return b.apply('pad', [x], {
      low: shape.map((size, i) => cut(size, at(numbers, i))),
      high: shape.map((size, i) => (size > 1 ? cut(size, at(numbers, i + 2)) : at(numbers, i + 2) % 3)),
      interior: shape.map((_, i) => at(numbers, i + 4) % 2),
      value,
    })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), ranked)
    if (x === undefined) return undefined
    const axis = at(numbers, 0) % x.type.shape.length
    const fits = (type: ArrayType): boolean =>
      type.dtype === x.type.dtype && type.shape.length === x.type.shape.length && type.shape.every((s, i) => i === axis || s === x.type.shape[i]) // biome-ignore format: one line reads best
    const parts = [x, b.pick(at(values, 1), fits) ?? x, ...(at(numbers, 1) % 2 === 0 ? [] : [b.pick(at(values, 2), fits) ?? x])]
    return b.apply('concat', parts, { axis })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), ranked)
    return x && b.apply('reverse', [x], { axes: subset(x.type.shape.length, at(numbers, 0)) })
  },
  reduction(['reduceSum', 'reduceSum', 'reduceMax', 'reduceMin', 'reduceProduct'], number),
  reduction(['reduceSum'], float),
  reduction(['reduceSum'], float),
  reduction(['reduceAny', 'reduceAll'], ({ dtype }) => dtype === 'bool'),
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => ranked(type) && !type.shape.includes(0))
    return x && b.apply(at(numbers, 0) % 2 === 0 ? 'argmax' : 'argmin', [x], { axis: at(numbers, 1) % x.type.shape.length })
  },
  // procedures
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => number(type) && ranked(type))
    const axis = at(numbers, 0) % Math.max(1, x?.type.shape.length ?? 1)
    if (x === undefined) return undefined
    if (at(numbers, 1) % 3 === 0) return b.apply('sort', [x], { axis, descending: at(numbers, 2) % 2 === 0 })
    const name = at2(['cumSum', 'cumProduct', 'cumMax', 'cumMin'], numbers)
    return b.apply(name, [x], { axis, reverse: at(numbers, 2) % 2 === 0 })
  },
  contraction,
  contraction,
  convolution,
  convolutionByMethod,
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => float(type) && ranked(type))
    const params = x && window(x.type.shape, numbers, 3)
    return x && params && b.apply('windowSum', [x], { ...params, baseDilation: x.type.shape.map((_, i) => 1 + (at(numbers, i + 5) % 2)) })
  },
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => float(type) && ranked(type) && !type.shape.includes(0))
    if (x === undefined) return undefined
    const params = window(x.type.shape, numbers, 3)
    if (at(numbers, 7) % 2 === 0) return b.apply('windowMax', [x], params)
    const position = b.apply('windowArgmax', [x], params)
    const taken = b.apply('windowTake', [x, position], params)
    return at(numbers, 7) % 4 === 1 ? taken : b.apply('windowPut', [taken, position], { ...params, shape: x.type.shape })
  },
  gathering(false),
  gathering(true),
  // iota
  (b, { values, numbers }) => {
    const x = b.pick(at(values, 0), type => ranked(type) && number(type))
    return x && b.apply('iota', [], { shape: x.type.shape, axis: at(numbers, 0) % x.type.shape.length, dtype: x.type.dtype })
  },
]

/** The graph of a recipe; steps for which there are no values, or that would grow too large, are left out. */
export function graphOf({ inputs, steps, results }: Recipe, most = mostElements): Graph {
  const b = new Builder()
  const variables = inputs.map(({ shape, dtype }) => variableOf({ shape, dtype }))
  b.values.push(...variables)
  for (const step of steps) {
    const before = b.equations.length
    let made: Variable | undefined
    try {
      made = (operations[step.operation % operations.length] as Make)(b, step)
    } catch (error) {
      // What typeOf refuses (a window larger than its input) is no program.
      if (!(error instanceof Error) || !['ShapeError', 'DTypeError', 'ArgumentError'].includes(error.name)) throw error
      made = undefined
    }
    const large = b.equations.slice(before).some(equation => equation.outputs.some(v => sizeOf(v.type.shape) > most))
    if (made === undefined || large || made.type.shape.length > 5) b.equations.length = before
    else b.values.push(made)
  }
  const used = new Set(b.equations.flatMap(equation => equation.inputs))
  const unused = b.values.filter(v => !used.has(v) && !variables.includes(v))
  const chosen = results.map(n => b.values[n % b.values.length] as Variable)
  return { inputs: variables, equations: b.equations, outputs: [...new Set([...chosen, ...unused])] }
}
