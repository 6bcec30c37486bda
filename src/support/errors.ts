// The classes of error, and the user's own line.
// Form of a message: `conv2d: channels must match; expected 3 (input axis 1), got 4 (weight axis 1) from x float32[8,3,32,32], …`.
// Every error raised while the user's code runs says at which of the user's lines it happened.

import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const libraryRoot = dirname(dirname(fileURLToPath(import.meta.url)))

/** The user's line that is being executed: the innermost stack frame outside this library and Node, e.g. `/home/me/train.ts:12:9`. */
export function userLine(): string | undefined {
  const limit = Error.stackTraceLimit
  Error.stackTraceLimit = 50
  const stack = new Error().stack ?? ''
  Error.stackTraceLimit = limit
  for (const frame of stack.split('\n').slice(1)) {
    const place = /\(?((?:file:\/\/|\/|[A-Za-z]:\\)[^()]*:\d+:\d+)\)?$/.exec(frame)?.[1]
    if (place === undefined) continue
    const path = place.startsWith('file://') ? fileURLToPath(place.replace(/:\d+:\d+$/, '')) + (/:\d+:\d+$/.exec(place)?.[0] ?? '') : place
    if (path.startsWith(libraryRoot) || path.includes('/node_modules/') || frame.includes('node:')) continue
    return path
  }
  return undefined
}

const withLine = (message: string): string => {
  const line = userLine()
  return line === undefined ? message : `${message}\n    at your line ${line}`
}

/** The shapes (or axes, sizes, structure) of the user's arguments do not fit. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError'
  constructor(message: string) {
    super(withLine(message))
  }
}

/** The element types of the user's arguments do not fit. */
export class DTypeError extends Error {
  override readonly name = 'DTypeError'
  constructor(message: string) {
    super(withLine(message))
  }
}

/** An argument that is neither a shape nor a dtype is out of its range or of the wrong kind. */
export class ArgumentError extends Error {
  override readonly name = 'ArgumentError'
  constructor(message: string) {
    super(withLine(message))
  }
}

/** A traced value was used as a JavaScript value, or outlived its trace. */
export class TraceError extends Error {
  override readonly name = 'TraceError'
  constructor(message: string) {
    super(withLine(message))
  }
}

/** Something this library knowingly cannot do; the message says what to do instead. */
export class LimitationError extends Error {
  override readonly name = 'LimitationError'
  constructor(message: string) {
    super(withLine(message))
  }
}

/** A computation under `checkFinite` made a NaN or an infinity; the line is that of the operation. */
export class NonFiniteError extends Error {
  override readonly name = 'NonFiniteError'
  constructor(message: string, line: string | undefined) {
    super(line === undefined ? message : `${message}\n    at your line ${line}`)
  }
}

/** A defect of this library. */
export class InternalError extends Error {
  override readonly name = 'InternalError'
  constructor(message: string) {
    super(`${withLine(message)}\n    This is a defect of tenet, please report it with the program that caused it.`)
  }
}

/** Marks the place that an exhaustive `switch` can never reach. */
export function unreachable(value: never): never {
  throw new InternalError(`unreachable case: ${JSON.stringify(value)}`)
}
