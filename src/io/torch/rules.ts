// What the pickles in PyTorch's files may say: tensors and parameters over storages, OrderedDict, torch.Size, dtypes. Nothing else.
// Source: PyTorch 2.15, torch/_utils.py (the _rebuild functions) and torch/_weights_only_unpickler.py.

import type { ArrayType } from '../../core/array-type.js'
import { arrayType } from '../../core/array-type.js'
import type { DTypeName } from '../../support/dtype.js'
import { dtypeInfo } from '../../support/dtype.js'
import { describe, type PickleRules, type PickleValue } from '../../support/pickle/values.js'
import { Malformed } from '../../support/read-file.js'
import type { Dims } from '../../support/shape.js'
import { reachOf } from '../tensors/strided.js'
import { exactSize, isCount, mostAxes, showName, showValue } from '../untrusted/values.js'
import { dtypesByGlobal, isForeignDType, type StorageType, storageTypes } from './dtypes.js'

/** Bytes that tensors share, which are outside of the pickle. */
export interface Storage {
  readonly kind: 'storage'
  readonly key: string
  readonly type: StorageType
  /** Of everything under the key. */
  readonly bytes: number
  /** The part that this storage is: all, but for views in old files. */
  readonly begin: number
  readonly end: number
}

/** A tensor: elements of a storage, by strides. */
export interface TensorView {
  readonly kind: 'tensor'
  readonly type: ArrayType
  readonly storage: Storage
  /** Bytes from the start of everything under the key to the first element. */
  readonly begin: number
  /** In elements. */
  readonly strides: Dims
}

const isObject = (value: unknown): value is { readonly kind: unknown } => typeof value === 'object' && value !== null && 'kind' in value

const objectOf = (value: PickleValue | undefined): unknown =>
  typeof value === 'object' && value !== null && value.kind === 'object' ? value.object : undefined

export function tensorOf(value: PickleValue | undefined): TensorView | undefined {
  const object = objectOf(value)
  // The rules below make nothing else of this kind.
  return isObject(object) && object.kind === 'tensor' ? (object as TensorView) : undefined
}

function storageOf(operation: string, value: PickleValue | undefined): Storage {
  const object = objectOf(value)
  // The rules below make nothing else of this kind.
  if (isObject(object) && object.kind === 'storage') return object as Storage
  throw new Malformed(`${operation}: expected a storage, got ${describe(value)}`)
}

function countOf(what: string, value: PickleValue | undefined): number {
  if (isCount(value)) return value
  throw new Malformed(`${what} must be a non-negative integer; got ${typeof value === 'number' ? value : describe(value)}`)
}

const itemsOf = (value: PickleValue | undefined): readonly PickleValue[] | undefined =>
  typeof value === 'object' && value !== null && (value.kind === 'tuple' || value.kind === 'list') ? value.items : undefined

function dimsOf(what: string, value: PickleValue | undefined): Dims {
  const items = itemsOf(value)
  if (items === undefined || items.length > mostAxes || !items.every(isCount))
    throw new Malformed(
      `${what} must be at most ${mostAxes} non-negative integers; got ${items === undefined ? describe(value) : showValue(items)}`,
    )
  return items
}

function viewOf(operation: string, storage: Storage, dtype: DTypeName, args: readonly PickleValue[]): PickleValue {
  const [, offset, size, stride] = args
  const [shape, strides] = [dimsOf(`${operation}: the size`, size), dimsOf(`${operation}: the strides`, stride)]
  if (shape.length !== strides.length)
    throw new Malformed(`${operation}: there must be a stride for each axis; got ${shape.length} sizes and ${strides.length} strides`)
  if (exactSize(shape) === undefined) throw new Malformed(`${operation}: size ${showValue(shape)} has too many elements`)
  const width = dtypeInfo(dtype).bytes
  const first = countOf(`${operation}: the offset`, offset)
  const [extent, held] = [reachOf(shape, strides), storage.end - storage.begin]
  if (!(first * width + extent * width <= held))
    throw new Malformed(
      `${operation}: a tensor must lie within its storage; size ${showValue(shape)} with strides ${showValue(strides)} from element ${first} ` +
        `reaches to byte ${(first + extent) * width} of ${held} in storage ${showName(storage.key)}`,
    )
  const view: TensorView = { kind: 'tensor', type: arrayType(shape, dtype), storage, begin: storage.begin + first * width, strides }
  return { kind: 'object', object: view }
}

/** Conjugate and negative bits say that the elements are not those of the storage. */
function checkMetadata(operation: string, metadata: PickleValue | undefined): void {
  if (metadata === undefined || metadata === null) return
  if (typeof metadata !== 'object' || metadata.kind !== 'dict')
    throw new Malformed(`${operation}: metadata must be a dict; got ${describe(metadata)}`)
  for (const [key, value] of metadata.entries)
    if (value !== false)
      throw new Malformed(`${operation}: metadata ${typeof key === 'string' ? showName(key) : describe(key)} is not supported`)
}

function rebuildTensor(operation: string, args: readonly PickleValue[]): PickleValue {
  const storage = storageOf(operation, args[0])
  const { dtype } = storage.type
  if (dtype === null) throw new Malformed(`${operation}: the storage ${showName(storage.key)} has no dtype`)
  checkMetadata(operation, args[6])
  return viewOf(operation, storage, dtype, args)
}

function rebuildTensor3(operation: string, args: readonly PickleValue[]): PickleValue {
  const named = args[6]
  const dtype = typeof named === 'object' && named?.kind === 'global' ? dtypesByGlobal.get(named.name) : undefined
  if (dtype === undefined) throw new Malformed(`${operation}: expected a dtype, got ${describe(named)}`)
  checkMetadata(operation, args[7])
  return viewOf(operation, storageOf(operation, args[0]), dtype, args)
}

/** A parameter is its tensor. */
function rebuildParameter(operation: string, args: readonly PickleValue[]): PickleValue {
  const [data] = args
  if (data === undefined || tensorOf(data) === undefined) throw new Malformed(`${operation}: expected a tensor, got ${describe(data)}`)
  return data
}

/** `OrderedDict()`, or of a list of pairs, as Python 2 wrote it. */
function orderedDict(operation: string, args: readonly PickleValue[]): PickleValue {
  const pairs = args.length === 0 ? [] : args.length === 1 ? itemsOf(args[0]) : undefined
  if (pairs === undefined) throw new Malformed(`${operation}: expected nothing or a list of pairs`)
  const entries = pairs.map(pair => {
    const [key, value, ...more] = itemsOf(pair) ?? []
    if (key === undefined || value === undefined || more.length > 0)
      throw new Malformed(`${operation}: expected a pair, got ${describe(pair)}`)
    return [key, value] as const
  })
  return { kind: 'dict', entries }
}

function size(operation: string, args: readonly PickleValue[]): PickleValue {
  return { kind: 'tuple', items: args.length === 0 ? [] : dimsOf(operation, args[0]) }
}

const calls: ReadonlyMap<string, (operation: string, args: readonly PickleValue[]) => PickleValue> = new Map([
  ['collections.OrderedDict', orderedDict],
  ['torch.Size', size],
  ['torch._utils._rebuild_tensor', rebuildTensor],
  ['torch._utils._rebuild_tensor_v2', rebuildTensor],
  ['torch._utils._rebuild_tensor_v3', rebuildTensor3],
  ['torch._utils._rebuild_parameter', rebuildParameter],
  ['torch._utils._rebuild_parameter_with_state', rebuildParameter],
])

function refusal(name: string): string {
  const shown = showName(name)
  if (isForeignDType(name)) return `the file holds ${shown}, a dtype that is not supported here`
  const module = /^(?:torch\.nn\.modules\.|torchvision\.|__main__\.)/.test(name)
  return (
    `the pickle names the global ${shown}, which is not allowed: only tensors, parameters, containers, numbers and strings are read` +
    (module ? '; save the state_dict() instead of the module' : '')
  )
}

/** `('storage', class, key, location, size)`, in old files with a view `(key, offset, size)`, or None, as a sixth. */
function persistentStorage(id: PickleValue): Storage {
  const [kind, named, key, , numel, view] = itemsOf(id) ?? []
  if (kind !== 'storage')
    throw new Malformed(`the pickle refers to ${typeof kind === 'string' ? showName(kind) : describe(id)}; expected a storage`)
  const type = typeof named === 'object' && named?.kind === 'global' ? storageTypes.get(named.name) : undefined
  if (type === undefined) throw new Malformed(`a storage must have a class; got ${describe(named)}`)
  if (typeof key !== 'string') throw new Malformed(`a storage must have a string as key; got ${describe(key)}`)
  const bytes = countOf(`storage ${showName(key)}: its size`, numel) * type.bytes
  const part = { begin: 0, end: bytes }
  if (view !== undefined && view !== null) {
    const [, offset, size] = itemsOf(view) ?? []
    part.begin = countOf(`storage ${showName(key)}: the offset of a view`, offset) * type.bytes
    part.end = part.begin + countOf(`storage ${showName(key)}: the size of a view`, size) * type.bytes
    if (!(part.end <= bytes)) throw new Malformed(`storage ${showName(key)}: a view reaches to byte ${part.end} of ${bytes}`)
  }
  return { kind: 'storage', key, type, bytes, ...part }
}

/** What a file of PyTorch's may hold, in words. */
export const allowedInTorch = 'numbers, strings, lists, tuples and dicts of tensors'

/** @param storages by key: gets what the pickle refers to */
export const torchRules = (storages: Map<string, Storage>): PickleRules => ({
  checkGlobal(name) {
    if (!calls.has(name) && !storageTypes.has(name) && !dtypesByGlobal.has(name)) throw new Malformed(refusal(name))
  },
  call(name, args) {
    const call = calls.get(name)
    if (call === undefined) throw new Malformed(`the pickle calls ${showName(name)}, which is no function`)
    return call(name, args)
  },
  persistent(id) {
    const object = persistentStorage(id)
    const { key, bytes } = object
    const known = storages.get(key)
    if (known === undefined) storages.set(key, object)
    else if (known.bytes !== bytes)
      throw new Malformed(`storage ${showName(key)} has ${known.bytes} bytes in one place and ${bytes} in another`)
    return { kind: 'object', object }
  },
  setState: null,
  strings: 'text',
  allowed: allowedInTorch,
})
