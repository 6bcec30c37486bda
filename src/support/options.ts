// Options of functions: an object of names, each of which has a default. A name that no option has is a mistake that would otherwise pass in silence.

import { ArgumentError } from './errors.js'
import { show } from './show.js'
import { isRecord } from './tree.js'

/** @throws ArgumentError unless the options are an object with no other names than these, or not given */
export function checkOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (options === undefined) return
  const known = names.join(', ') || 'none'
  if (!isRecord(options))
    throw new ArgumentError(`${operation}: options must be an object; expected one with ${known}, got ${show(options)}`)
  const unknown = Object.keys(options).find(name => !names.includes(name))
  if (unknown !== undefined) throw new ArgumentError(`${operation}: there is no option '${unknown}'; expected ${known}`)
}

/** The same for options of which some have to be given. */
export function checkGivenOptions(operation: string, options: unknown, names: readonly string[]): void {
  if (options === undefined) throw new ArgumentError(`${operation}: options must be given; expected an object with ${names.join(', ')}`)
  checkOptions(operation, options, names)
}

/** Options to take apart, once it is known that they are an object with no other names than these; where none are given, whoever gets the rest looks at it. */
export function given<O extends object>(operation: string, options: O, names?: readonly (keyof O & string)[]): O {
  if (names !== undefined) checkGivenOptions(operation, options, names)
  else if (!isRecord(options)) throw new ArgumentError(`${operation}: options must be an object; got ${show(options)}`)
  return options
}

/**
 * The options of a function, with the defaults of those that are not given. `O` says which have none: `?: … | undefined`.
 * @throws ArgumentError unless they are an object with no other names, whose switches are booleans
 */
export function optionsOf<O extends object>(operation: string, options: O | undefined, defaults: Required<O>): Required<O> {
  if (options === undefined) return defaults
  checkOptions(operation, options, Object.keys(defaults))
  const settled: Record<string, unknown> = { ...defaults }
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue
    if (typeof settled[name] === 'boolean' && typeof value !== 'boolean')
      throw new ArgumentError(`${operation}: ${name} must be true or false; got ${show(value)}`)
    settled[name] = value
  }
  // Names and types are those of the defaults.
  return settled as Required<O>
}

/** @throws ArgumentError unless the value of an option, or an argument, is one of the names */
export function checkChoice(operation: string, name: string, value: unknown, choices: readonly string[]): void {
  if (typeof value === 'string' && choices.includes(value)) return
  throw new ArgumentError(`${operation}: ${name} must be one of ${choices.join(', ')}; got ${show(value)}`)
}
