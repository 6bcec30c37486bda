// Options are records: a name that no option has is a mistake that would otherwise pass in silence.

import { ArgumentError } from './errors.js'

/** @throws ArgumentError when the options are no record, or hold a name that is not among these */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ArgumentError(`${operation}: options must be a record; got ${options === null ? 'null' : typeof options}`)
  for (const name of Object.keys(options))
    if (!names.includes(name)) throw new ArgumentError(`${operation}: there is no option ${name}; expected some of ${names.join(', ')}`)
}
