// The command `tenet compare`: reads runs, prints a table for each experiment, and leaves pictures and a report.

import { join } from 'node:path'
import { isLeft } from 'fp-ts/lib/Either.js'
import { IoError } from '../../support/io-error.js'
import { counted } from '../../support/quantities.js'
import { type CompareArguments, help, readCompareArguments } from '../compare/arguments.js'
import { writeFiles } from '../compare/files.js'
import { metricsOf } from '../compare/run-metrics.js'
import { studiesOf } from '../compare/study.js'
import { damagedText, studyText } from '../compare/text.js'
import type { Run } from '../folder/format.js'
import { readRuns } from '../folder/read-run.js'
import { reportPage } from '../report/page.js'
import { type Command, type Terminal, UsageError } from './command.js'

/** A run that lies in two of the folders is read once. */
const once = (runs: readonly Run[]): readonly Run[] => [...new Map(runs.map(run => [join(run.folder), run])).values()]

/** @throws IoError (as a rejection) when a folder cannot be read */
async function readAll(roots: readonly string[]): Promise<{ readonly runs: readonly Run[]; readonly damaged: readonly IoError[] }> {
  const all = []
  for (const root of roots) {
    const read = await readRuns(root)
    if (isLeft(read)) throw read.left
    if (read.right.runs.length + read.right.damaged.length === 0)
      throw new IoError(root, 'there are no runs in it; a run is a folder with a config.json, as tenet run makes them')
    all.push(read.right)
  }
  return { runs: once(all.flatMap(({ runs }) => runs)), damaged: all.flatMap(({ damaged }) => damaged) }
}

/** Names as they are written, taken apart at commas where there is none of that name. */
function namesIn(kind: string, written: readonly string[], known: readonly string[]): readonly string[] {
  const names = written.flatMap(text => (known.includes(text) ? [text] : text.split(',')))
  const unknown = names.find(name => !known.includes(name))
  if (unknown !== undefined)
    throw new UsageError(
      `--${kind}: no run has '${unknown}'; expected ${known.length === 0 ? 'none: there are none' : `of ${known.join(', ')}`}`,
    )
  return [...new Set(names)]
}

async function compareRuns({ roots, metrics, by, goals, out }: CompareArguments, { stdout, stderr }: Terminal): Promise<number> {
  const { runs, damaged } = await readAll(roots)
  const lost = damagedText(damaged)
  if (lost.length > 0) stderr.write(`${lost.join('\n')}\n`)
  if (runs.length === 0) return 1
  const measured = metricsOf(runs)
  const options = [...new Set(runs.flatMap(({ config }) => Object.keys(config.options)))]
  namesIn('goal', [...goals.keys()], measured)
  const studies = studiesOf(runs, { metrics: namesIn('metric', metrics, measured), by: namesIn('by', by, options), goals })
  stdout.write(`${studies.map(study => studyText(study).join('\n')).join('\n\n\n')}\n`)
  const folder = out ?? join(roots[0] ?? '.', 'compare')
  const { pictures, withoutPng } = await writeFiles(folder, studies, await reportPage(studies, damaged))
  stdout.write(`\n${join(folder, 'report.html')} and ${counted(pictures, 'picture')} beside it\n`)
  if (withoutPng !== null) stderr.write(`no PNG: ${withoutPng}\n`)
  return damaged.length > 0 ? 1 : 0
}

export const compareCommand: Command = {
  name: 'compare',
  summary: 'puts runs side by side: a table over seeds, curves, a report',
  async run(args, terminal) {
    const given = readCompareArguments(args)
    if (given !== null) return await compareRuns(given, terminal)
    terminal.stdout.write(`${help}\n`)
    return 0
  },
}
