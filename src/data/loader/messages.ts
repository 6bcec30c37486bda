// What threads say to each other, and how a batch travels: as the same tree with its tensors apart. Their elements lie in shared memory, where
// `collate` has put them, so they are not copied; everything else is.

import { contentOf, isTensor } from '../../core/tensor.js'
import { InternalError } from '../../support/errors.js'
import type { DType } from '../../types/index.js'
import { type Elements, type NdArray, toTensor } from '../nd-array.js'

/** What a thread is told when it starts. */
export interface Start {
  /** The module of the pipeline, and the name it exports it under. */
  readonly module: string
  readonly name: string
  /** What the pipeline takes after the epoch. */
  readonly args: readonly unknown[]
}

export type Request =
  | { readonly kind: 'open'; readonly id: number; readonly epoch: number }
  | { readonly kind: 'get'; readonly id: number; readonly epoch: number; readonly i: number }
  /** Requests that are not wanted any more. */
  | { readonly kind: 'cancel'; readonly ids: readonly number[] }

export type Reply =
  | { readonly id: number; readonly kind: 'length'; readonly length: number }
  | { readonly id: number; readonly kind: 'batch'; readonly batch: Packed }
  | { readonly id: number; readonly kind: 'error'; readonly name: string; readonly message: string; readonly stack: string | undefined }

/** A tree whose tensors are apart. */
export interface Packed {
  readonly tree: PackedTree
  readonly tensors: readonly NdArray[]
}

type PackedTree =
  | { readonly tensor: number }
  | { readonly list: readonly PackedTree[] }
  | { readonly record: Readonly<Record<string, PackedTree>> }
  | { readonly value: unknown }

const isPlainRecord = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

export function pack(batch: unknown): Packed {
  const tensors: NdArray[] = []
  const packTree = (value: unknown): PackedTree => {
    if (isTensor(value)) {
      // A pending tensor is computed here.
      const elements = contentOf(value).kind === 'held' ? heldElements(value) : value.dataSync()
      tensors.push({ shape: value.shape, dtype: value.dtype, data: elements as unknown as Elements<DType> })
      return { tensor: tensors.length - 1 }
    }
    if (Array.isArray(value)) return { list: value.map(packTree) }
    if (typeof value === 'object' && value !== null && isPlainRecord(value))
      return { record: Object.fromEntries(Object.entries(value).map(([name, part]) => [name, packTree(part)])) }
    return { value }
  }
  const tree = packTree(batch)
  return { tree, tensors }
}

/** The elements themselves, not a copy. */
function heldElements(tensor: Parameters<typeof contentOf>[0]): unknown {
  const content = contentOf(tensor)
  if (content.kind !== 'held') throw new InternalError('loader: a tensor is held and is not')
  return content.buffer.read()
}

export function unpack({ tree, tensors }: Packed): unknown {
  if ('tensor' in tree) {
    const array = tensors[tree.tensor]
    if (array === undefined) throw new InternalError('loader: a batch came without one of its tensors')
    return toTensor(array)
  }
  if ('list' in tree) return tree.list.map(part => unpack({ tree: part, tensors }))
  if ('record' in tree)
    return Object.fromEntries(Object.entries(tree.record).map(([name, part]) => [name, unpack({ tree: part, tensors })]))
  return tree.value
}
