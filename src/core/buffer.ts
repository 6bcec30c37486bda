// Where the elements of a held tensor are. A buffer is immutable; backends make their own kinds.

import type { TypedArray } from '../support/dtype.js'
import type { ArrayType, HostArray } from './array-type.js'

export interface Buffer {
  readonly type: ArrayType
  /** The elements, row-major, waiting for the computation if need be. Not to be written to; it may be shared. */
  read(): TypedArray
  /** The same, in an array of the caller's own. */
  copy(): TypedArray
  /** Resolves when `read` will not have to wait. */
  settled(): Promise<void>
}

/** Elements in plain JavaScript memory. */
export class HostBuffer implements Buffer {
  readonly type: ArrayType
  readonly #data: TypedArray

  constructor(array: HostArray) {
    this.type = { shape: array.shape, dtype: array.dtype }
    this.#data = array.data
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
