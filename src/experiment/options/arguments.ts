// The command line, taken apart: `--name value`, `--name=value`, `--name` and `--no-name` for what is true or false.

import { UsageError } from '../commands/command.js'
import { suggestion } from './nearest.js'
import type { Option, Schema } from './option.js'

/** The texts that the command line has for options. */
export type Texts = ReadonlyMap<string, string>

const isBoolean = (option: Option | undefined): boolean => option?.kind === 'boolean'

/**
 * The options of a command line, by name.
 * @throws UsageError when there is no such option, one is there twice, a value is missing, or something is no option
 */
export function readArguments(args: readonly string[], schema: Schema): Texts {
  const texts = new Map<string, string>()
  const names = Object.keys(schema)
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] ?? ''
    const [, written, given] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? []
    if (written === undefined) throw new UsageError(`expected an option, as in --${names[0] ?? 'seed'} …; got '${arg}'`)
    const positive = written.replace(/^no-/, '')
    const negated = !(written in schema) && positive in schema && isBoolean(schema[positive])
    const name = negated ? positive : written
    if (!Object.hasOwn(schema, name))
      throw new UsageError(`there is no option --${written}${suggestion(written, names, found => `--${found}`)}`)
    if (texts.has(name)) throw new UsageError(`--${name} is there twice; several values are written with commas: --${name} a,b`)
    if (negated) {
      if (given !== undefined) throw new UsageError(`--no-${name} has no value; got '${given}'`)
      texts.set(name, 'false')
      continue
    }
    const next = args[i + 1]
    const follows = next !== undefined && !next.startsWith('--')
    if (given !== undefined) texts.set(name, given)
    else if (follows) {
      texts.set(name, next)
      i++
    } else if (isBoolean(schema[name])) texts.set(name, 'true')
    else throw new UsageError(`--${name} needs a value: ${schema[name]?.expected}`)
  }
  return texts
}
