// How much a file may unfold to: compressed data, and views that repeat elements, can claim far more than the file holds.

import { ArgumentError } from '../support/errors.js'
import { show } from '../support/show.js'

export interface UnfoldOptions {
  /** The most bytes of all tensors together. Default 8 times the file, or 1 GiB where that is more. */
  readonly maxBytes?: number
}

/** @throws ArgumentError unless the bound is a non-negative number */
export function checkedMaxBytes(operation: string, { maxBytes }: UnfoldOptions, fileBytes: number): number {
  if (maxBytes === undefined) return Math.max(2 ** 30, 8 * fileBytes)
  if (!(maxBytes >= 0)) throw new ArgumentError(`${operation}: maxBytes must be a non-negative number; got ${show(maxBytes)}`)
  return maxBytes
}
