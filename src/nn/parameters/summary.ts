// A model as a table: its layers, what each makes of one example, its parameters, and the products it adds up.

import { isTensor, type Tensor } from '../../core/tensor.js'
import { multiplyAdds } from '../../explain/index.js'
import { zeros } from '../../ops/creation/creation.js'
import { key } from '../../ops/random/index.js'
import { ArgumentError } from '../../support/errors.js'
import { checkShape, type Dims, showShape, sizeOf } from '../../support/shape.js'
import { flatten } from '../../support/tree.js'
import { toGraph } from '../../transforms/index.js'
import type { LayerLike } from '../../types/index.js'
import { exampleFor, outputOf } from '../container/members.js'
import { type LayerRules, type Part, rulesOf } from '../layer/layer.js'
import { countParameters } from './count-parameters.js'
import { trainableOf } from './trainable.js'

/** One layer of a model. */
export interface SummaryRow {
  /** Where its parameters are, or would be: the names of the layers around it and its own. */
  readonly path: string
  /** The layer's name, such as `conv2d`. */
  readonly layer: string
  /** The shape of its result for one example. */
  readonly output: Dims
  /** How many numbers are learned in it, statistics left out. */
  readonly parameters: number
  /** How many of those are trained. */
  readonly trainable: number
  /** The products that its matrix products and convolutions add up, for one example. */
  readonly multiplyAdds: number
}

export interface Summary {
  readonly input: Dims
  readonly rows: readonly SummaryRow[]
  /** The sums of the rows. */
  readonly total: Pick<SummaryRow, 'parameters' | 'trainable' | 'multiplyAdds'>
  /** The table as text. */
  readonly toString: () => string
}

function trainableCount(layer: LayerRules, params: unknown): number {
  const selected = flatten(trainableOf(layer, params), (value): value is boolean => typeof value === 'boolean').leaves
  return flatten(params, isTensor).leaves.reduce((sum, { shape }, i) => sum + (selected[i] === true ? sizeOf(shape) : 0), 0)
}

function rowOf(path: string, { layer, params, example }: Part): SummaryRow {
  const graph = toGraph((p: unknown, x: Tensor) => layer.apply(p, x))(params, zeros([1, ...example.shape], example.dtype))
  return {
    path,
    layer: layer.name,
    output: outputOf(layer, params, example).shape,
    parameters: countParameters(params),
    trainable: trainableCount(layer, params),
    multiplyAdds: multiplyAdds(graph),
  }
}

/** The rows of a layer: those of the layers it consists of, if it says so. */
function rowsOf(path: string, part: Part): readonly SummaryRow[] {
  const { layer, params, example } = part
  if (layer.parts === undefined) return [rowOf(path, part)]
  return layer.parts(params, example).flatMap(inner => rowsOf(path === '' ? inner.name : `${path}.${inner.name}`, inner))
}

/** A layer that is applied several times has a row for each, and its parameters in the first alone. */
const countedOnce = (rows: readonly SummaryRow[]): readonly SummaryRow[] =>
  rows.map((row, i) => (rows.findIndex(({ path }) => path === row.path) === i ? row : { ...row, parameters: 0, trainable: 0 }))

const grouped = (count: number): string => `${count}`.replace(/\B(?=(\d{3})+$)/g, ',')

function table({ input, rows, total }: Omit<Summary, 'toString'>): string {
  const lines = [
    ['path', 'layer', 'output', 'parameters', 'trainable', 'multiply-adds'],
    ['', 'input', showShape(input), '', '', ''],
    ...rows.map(row => [
      row.path,
      row.layer,
      showShape(row.output),
      grouped(row.parameters),
      grouped(row.trainable),
      grouped(row.multiplyAdds),
    ]),
    ['', 'total', '', grouped(total.parameters), grouped(total.trainable), grouped(total.multiplyAdds)],
  ]
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map(line => line[column]?.length ?? 0)))
  const text = lines.map(line =>
    line
      .map((cell, column) => (column < 3 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  )
  const rule = '─'.repeat(Math.max(...text.map(line => line.length)))
  return [text[0], rule, ...text.slice(1, -1), rule, text.at(-1)].join('\n')
}

/**
 * A model as a table of its layers: path, output shape for one example, parameters, how many are trained, multiply-adds. Nothing is computed.
 * @param model a model, or any layer
 * @param input the shape of one example; a model knows its own
 * @returns the rows as data; as text, the table
 * @throws ArgumentError when it is no layer, or a layer without an input; ShapeError when the layer does not take such examples
 * @example
 * ```
 * console.log(`${summary(lenet)}`)
 * summary(linear(10), [784]).total.parameters // 7850
 * ```
 */
export function summary(model: LayerLike, input?: readonly number[]): Summary {
  const layer = rulesOf('summary', model)
  const shape = input ?? ('input' in layer && Array.isArray(layer.input) ? (layer.input as Dims) : undefined)
  if (shape === undefined) throw new ArgumentError('summary: a layer does not know its input; give the shape of one example')
  checkShape(shape, 'summary')
  const part: Part = { name: '', layer, params: layer.init(key(0), shape), example: exampleFor(layer, shape) }
  const rows = countedOnce(rowsOf('', part))
  const sum = (of: (row: SummaryRow) => number): number => rows.reduce((total, row) => total + of(row), 0)
  const whole = {
    input: shape,
    rows,
    total: { parameters: sum(row => row.parameters), trainable: sum(row => row.trainable), multiplyAdds: sum(row => row.multiplyAdds) },
  }
  return Object.freeze({ ...whole, toString: () => table(whole) })
}
