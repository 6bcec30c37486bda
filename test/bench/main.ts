// The benchmarks: `npm run bench`. Measures every row with every contender in turns, prints rows as they finish and one table, writes one JSON
// document.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { loadNative } from '../../src/runtime/native.js'
import { type BenchOptions, parseArguments, usage } from './arguments.js'
import type { Contender } from './contender.js'
import { floorOf, type Peaks } from './floors.js'
import { writeWhole } from './json-file.js'
import { cores, thisMachine } from './machine.js'
import { us } from './names.js'
import { ourselves } from './ours.js'
import { startPeers } from './peers.js'
import { type Setting, showResults, showRow, showSetting, toJson } from './report.js'
import type { RowResult } from './result.js'
import { rows, unitOf } from './rows/index.js'
import { formatTable } from './table.js'
import { measureInTurns, roundsOf } from './turns.js'

const say = (text: string): void => console.log(text)
/** Progress and complaints: not part of what is redirected to a file. */
const note = (text: string): void => console.error(text)

/** Those that can take part; of the others, why not. */
async function peers({ threads, contenders }: BenchOptions): Promise<Contender[]> {
  const started = await startPeers(process.env, threads, contenders)
  for (const peer of started) if (isLeft(peer)) note(peer.left)
  return started.flatMap(peer => (isRight(peer) ? [peer.right] : []))
}

/** Row by row: each is printed and on disk when it is done, so that a run that is stopped has not been in vain. */
async function measure(setting: Setting, contenders: readonly Contender[], peaks: Peaks): Promise<number> {
  const { options } = setting
  const results: RowResult[] = []
  const date = new Date().toISOString()
  const save = (): boolean => {
    const written = writeWhole(options.json, toJson(setting, results, date))
    if (isLeft(written)) note(written.left)
    return isRight(written)
  }
  // Before anything is measured: a path that cannot be written to must not be found out in the end.
  if (!save()) return 1
  say(`${showSetting(setting)}\n`)
  for (const row of rows.filter(({ name }) => options.rows.includes(name))) {
    note(`measuring ${row.name}: ${row.description}`)
    const outcomes = await measureInTurns(row, contenders, options)
    const result: RowResult = {
      name: row.name,
      unit: unitOf(row),
      rounds: roundsOf(row, options.rounds),
      outcomes,
      floor: floorOf(row.work, peaks),
    }
    results.push(result)
    note(`  ${showRow(result)}`)
    save()
  }
  say(
    showResults(
      contenders.map(({ name }) => name),
      results,
    ),
  )
  note(`figures: ${options.json}`)
  return 0
}

async function peaksOf(threads: number): Promise<Peaks> {
  const script = join(fileURLToPath(new URL('.', import.meta.url)), 'peaks-process.js')
  const { stdout } = await promisify(execFile)(process.execPath, [script, String(threads)])
  return JSON.parse(stdout) as Peaks
}

/** @returns the process's exit code */
async function bench(options: BenchOptions): Promise<number> {
  const native = loadNative()
  if (!native.ok) {
    note(`the benchmarks need the native backend: ${native.reason}`)
    return 1
  }
  const machine = thisMachine()
  native.addon.setThreads(options.threads)
  const peaks = await peaksOf(options.threads)
  const ours = options.contenders.includes(us) ? [ourselves(native.addon, native.host)] : []
  const contenders = [...ours, ...(await peers(options))]
  if (contenders.length === 0) {
    note('nobody of those chosen can take part')
    return 1
  }
  try {
    return await measure({ machine, options, peaks, contenders }, contenders, peaks)
  } finally {
    for (const contender of contenders) await contender.close()
  }
}

const parsed = parseArguments(process.argv.slice(2), cores)
if (isLeft(parsed)) {
  note(`${parsed.left}\n${usage}`)
  process.exitCode = 2
} else if (parsed.right.list)
  say(
    formatTable(
      [
        { title: 'row', align: 'left' },
        { title: 'measures', align: 'left' },
      ],
      rows.map(({ name, description }) => [name, description]),
    ),
  )
else process.exitCode = await bench(parsed.right)
