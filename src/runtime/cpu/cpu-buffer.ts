// Elements in native memory, and how host elements get there.

import { type ArrayType, bytesOf } from '../../core/array-type.js'
import { type Buffer, HostBuffer } from '../../core/buffer.js'
import { isAwaited, type Tensor } from '../../core/tensor.js'
import { bytesOfElements, dtypeInfo, elementsOfBytes, type TypedArray } from '../../support/dtype.js'
import { sizeOf } from '../../support/shape.js'
import type { Addon, NativeStorage } from '../addon-types.js'
import { allocating } from './out-of-memory.js'

/**
 * Kernels may look this far past the last element: the columns of a register tile, 32 floats on the widest machine. Nothing that they see there
 * reaches a result.
 */
export const slack = 128

/** Even an empty array has memory: kernels may look at its first element under a false guard. */
export const storageBytes = (type: ArrayType): number => bytesOf(type) + slack

export class CpuBuffer implements Buffer {
  readonly type: ArrayType
  readonly device: string | null
  readonly storage: NativeStorage
  readonly #addon: Addon

  constructor(addon: Addon, type: ArrayType, storage: NativeStorage, device: string | null = null) {
    this.#addon = addon
    this.type = type
    this.storage = storage
    this.device = device
  }

  on(device: string): Buffer {
    return new CpuBuffer(this.#addon, this.type, this.storage, device)
  }

  shared(): Buffer {
    share(this.storage)
    return new CpuBuffer(this.#addon, this.type, this.storage, this.device)
  }

  read(): TypedArray {
    const { shape, dtype } = this.type
    return allocating('reading', [this.type], () => elementsOfBytes(dtype, sizeOf(shape), bytes => this.#addon.read(this.storage, bytes)))
  }

  /** Every reading is a copy already. */
  copy(): TypedArray {
    return this.read()
  }

  settled(): Promise<void> {
    return this.#addon.settled(this.storage)
  }
}

/** Storages that more than one tensor, or something else than a tensor, may hold. */
const shared = new WeakSet<NativeStorage>()

/** Says that a tensor's storage is held elsewhere, too: it is never given to a program. */
export const share = (storage: NativeStorage): unknown => shared.add(storage)

/**
 * Storages of inputs, of which the donated ones are held by nobody else and are no other inputs: those that are not by themselves are copied.
 * @param storages those of the inputs, in order, captured ones after them; changed
 */
export function keepApart(
  inputs: readonly Tensor[],
  storages: NativeStorage[],
  donated: readonly number[],
  copyOf: (storage: NativeStorage) => NativeStorage,
): void {
  const distinct = new Set(storages).size === storages.length
  for (const i of donated) {
    const [tensor, storage] = [inputs[i] as Tensor, storages[i] as NativeStorage]
    if (isAwaited(tensor) || shared.has(storage) || (!distinct && storages.indexOf(storage) !== storages.lastIndexOf(storage)))
      storages[i] = allocating('copying what is donated', [tensor], () => copyOf(storage))
  }
}

/** Storages of host buffers, so that a tensor used in every step is copied once. */
const uploaded = new WeakMap<Buffer, NativeStorage>()

/** The native storage of a buffer; host elements are copied the first time. */
export function storageOf(addon: Addon, buffer: Buffer): NativeStorage {
  if (buffer instanceof CpuBuffer) return buffer.storage
  const known = uploaded.get(buffer)
  if (known !== undefined) return known
  const storage = allocating('copying to native memory', [buffer.type], () => addon.allocate(storageBytes(buffer.type)))
  addon.write(storage, bytesOfElements(buffer.type.dtype, buffer.read()))
  uploaded.set(buffer, storage)
  share(storage)
  return storage
}

export const hostBufferOf = (type: ArrayType, values: readonly number[]): HostBuffer => {
  const data = dtypeInfo(type.dtype).create(values.length)
  data.set(values)
  return new HostBuffer({ ...type, data })
}
