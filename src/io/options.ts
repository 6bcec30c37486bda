// Options by name: what is misspelt must not be passed over.

import { ArgumentError } from '../support/errors.js'

/** @throws ArgumentError when there is an option of another name */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options))
    throw new ArgumentError(`${operation}: options must be an object; got ${JSON.stringify(options)}`)
  for (const name of Object.keys(options))
    if (!names.includes(name))
      throw new ArgumentError(`${operation}: there is no option ${JSON.stringify(name)}; expected ${names.join(', ')}`)
}
