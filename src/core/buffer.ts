// Where the elements of a held tensor are. A buffer is immutable; backends make their own kinds.

import { dtypeInfo, type TypedArray } from '../support/dtype.js'
import type { ArrayType, HostArray } from './array-type.js'

export interface Buffer {
  readonly type: ArrayType
  /** Where the elements were put, and where they are computed with; `null`: they go where they are needed. */
  readonly device: string | null
  /** The same elements, said to have been put on the device that they are on, for whoever had them before. */
  readonly on: (device: string) => Buffer
  /** The same elements for somebody else too: their memory is never given to a program. */
  readonly shared: () => Buffer
  /** The elements, row-major, waiting for the computation if need be. Not to be written to; it may be shared. */
  read(): TypedArray
  /** The same, in an array of the caller's own. */
  copy(): TypedArray
  /** Resolves when `read` will not have to wait. */
  settled(): Promise<void>
}

/** Complex elements, whose parts are in two buffers. */
export class PairBuffer implements Buffer {
  readonly type: ArrayType
  readonly #re: Buffer
  readonly #im: Buffer

  constructor(type: ArrayType, re: Buffer, im: Buffer) {
    this.type = { shape: type.shape, dtype: type.dtype }
    this.#re = re
    this.#im = im
  }

  get device(): string | null {
    return this.#re.device
  }

  on(device: string): Buffer {
    return new PairBuffer(this.type, this.#re.on(device), this.#im.on(device))
  }

  shared(): Buffer {
    return new PairBuffer(this.type, this.#re.shared(), this.#im.shared())
  }

  read(): TypedArray {
    const [re, im] = [this.#re.read(), this.#im.read()]
    const pairs = dtypeInfo(this.type.dtype).create(re.length)
    for (let i = 0; i < re.length; i++) {
      pairs[2 * i] = re[i] as number
      pairs[2 * i + 1] = im[i] as number
    }
    return pairs
  }

  /** Every reading is a copy already. */
  copy(): TypedArray {
    return this.read()
  }

  async settled(): Promise<void> {
    await Promise.all([this.#re.settled(), this.#im.settled()])
  }
}

/** Elements in plain JavaScript memory. */
export class HostBuffer implements Buffer {
  readonly type: ArrayType
  readonly device: string | null
  readonly #data: TypedArray

  constructor(array: HostArray, device: string | null = null) {
    this.type = { shape: array.shape, dtype: array.dtype }
    this.device = device
    this.#data = array.data
  }

  on(device: string): Buffer {
    return new HostBuffer({ ...this.type, data: this.#data }, device)
  }

  /** Programs are given copies anyhow. */
  shared(): Buffer {
    return this
  }

  read(): TypedArray {
    return this.#data
  }

  copy(): TypedArray {
    return this.#data.slice()
  }

  settled(): Promise<void> {
    return Promise.resolve()
  }
}
