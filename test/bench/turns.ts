// The order of measuring: in each round every contender has one turn, so that whatever slows the machine for a while slows all of them.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import type { Contender } from './contender.js'
import type { Outcome } from './result.js'
import type { CallRow, FreshRow, Row } from './rows/index.js'

/** Milliseconds between turns: thread pools look for more work for a while, on the cores of whoever comes next. */
const pause = 50

/** One contender at one row. */
interface Entry {
  readonly prepare: () => Promise<Either<string, null>>
  readonly turn: () => Promise<Either<string, number>>
  readonly end: () => Promise<void>
}

const callEntry = (row: CallRow, contender: Contender): Entry => ({
  prepare: () => contender.prepare(row),
  turn: () => contender.measure(row.calls),
  end: contender.release,
})

/** A warm start finds the folder that an earlier process filled; a cold one finds it empty each time. */
function freshEntry(row: FreshRow, contender: Contender): Entry {
  const { cache } = row
  const folders: string[] = []
  const freshFolder = (): string => {
    const folder = mkdtempSync(join(tmpdir(), 'tenet-bench-'))
    folders.push(folder)
    return folder
  }
  const filled = freshFolder()
  return {
    prepare: async () => (cache === 'cold' ? right(null) : map(() => null)(await contender.fresh(row, filled))),
    turn: () => contender.fresh(row, cache === 'cold' ? freshFolder() : filled),
    end: async () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const entryOf = (row: Row, contender: Contender): Entry => (row.kind === 'calls' ? callEntry(row, contender) : freshEntry(row, contender))

/** Prepares all, then measures in turns. Who fails once is out, with the reason as its outcome. */
export async function measureInTurns(row: Row, contenders: readonly Contender[], rounds: number): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Either<string, number[]>>()
  const entries = contenders.map(contender => ({ name: contender.name, ...entryOf(row, contender) }))
  for (const { name, prepare } of entries) {
    const ready = await prepare()
    outcomes.set(name, isLeft(ready) ? ready : right([]))
  }
  for (let round = 0; round < (row.kind === 'calls' ? rounds : Math.min(rounds, row.rounds)); round++)
    for (const { name, turn } of entries) {
      const outcome = outcomes.get(name) ?? left('not prepared')
      if (isLeft(outcome)) continue
      await setTimeout(pause)
      const figure = await turn()
      if (isLeft(figure)) outcomes.set(name, figure)
      else outcome.right.push(figure.right)
    }
  for (const { end } of entries) await end()
  return outcomes
}
