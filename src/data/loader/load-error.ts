// Why a batch could not be made, and which: the others can still be had.

import type { Position } from './loader.js'

export class LoadError extends Error {
  override readonly name = 'LoadError'
  /** The batch that failed. */
  readonly position: Position
  /** The next one: to go on from, leaving this one out. */
  readonly next: Position

  constructor(position: Position, next: Position, reason: string, options?: ErrorOptions) {
    super(`batch ${position.batch} of epoch ${position.epoch} could not be made: ${reason}`, options)
    this.position = position
    this.next = next
  }
}
