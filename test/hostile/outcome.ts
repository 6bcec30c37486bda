// What becomes of a call, judged: a result, an error in words, or something that users should never see.

import { ArgumentError, DTypeError, isTensor, LimitationError, NonFiniteError, ShapeError, TraceError } from 'tenet'
import type { AnyFunction } from './recorded-calls.js'

const classes = [ArgumentError, DTypeError, ShapeError, TraceError, LimitationError, NonFiniteError]

/** `operation: what is wrong …`; the operation may be a method of what another one gave, `at(…).set`. */
const form = /^[\w.]+(\(…\)[.\w]*)?(, \w+)?: \S.{7,}/

/** Whether an error was thrown by a function of the caller's own, an example's or one of the strangers, and not by the library. */
function isCallers(error: Error): boolean {
  const place = (error.stack ?? '').split('\n').find(line => /:\d+:\d+\)?$/.test(line) && !line.includes('<anonymous>)'))
  return place === undefined || place.includes('eval at') || place.includes('/test/')
}

function complaint(error: unknown): string | null {
  if (!(error instanceof Error)) return `threw ${String(error)}`
  const [message = ''] = error.message.split('\n')
  if (classes.some(known => error instanceof known)) return form.test(message) ? null : `says '${message}'`
  return isCallers(error) ? null : `${error.name}: ${message}`
}

export interface Outcome {
  readonly threw: boolean
  /** What is wrong with it, or null. */
  readonly complaint: string | null
  readonly message: string
}

/** Calls a function. A tensor that it returns must be one: the type says a shape, and there are such elements. */
export function outcomeOf(run: AnyFunction, args: readonly unknown[]): Outcome {
  try {
    const result = run(...args)
    if (result instanceof Promise) result.catch(() => undefined)
    if (isTensor(result) && !result.shape.every(size => Number.isSafeInteger(size) && size >= 0))
      return { threw: false, complaint: `returned ${result.dtype}[${result.shape}]`, message: '' }
    return { threw: false, complaint: null, message: '' }
  } catch (error) {
    return { threw: true, complaint: complaint(error), message: error instanceof Error ? error.message : '' }
  }
}

/** How messages of the test show an argument. */
export function show(value: unknown, depth = 0): string {
  if (isTensor(value)) return `${value.dtype}[${value.shape}]`
  if (Array.isArray(value)) return depth > 2 ? '[…]' : `[${Array.from(value, item => show(item, depth + 1)).join(', ')}]`
  if (typeof value === 'object' && value !== null) return `{ ${Object.keys(value).join(', ')} }`
  return typeof value === 'string' ? `'${value}'` : String(value)
}
