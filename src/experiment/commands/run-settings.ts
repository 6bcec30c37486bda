// The options of `tenet run` itself, and all settings of a sweep from the command line, the environment and a file.

import { isLeft } from 'fp-ts/lib/Either.js'
import { readJson } from '../folder/read-run.js'
import { readArguments } from '../options/arguments.js'
import { type Choices, writeValue } from '../options/choices.js'
import { boolean, int, optional, path } from '../options/constructors.js'
import type { Schema } from '../options/option.js'
import { settle } from '../options/settings.js'
import { type PlannedRun, plan } from '../sweep/plan.js'
import { UsageError } from './command.js'

/** Those that the environment and a file may give, too. */
const shared = {
  seed: int(0, { min: 0, description: 'the seed of a run, from which all its random numbers come' }),
  jobs: int(1, { min: 1, max: 1024, description: 'how many runs at once, each with its share of the cores' }),
  sample: optional(int(undefined, { min: 1 }), null, { description: 'draws so many combinations instead of taking all' }),
  runs: path('runs', { description: 'the folder of all runs' }),
  again: boolean(false, { description: 'runs what is finished once more, from its beginning' }),
}

/** Those of the command. */
export const commandOptions: Schema = {
  ...shared,
  config: optional(path(), null, { description: 'a JSON file with options' }),
}

export interface RunSettings {
  readonly planned: readonly PlannedRun[]
  readonly jobs: number
  readonly runs: string
  readonly again: boolean
}

/** The only value of an option that cannot have several. */
function only(name: string, choices: ReadonlyMap<string, Choices>): unknown {
  const found = choices.get(name)
  if (found !== undefined && 'values' in found && found.values.length === 1) return found.values[0]
  throw new UsageError(
    `--${name} has one value; got ${found !== undefined && 'values' in found ? found.values.map(writeValue).join(',') : 'a range'}`,
  )
}

/**
 * Everything that a sweep is to be.
 * @throws UsageError saying what is wrong
 */
export async function readSettings(
  schema: Schema,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<RunSettings> {
  const texts = readArguments(args, { ...schema, ...commandOptions })
  const configPath = texts.get('config')
  const file = configPath === undefined ? null : await readJson(configPath, fields => fields)
  if (file !== null && isLeft(file)) throw new UsageError(`--config ${file.left.message}`)
  const choices = settle(
    { ...schema, ...shared },
    {
      texts,
      env,
      file: file === null || configPath === undefined ? null : { path: configPath, fields: file.right },
    },
  )
  const seeds = choices.get('seed') ?? { values: [0] }
  const sample = only('sample', choices)
  const space = new Map([...choices].filter(([name]) => name in schema))
  return {
    planned: plan({ schema, choices: space, seeds, sample: sample === null ? null : Number(sample) }),
    jobs: Number(only('jobs', choices)),
    runs: String(only('runs', choices)),
    again: only('again', choices) === true,
  }
}
