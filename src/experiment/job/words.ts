// What went wrong in a run, in words.

import { ArgumentError, LimitationError, ShapeError } from '../../support/errors.js'
import { IoError } from '../../support/io-error.js'
import { UsageError } from '../commands/command.js'

/** Our own errors say what is wrong; others need their stack. */
export const isPlain = (error: unknown): error is Error =>
  [IoError, UsageError, ArgumentError, LimitationError, ShapeError].some(known => error instanceof known)

/** What went wrong, in words. */
export const wordsOf = (error: unknown): string => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))
