// `tenet compare`: what its arguments mean.

import { parseArgs } from 'node:util'
import { UsageError } from '../commands/command.js'
import type { Goal } from './goals.js'

export interface CompareArguments {
  readonly roots: readonly string[]
  /** As they are written; several names in one are told apart where no metric is called so. */
  readonly metrics: readonly string[]
  readonly by: readonly string[]
  readonly goals: ReadonlyMap<string, Goal | null>
  /** `null`: `compare` in the first of the roots. */
  readonly out: string | null
}

export const help = `usage: tenet compare <folder>… [options]

Puts the runs in the folders side by side: those of one experiment in one table, those that differ by nothing but their seed in one row.
Prints means and standard deviations, draws curves (SVG, and PNG where sharp is installed), and writes a report, report.html.

  --metric <names>       the metrics to compare, in this order; all, unless given
  --by <options>         the options to group by; all that vary, unless given
  --goal <metric>=<way>  min, max or none: whether a metric is to be small or large, where its name does not say so
  --out <folder>         where pictures and report go; compare in the first folder, unless given
  --help                 this`

const ways: Readonly<Record<string, Goal | null>> = { min: 'min', max: 'max', none: null }

/** @throws UsageError when they are no arguments of it. @returns `null` where help is asked for */
export function readCompareArguments(args: readonly string[]): CompareArguments | null {
  const parsed = parse(args)
  if (parsed.values.help === true) return null
  const { metric = [], by = [], goal = [], out } = parsed.values
  if (parsed.positionals.length === 0) throw new UsageError('expected a folder of runs, as in tenet compare runs')
  const empty = [...parsed.positionals, ...metric, ...by, ...(out === undefined ? [] : [out])].includes('')
  if (empty) throw new UsageError('folders, metrics and options must not be empty')
  const goals = new Map(
    goal.map(text => {
      const at = text.lastIndexOf('=')
      const [name, way] = [text.slice(0, Math.max(0, at)), text.slice(at + 1)]
      if (name === '' || !Object.hasOwn(ways, way)) throw new UsageError(`--goal must be <metric>=min, max or none; got '${text}'`)
      return [name, ways[way] ?? null] as const
    }),
  )
  return { roots: parsed.positionals, metrics: metric, by, goals, out: out ?? null }
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        metric: { type: 'string', multiple: true },
        by: { type: 'string', multiple: true },
        goal: { type: 'string', multiple: true },
        out: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    })
  } catch (error) {
    // What parseArgs says is one or two sentences; the first says what is wrong.
    if (error instanceof TypeError) throw new UsageError(error.message.split('. ')[0] ?? error.message)
    throw error
  }
}
