// The benchmarks: `npm run bench`. Measures every row with every contender in turns, prints one table, writes one JSON document.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import { loadNative } from '../../src/runtime/native.js'
import { type BenchOptions, parseArguments, usage } from './arguments.js'
import type { Contender } from './contender.js'
import { floorOf, measurePeaks } from './floors.js'
import { cores, thisMachine } from './machine.js'
import { ourselves } from './ours.js'
import { startPeers } from './peers.js'
import { type Setting, showResults, showSetting, toJson } from './report.js'
import type { RowResult } from './result.js'
import { rows, unitOf } from './rows/index.js'
import { formatTable } from './table.js'
import { measureInTurns } from './turns.js'

const say = (text: string): void => console.log(text)
/** Progress and complaints: not part of what is redirected to a file. */
const note = (text: string): void => console.error(text)

/** Those that can take part; of the others, why not. */
async function peers(threads: number): Promise<Contender[]> {
  const started = await startPeers(process.env, threads)
  for (const peer of started) if (isLeft(peer)) note(peer.left)
  return started.flatMap(peer => (isRight(peer) ? [peer.right] : []))
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
  const peaks = measurePeaks(native.addon, native.host)
  const contenders = [ourselves(native.addon, native.host), ...(await peers(options.threads))]
  try {
    const setting: Setting = { machine, options, peaks, contenders }
    say(`${showSetting(setting)}\n`)
    const results: RowResult[] = []
    for (const row of rows.filter(({ name }) => options.rows.includes(name))) {
      note(`measuring ${row.name}: ${row.description}`)
      const outcomes = await measureInTurns(row, contenders, options.rounds)
      results.push({ name: row.name, unit: unitOf(row), outcomes, floor: floorOf(row.work, peaks) })
    }
    say(
      showResults(
        contenders.map(({ name }) => name),
        results,
      ),
    )
    mkdirSync(dirname(resolve(options.json)), { recursive: true })
    writeFileSync(options.json, toJson(setting, results, new Date().toISOString()))
    note(`figures: ${options.json}`)
    return 0
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
