// Rules that compute with constants: operations on broadcast scalar constants give one. Only where every machine agrees on each bit:
// integers, and float operations that IEEE 754 rounds correctly; never a transcendental, never with a NaN.

import { arrayType, hostArray } from '../../core/array-type.js'
import { type Equation, variableOf } from '../../core/graph.js'
import { runReference } from '../../core/reference.js'
import { dtypeInfo, elementParam, isFloat, isWide } from '../../support/dtype.js'
import { sizeOf } from '../../support/shape.js'
import { elementOf, type Known, type Rewritten, type Rules, rule, type Uniform } from './rewrite.js'

/** The outputs of the equation, all of one value, from the records of a uniform input; `null` when a needed one is missing. */
function uniformly(equation: Equation, value: number, { scalar, broadcast }: Uniform): Rewritten | null {
  const [output] = equation.outputs
  if (output === undefined) return null
  const { shape, dtype } = output.type
  const constant = { ...scalar, params: { ...scalar.params, value: elementParam(value), dtype } }
  if (shape.length === 0) return { kind: 'equations', equations: [{ ...constant, outputs: [output] }] }
  if (broadcast === undefined) return null
  const element = variableOf(arrayType([], dtype))
  const params = { ...broadcast.params, shape, axes: [] }
  const repeated = { primitive: broadcast.primitive, inputs: [element], params, outputs: [output] }
  return { kind: 'equations', equations: [{ ...constant, outputs: [element] }, repeated] }
}

/** The uniform values of all inputs, or nothing. */
const allUniform = (equation: Equation, known: Known): readonly Uniform[] | null => {
  const found = equation.inputs.map(known.uniform).filter(u => u !== undefined)
  return found.length > 0 && found.length === equation.inputs.length ? found : null
}

const elementwise = rule('elementwise with constants', (equation, known) => {
  const uniforms = allUniform(equation, known)
  const [output] = equation.outputs
  const [any] = uniforms ?? []
  if (uniforms === null || any === undefined || output === undefined || uniforms.some(u => Number.isNaN(u.value))) return null
  const element = hostArray(arrayType([], output.type.dtype))
  const elements = uniforms.map(({ value }, i) => {
    const input = hostArray(arrayType([], equation.inputs[i]?.type.dtype ?? output.type.dtype))
    input.data[0] = value
    return input
  })
  runReference(equation.primitive, elements, equation.params, [element])
  const [value = Number.NaN] = element.data
  return Number.isNaN(value) ? null : uniformly(equation, value, any)
})

/** Moving equal elements about. */
const structural = rule('moving equal constants', (equation, known) => {
  const [first, ...rest] = allUniform(equation, known) ?? []
  if (first === undefined || rest.some(u => !Object.is(u.value, first.value))) return null
  return uniformly(equation, first.value, first)
})

const padded = rule('pad by the same constant', (equation, known) => {
  const [x] = equation.inputs
  const uniform = x && known.uniform(x)
  return x !== undefined && uniform !== undefined && Object.is(uniform.value, elementOf(equation.params, x.type.dtype))
    ? uniformly(equation, uniform.value, uniform)
    : null
})

/** How many elements are combined into one. */
const countOf = ({ inputs: [x], outputs: [y] }: Equation): number =>
  x === undefined || y === undefined ? 0 : sizeOf(x.type.shape) / Math.max(sizeOf(y.type.shape), 1)

const extremum = rule('extremum of equal constants', (equation, known) =>
  countOf(equation) > 0 ? structural.apply(equation, known) : null,
)

/** In integers, and in floats where all integers up to the sum are exact, so that the order of the sum does not matter. */
const summed = rule('sum of equal constants', (equation, known) => {
  const [x] = equation.inputs
  const uniform = x && known.uniform(x)
  const count = countOf(equation)
  if (uniform === undefined || x === undefined || count === 0) return null
  const { store } = dtypeInfo(x.type.dtype)
  // Wrapping, as adding up does.
  if (isWide(x.type.dtype)) {
    const sum = dtypeInfo(x.type.dtype)
      .create(1)
      .fill(uniform.value * store(count))
    return uniformly(equation, sum[0] as number, uniform)
  }
  const sum = uniform.value * count
  const digits = Math.ceil(Math.log2(Math.abs(sum) + 1))
  const exact = Number.isInteger(uniform.value) && Number.isSafeInteger(sum) && store(2 ** digits - 1) === 2 ** digits - 1
  if (!exact || (!isFloat(x.type.dtype) && store(sum) !== sum)) return null
  return uniformly(equation, sum + 0, uniform)
})

const correctlyRounded = [
  ...['neg', 'abs', 'sign', 'floor', 'ceil', 'round', 'sqrt', 'add', 'sub', 'mul', 'div', 'rem', 'max', 'min', 'clamp'],
  ...['and', 'or', 'xor', 'not', 'shiftLeft', 'shiftRightLogical', 'shiftRightArithmetic'],
  ...['eq', 'ne', 'lt', 'le', 'gt', 'ge', 'select', 'cast', 'bitcast'],
]

export const constants: Rules = {
  ...Object.fromEntries(correctlyRounded.map(name => [name, [elementwise]])),
  concat: [structural],
  pad: [padded],
  reduceMax: [extremum],
  reduceMin: [extremum],
  reduceAny: [extremum],
  reduceAll: [extremum],
  reduceSum: [summed],
}
