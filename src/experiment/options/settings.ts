// Where the values of options come from: the command line goes before the environment, that before a file, and that before the defaults.

import { isLeft } from 'fp-ts/lib/Either.js'
import type { Fields } from '../../io/untrusted/values.js'
import { UsageError } from '../commands/command.js'
import type { Texts } from './arguments.js'
import { type Choices, choicesOfJson, readChoices } from './choices.js'
import { suggestion } from './nearest.js'
import type { Schema } from './option.js'

const prefix = 'TENET_RUN_'

/** The variable of an option: `batchSize` is `TENET_RUN_BATCH_SIZE`. */
export const variableOf = (name: string): string => prefix + name.replace(/(\p{Ll}|\p{N})(\p{Lu})/gu, '$1_$2').toUpperCase()

export interface Sources {
  readonly texts: Texts
  readonly env: Readonly<Record<string, string | undefined>>
  /** What the file holds, and its path; `null` where none is given. */
  readonly file: { readonly path: string; readonly fields: Fields } | null
}

/** Variables that mean no option, and names in the file. @throws UsageError at the first */
function checkNames(schema: Schema, { env, file }: Sources): void {
  const names = Object.keys(schema)
  const variables = names.map(variableOf)
  const variable = Object.keys(env).find(name => name.startsWith(prefix) && !variables.includes(name))
  if (variable !== undefined)
    throw new UsageError(`there is no option for the variable ${variable}${suggestion(variable, variables, found => found)}`)
  const field = file === null ? undefined : Object.keys(file.fields).find(name => !names.includes(name))
  if (file !== null && field !== undefined)
    throw new UsageError(`${file.path}: there is no option '${field}'${suggestion(field, names, found => `'${found}'`)}`)
}

/** What an option takes, and what it is called where that was said; `undefined` where nothing is said of it. */
function given(
  name: string,
  { texts, env, file }: Sources,
): { readonly at: string; readonly text?: string; readonly json?: unknown } | undefined {
  const text = texts.get(name)
  if (text !== undefined) return { at: `--${name}`, text }
  const variable = variableOf(name)
  const value = env[variable]
  if (value !== undefined && value !== '') return { at: variable, text: value }
  return file !== null && Object.hasOwn(file.fields, name) ? { at: `${file.path}: ${name}`, json: file.fields[name] } : undefined
}

/**
 * What each option takes, from all sources.
 * @throws UsageError saying which source is wrong about what
 */
export function settle(schema: Schema, sources: Sources): ReadonlyMap<string, Choices> {
  checkNames(schema, sources)
  return new Map(
    Object.entries(schema).map(([name, option]) => {
      const found = given(name, sources)
      if (found === undefined) {
        if (option.preset === undefined) throw new UsageError(`--${name} must be given: ${option.expected}`)
        return [name, { values: [option.preset] }]
      }
      const choices = found.text === undefined ? choicesOfJson(option, found.json) : readChoices(option, found.text)
      if (isLeft(choices)) throw new UsageError(`${found.at} ${choices.left}`)
      return [name, choices.right]
    }),
  )
}
