// Recurrent layers of one kind: layers one on the other, in one direction or both, over batches of sequences.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { arange, zeros } from '../../ops/creation/creation.js'
import { less } from '../../ops/elementwise/comparison.js'
import { slice } from '../../ops/indexing/slice.js'
import { foldIn, type Key } from '../../ops/random/index.js'
import { concat, stack } from '../../ops/shape/join.js'
import { swapAxes } from '../../ops/shape/permute.js'
import { reshape } from '../../ops/shape/reshape.js'
import { isInteger } from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { type Dims, sameShape, showShape } from '../../support/shape.js'
import type { IntDType, Shape } from '../../types/index.js'
import { drop } from '../dropout/drop.js'
import { checkInput, checkParameters, type FloatTensor, type LayerRules } from '../layer/layer.js'
import { type Run, runDirection } from './direction.js'
import { allParameterShapes, initialParameters, placeOf, type RecurrentRecord, weightsAt } from './parameters.js'
import { hiddenOut, type RecurrentSettings } from './settings.js'

/** What a recurrent layer may be told beside its input. */
export interface RunSettings {
  readonly state?: unknown
  readonly lengths?: unknown
  readonly batchFirst?: boolean
  readonly dropoutKey?: Key
}

/** Outputs of the last layer, and the last states: [layers · directions, batch, size] each. */
interface Sequences {
  readonly outputs: Tensor
  readonly states: readonly Tensor[]
}

export interface RecurrentRules extends LayerRules<RecurrentRecord> {
  readonly run: (params: RecurrentRecord, x: Tensor, options?: RunSettings) => readonly [Tensor, unknown]
}

/** The sizes of the states: that of the hidden state, and of a cell. */
const stateSizes = (settings: RecurrentSettings): Dims =>
  settings.kind.states.map((_, i) => (i === 0 ? hiddenOut(settings) : settings.hiddenSize))

/** The states as users hold them: one tensor, or a record of them. */
const showStates = ({ kind }: RecurrentSettings, states: readonly Tensor[]): unknown =>
  kind.states.length === 1 ? states[0] : Object.fromEntries(kind.states.map((name, i) => [name, states[i]]))

/** @throws ArgumentError, ShapeError, DTypeError unless they are such states */
function readStates(settings: RecurrentSettings, given: unknown, batch: number, x: Tensor): readonly Tensor[] {
  const { kind, numLayers, directions } = settings
  const shapes = stateSizes(settings).map(size => [numLayers * directions, batch, size])
  if (given === undefined) return shapes.map(shape => zeros(shape, x.dtype))
  return kind.states.map((name, i) => {
    const record = typeof given === 'object' && given !== null && !isTensor(given) ? (given as Readonly<Record<string, unknown>>) : {}
    const state = kind.states.length === 1 ? given : record[name]
    if (!isTensor(state))
      throw new ArgumentError(
        `${kind.name}: the state must be ${kind.states.length === 1 ? 'a tensor' : `{ ${kind.states.join(', ')} } of tensors`}; got ${state === undefined ? `no ${name}` : typeof state}`,
      )
    if (state.dtype !== x.dtype || !sameShape(state.shape, shapes[i] as Dims))
      throw new ShapeError(
        `${kind.name}: the ${name} state must be [numLayers · directions, batch, size]; expected ${x.dtype}${showShape(shapes[i] as Dims)}, got ${showType(state)}`,
      )
    return state
  })
}

/** Whether a step is before the end of its sequence: bool[time, batch, 1]. @throws ShapeError, DTypeError */
function withinOf(layer: string, lengths: unknown, time: number, batch: number): Tensor | undefined {
  if (lengths === undefined) return undefined
  if (!isTensor(lengths)) throw new ArgumentError(`${layer}: lengths must be a tensor; got ${typeof lengths}`)
  if (!isInteger(lengths.dtype)) throw new DTypeError(`${layer}: lengths must be integers; got ${showType(lengths)}; cast it first`)
  if (!sameShape(lengths.shape, [batch]))
    throw new ShapeError(`${layer}: there must be a length for each sequence; expected ints[${batch}], got ${showType(lengths)}`)
  const steps = reshape(arange(time, 'int32'), [time, 1, 1])
  return less(steps, reshape(lengths.cast('int32') as Tensor<Shape, IntDType>, [1, batch, 1]))
}

/** @param x floats[time, batch, features] */
function runLayers(
  settings: RecurrentSettings,
  params: RecurrentRecord,
  x: Tensor,
  initial: readonly Tensor[],
  within: Tensor | undefined,
  key: Key | undefined,
): Sequences {
  const { kind, numLayers, directions, dropout } = settings
  let y = x
  const runs: Run[] = []
  for (let layer = 0; layer < numLayers; layer++) {
    const input = drop(kind.name, y as FloatTensor, layer === 0 ? 0 : dropout, key && foldIn(key, layer))
    const both = Array.from({ length: directions }, (_, direction) => {
      const place = layer * directions + direction
      const own = initial.map(state => slice(state, place))
      return runDirection(kind, weightsAt(params, placeOf(layer, direction)), input, own, within, direction === 1)
    })
    runs.push(...both)
    y = joined(both.map(({ outputs }) => outputs))
  }
  return { outputs: y, states: kind.states.map((_, i) => stack(runs.map(({ states }) => states[i] as Tensor))) }
}

/** Side by side along the last axis. */
const joined = (parts: readonly Tensor[]): Tensor => (parts.length === 1 ? (parts[0] as Tensor) : concat(parts, -1))

/** The rules of a recurrent layer. */
export function recurrentRules(settings: RecurrentSettings): RecurrentRules {
  const { kind, hiddenSize, numLayers, directions, output } = settings
  const { name } = kind
  const names = allParameterShapes(settings, 1).map(([parameter]) => parameter)

  const check = (params: RecurrentRecord, x: unknown, layout: string): void => {
    checkParameters(name, params, names)
    const { input } = weightsAt(params, placeOf(0, 0))
    checkInput(name, x, input)
    const features = input.shape[1]
    if (x.shape.length !== 3 || x.shape[2] !== features)
      throw new ShapeError(`${name}: input must be ${layout}; expected ${input.dtype}[n,n,${features}], got ${showType(x)}`)
  }

  const run = (params: RecurrentRecord, x: Tensor, options: RunSettings = {}): Sequences => {
    checkOptions(`${name}.run`, options, ['state', 'lengths', 'batchFirst', 'dropoutKey'])
    const { state, lengths, batchFirst = true, dropoutKey } = options
    check(params, x, batchFirst ? '[batch,time,features]' : '[time,batch,features]')
    const [time, batch] = (batchFirst ? [x.shape[1], x.shape[0]] : [x.shape[0], x.shape[1]]) as [number, number]
    if (time === 0) throw new ShapeError(`${name}: a sequence must have at least one step; got ${showType(x)}`)
    const initial = readStates(settings, state, batch, x)
    const within = withinOf(name, lengths, time, batch)
    const { outputs, states } = runLayers(settings, params, batchFirst ? swapAxes(x, 0, 1) : x, initial, within, dropoutKey)
    return { outputs: batchFirst ? swapAxes(outputs, 0, 1) : outputs, states }
  }

  /** What the layer as such gives: the outputs, or the last hidden states of the uppermost layer. */
  const resultOf = ({ outputs, states }: Sequences): Tensor => {
    if (output === 'sequence') return outputs
    const hidden = states[0] as Tensor
    return joined(Array.from({ length: directions }, (_, direction) => slice(hidden, (numLayers - 1) * directions + direction)))
  }

  return Object.freeze({
    name,
    init(key: Key, input: Dims) {
      const [, features] = input
      if (input.length !== 2 || features === undefined)
        throw new ShapeError(`${name}: input must be [time,features]; got ${showShape(input)}`)
      return initialParameters(key, allParameterShapes(settings, features), hiddenSize)
    },
    apply: (params: RecurrentRecord, x: Tensor) => resultOf(run(params, x)),
    train: (params: RecurrentRecord, x: Tensor, key: Key) => [resultOf(run(params, x, { dropoutKey: key })), params] as const,
    run(params: RecurrentRecord, x: Tensor, options?: RunSettings) {
      const { outputs, states } = run(params, x, options)
      return [outputs, showStates(settings, states)] as const
    },
  })
}
