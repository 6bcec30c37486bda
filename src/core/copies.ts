// Several copies of the package in one process, each with a class of tensors of its own: a tensor of one is none to another, though it looks the same.
// Each marks its tensors with where it is, under a symbol that all copies share, so that whoever meets a stranger can say so.

import { fileURLToPath } from 'node:url'
import { ArgumentError } from '../support/errors.js'

/** Under this symbol a tensor says which file its class is from. */
export const origin: unique symbol = Symbol.for('tenet.origin')

/** The file of this copy. */
export const ownOrigin: string = fileURLToPath(import.meta.url)

const isFrom = (value: object): value is { readonly [origin]: unknown } => origin in value

/**
 * For values that are no tensors of this copy.
 * @throws ArgumentError when it is a tensor of another copy
 */
export function refuseStranger(value: unknown): void {
  if (typeof value !== 'object' || value === null || !isFrom(value)) return
  throw new ArgumentError(
    `tensor: two copies of tenet are loaded, and a tensor of one is none to the other; ` +
      `expected a tensor of ${ownOrigin}, got one of ${String(value[origin])}; ` +
      "leave one: 'npm ls tenet' shows who brings which and 'npm dedupe' joins them; import it as 'tenet' everywhere, not by paths",
  )
}
