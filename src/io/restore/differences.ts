// What a file lacks, has too much, or has otherwise than a template asks for: one report of all of it.

import { ArgumentError } from '../../support/errors.js'
import { checkOptions } from '../../support/options.js'
import { show } from '../../support/show.js'
import { showName } from '../untrusted/values.js'

export interface Mismatch {
  readonly path: string
  readonly expected: string
  readonly got: string
}

export interface Differences {
  /** Paths of the template without a value. */
  readonly missing: readonly string[]
  /** Names of values without a place in the template. */
  readonly unexpected: readonly string[]
  /** Paths whose value is of another shape, dtype or kind, with both. */
  readonly mismatched: readonly Mismatch[]
  /** Names that two values have, after renaming. */
  readonly ambiguous: readonly string[]
}

/** As many names as a reader takes in. */
const most = 10

function list(what: string, names: readonly string[]): readonly string[] {
  if (names.length === 0) return []
  const more = names.length > most ? ` and ${names.length - most} more` : ''
  return [`${what} ${names.slice(0, most).join(', ')}${more}`]
}

/** The values are not those that the template asks for. */
export class RestoreError extends Error {
  override readonly name = 'RestoreError'
  readonly differences: Differences

  constructor(operation: string, differences: Differences) {
    const { missing, unexpected, mismatched, ambiguous } = differences
    const types = mismatched.map(({ path, expected, got }) => `${showName(path)} (expected ${expected}, got ${got})`)
    const parts = [
      ...list('missing', missing.map(showName)),
      ...list('unexpected', unexpected.map(showName)),
      ...list('mismatched', types),
      ...list('ambiguous', ambiguous.map(showName)),
    ]
    super(`${operation}: tensors must be those of the template; ${parts.join('; ')}`)
    this.differences = differences
  }
}

/** Which differences are no error: none, all, or those whose path matches. */
export type Leniency = 'refuse' | 'accept' | RegExp

export interface RestoreOptions {
  /** Names of the file that are others in the template, applied one after the other: a string is a whole name, of a RegExp every match is replaced as by `replace`. */
  readonly rename?: readonly (readonly [from: string | RegExp, to: string])[]
  /** Paths without a value: accepted, they keep the template's. Default 'refuse'. */
  readonly missing?: Leniency
  /** Values without a place: accepted, they are left out. Default 'refuse'. */
  readonly unexpected?: Leniency
  /** Values of another type: accepted, the template's are kept. Default 'refuse'. */
  readonly mismatched?: Leniency
  /** 'cast' takes floats of any width for floats, and integers for integers of another width that hold them. Default 'exact'. */
  readonly dtypes?: 'exact' | 'cast'
}

const isLeniency = (value: unknown): boolean => value === undefined || value === 'refuse' || value === 'accept' || value instanceof RegExp

/** @throws ArgumentError at what is no option, or has no meaning */
export function checkRestoreOptions(operation: string, options: RestoreOptions): void {
  checkOptions(operation, options, ['rename', 'missing', 'unexpected', 'mismatched', 'dtypes'])
  for (const name of ['missing', 'unexpected', 'mismatched'] as const)
    if (!isLeniency(options[name]))
      throw new ArgumentError(`${operation}: ${name} must be 'refuse', 'accept' or a RegExp; got ${show(options[name])}`)
  const { rename = [], dtypes = 'exact' } = options
  if (dtypes !== 'exact' && dtypes !== 'cast')
    throw new ArgumentError(`${operation}: dtypes must be 'exact' or 'cast'; got ${show(dtypes)}`)
  const isRule = (rule: unknown): boolean =>
    Array.isArray(rule) && rule.length === 2 && (typeof rule[0] === 'string' || rule[0] instanceof RegExp) && typeof rule[1] === 'string'
  if (!Array.isArray(rename) || !rename.every(isRule))
    throw new ArgumentError(`${operation}: rename must be a list of pairs [string or RegExp, string]; got ${show(rename)}`)
}

const accepts = (leniency: Leniency = 'refuse', path: string): boolean =>
  leniency === 'accept' || (leniency instanceof RegExp && path.search(leniency) >= 0)

export const renamed = (name: string, { rename = [] }: RestoreOptions): string =>
  rename.reduce((current, [from, to]) => (typeof from === 'string' ? (current === from ? to : current) : current.replace(from, to)), name)

/** The differences that are errors; `undefined` where none is. */
export function refused({ missing, unexpected, mismatched, ambiguous }: Differences, options: RestoreOptions): Differences | undefined {
  const left = {
    missing: missing.filter(path => !accepts(options.missing, path)),
    unexpected: unexpected.filter(path => !accepts(options.unexpected, path)),
    mismatched: mismatched.filter(({ path }) => !accepts(options.mismatched, path)),
    ambiguous,
  }
  return Object.values(left).some(names => names.length > 0) ? left : undefined
}
