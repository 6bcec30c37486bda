// Inputs for a sample of a primitive's domain: random values in the stated range, distinct ones where it asks for them.

import type { HostArray } from '../../src/core/array-type.js'
import { type Graph, isSubgraph, subgraph, type Variable, variableOf } from '../../src/core/graph.js'
import type { Params, ParamValue, Sample, SampleInput } from '../../src/core/primitive.js'
import { type DTypeName, dtypeInfo, isDType, isFloat } from '../../src/support/dtype.js'
import { sizeOf } from '../../src/support/shape.js'
import { type Random, wholeNumber } from './random.js'

const defaultRanges = { bool: [0, 1], uint: [0, 5], int: [-5, 5], float: [-2, 2], complex: [-2, 2] } as const

const shuffled = (n: number, random: Random): number[] => {
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = n - 1; i > 0; i--) {
    const j = wholeNumber(random, 0, i)
    ;[order[i], order[j]] = [order[j] as number, order[i] as number]
  }
  return order
}

/** Draws the elements on the diagonals of matrices from a range of their own. */
function redrawDiagonals(data: HostArray['data'], shape: readonly number[], [min, max]: readonly [number, number], random: Random): void {
  const [rows, columns] = [shape.at(-2) ?? 0, shape.at(-1) ?? 0]
  for (let matrix = 0; matrix < data.length; matrix += rows * columns)
    for (let i = 0; i < Math.min(rows, columns); i++) data[matrix + i * columns + i] = min + random() * (max - min)
}

function draw(input: SampleInput, random: Random): HostArray {
  const { kind, create, store } = dtypeInfo(input.dtype)
  const [min, max] = input.range ?? defaultRanges[kind]
  const data = create(sizeOf(input.shape))
  for (let i = 0; i < data.length; i++) data[i] = store(kind === 'float' ? min + random() * (max - min) : wholeNumber(random, min, max))
  if (input.diagonal !== undefined) redrawDiagonals(data, input.shape, input.diagonal, random)
  return { shape: input.shape, dtype: input.dtype, data }
}

/** Replaces the floats of inputs that ask for it: no two are closer than half their share of the range, over all such inputs. */
function separate(inputs: readonly SampleInput[], arrays: readonly HostArray[], random: Random): void {
  const chosen = inputs.flatMap((input, k) => (input.distinct && isFloat(input.dtype) ? [{ input, array: arrays[k] as HostArray }] : []))
  const order = shuffled(
    chosen.reduce((sum, { array }) => sum + array.data.length, 0),
    random,
  )
  let next = 0
  for (const { input, array } of chosen) {
    const [min, max] = input.range ?? defaultRanges.float
    for (let i = 0; i < array.data.length; i++) {
      const cell = (order[next++] as number) + 0.25 + random() / 2
      array.data[i] = dtypeInfo(array.dtype).store(min + (cell / order.length) * (max - min))
    }
  }
}

export function drawInputs({ inputs }: Pick<Sample<Params>, 'inputs'>, random: Random): readonly HostArray[] {
  const arrays = inputs.map(input => draw(input, random))
  separate(inputs, arrays, random)
  return arrays
}

function hostileTo(dtype: DTypeName): readonly number[] {
  const { min, max, store } = dtypeInfo(dtype)
  if (isFloat(dtype)) return [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -0, 0, 1]
  return [min, max, store(-1), store(0), store(1)]
}

/** The same arrays with NaN, infinities and signed zeros among the floats, the ends of their range among the integers. */
export const withHostileValues = (arrays: readonly HostArray[], random: Random): readonly HostArray[] =>
  arrays.map(array => {
    const hostile = hostileTo(array.dtype)
    const data = array.data.map(value => (random() < 0.3 ? (hostile[wholeNumber(random, 0, hostile.length - 1)] as number) : value))
    return { ...array, data }
  })

/** An array of the type with elements between -1 and 1. */
export function drawDirection(
  { shape, dtype }: { readonly shape: readonly number[]; readonly dtype: DTypeName },
  random: Random,
): HostArray {
  return draw({ shape, dtype, range: [-1, 1] }, random)
}

function doubled(value: ParamValue): ParamValue {
  if (isDType(value)) return isFloat(value) ? 'float64' : value
  if (typeof value !== 'object' || value === null) return value
  if (isSubgraph(value)) return subgraph(doubledGraph(value.graph))
  return Array.isArray(value) ? value.map(doubled) : Object.fromEntries(Object.entries(value).map(([name, v]) => [name, doubled(v)]))
}

function doubledGraph({ inputs, equations, outputs }: Graph): Graph {
  const twins = new Map<Variable, Variable>()
  const twin = (v: Variable): Variable => {
    const known = twins.get(v)
    if (known !== undefined) return known
    const made = isFloat(v.type.dtype) ? variableOf({ ...v.type, dtype: 'float64' }) : v
    twins.set(v, made)
    return made
  }
  return {
    inputs: inputs.map(twin),
    equations: equations.map(equation => ({
      primitive: equation.primitive,
      inputs: equation.inputs.map(twin),
      params: doubledParams(equation.params),
      outputs: equation.outputs.map(twin),
    })),
    outputs: outputs.map(twin),
  }
}

const doubledParams = (params: Params): Params => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, doubled(value)]))

/** The same use in float64, where differences have digits to spare. */
export const float64Twin = ({ inputs, params }: Sample<Params>): Sample<Params> => ({
  inputs: inputs.map(input => (isFloat(input.dtype) ? { ...input, dtype: 'float64' } : input)),
  params: doubledParams(params),
})
