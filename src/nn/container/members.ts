// The layers of a container: their names, their parameters in its record, and what each makes of an example.
// Parameters are a record by the layers' names, or their positions where they have none, as in PyTorch's Sequential; layers without parameters leave
// no trace in it. Keys are derived by position: a layer's random numbers do not depend on its neighbours'.

import type { ArrayType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { zeros } from '../../ops/creation/creation.js'
import { ArgumentError, ShapeError } from '../../support/errors.js'
import { type Dims, showShape } from '../../support/shape.js'
import { evalShape } from '../../transforms/index.js'
import type { LayerEntry } from '../../types/index.js'
import { type LayerRules, noParameters, rulesOf } from '../layer/layer.js'
import { trainableOf } from '../parameters/trainable.js'

export type Fields = Readonly<Record<string, unknown>>

export interface Member {
  readonly name: string
  readonly layer: LayerRules
}

const isNamed = (entry: LayerEntry): entry is readonly [string, Exclude<LayerEntry, readonly unknown[]>] => Array.isArray(entry)

/** @throws ArgumentError when an entry is no layer, or a name is empty, holds a dot or occurs twice */
export function membersOf(operation: string, entries: readonly LayerEntry[]): readonly Member[] {
  const members = entries.map((entry, i) =>
    isNamed(entry) ? { name: entry[0], layer: rulesOf(operation, entry[1]) } : { name: `${i}`, layer: rulesOf(operation, entry) },
  )
  for (const [i, { name }] of members.entries()) {
    if (typeof name !== 'string' || name === '' || name.includes('.'))
      throw new ArgumentError(
        `${operation}: a layer's name must be text without dots, which separate the names in a path; got ${JSON.stringify(name)}`,
      )
    if (members.findIndex(other => other.name === name) !== i)
      throw new ArgumentError(`${operation}: names must be distinct; got '${name}' twice`)
  }
  return members
}

/** The parameters of a member. */
export const held = (params: Fields, name: string): unknown => (Object.hasOwn(params, name) ? params[name] : noParameters)

/** Which of the parameters are trained, as each member says. */
export const trainableMembers = (members: readonly Member[], params: Fields): Fields =>
  Object.fromEntries(
    members.filter(({ name }) => Object.hasOwn(params, name)).map(({ name, layer }) => [name, trainableOf(layer, params[name])] as const),
  )

/** The type of one example that a layer takes, of a shape. */
export const exampleFor = ({ takes }: LayerRules, shape: Dims): ArrayType => ({ shape, dtype: takes === 'integers' ? 'int32' : 'float32' })

/** What a layer makes of one example, found by tracing it. @throws ShapeError, DTypeError when it does not take such examples */
export function outputOf(layer: LayerRules, params: unknown, input: ArrayType): ArrayType {
  const batch = zeros([1, ...input.shape], input.dtype)
  const { shape, dtype } = evalShape((p: unknown, x: Tensor) => layer.apply(p, x))(params, batch)
  if (shape[0] !== 1) throw new ShapeError(`${layer.name}: a layer must keep the batch axis; expected [1,…], got ${showShape(shape)}`)
  return { shape: shape.slice(1), dtype }
}
