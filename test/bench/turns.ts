// The order of measuring: in each round every contender has one turn, so that whatever slows the machine for a while slows all of them.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import type { Contender } from './contender.js'
import { type Failure, late } from './failure.js'
import type { Outcome } from './result.js'
import type { CallRow, FreshRow, Row } from './rows/index.js'

/** Milliseconds between turns: thread pools look for more work for a while, on the cores of whoever comes next. */
const pause = 50

/** One contender at one row, which is given the seconds it still has. */
interface Entry {
  readonly prepare: (seconds: number) => Promise<Either<Failure, null>>
  readonly turn: (seconds: number) => Promise<Either<Failure, number>>
  readonly end: () => Promise<void>
}

const callEntry = (row: CallRow, contender: Contender): Entry => ({
  prepare: seconds => contender.prepare(row, seconds),
  turn: seconds => contender.measure(row.calls, seconds),
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
    prepare: async seconds => (cache === 'cold' ? right(null) : map(() => null)(await contender.fresh(row, filled, seconds))),
    turn: seconds => contender.fresh(row, cache === 'cold' ? freshFolder() : filled, seconds),
    end: async () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
    },
  }
}

const entryOf = (row: Row, contender: Contender): Entry => (row.kind === 'calls' ? callEntry(row, contender) : freshEntry(row, contender))

/** How often each has its turn at a row. */
export const roundsOf = (row: Row, rounds: number): number => (row.kind === 'calls' ? rounds : Math.min(rounds, row.rounds))

/** What one contender has done so far at a row, within its seconds. */
function attendance(contender: Contender, row: Row, limit: number) {
  const entry = entryOf(row, contender)
  const figures: number[] = []
  let [spent, failure]: [number, Failure | null] = [0, null]
  const during = async <A>(work: (seconds: number) => Promise<Either<Failure, A>>, then: (result: A) => void): Promise<void> => {
    if (failure !== null) return
    const start = performance.now()
    const result = await work(limit - spent)
    spent += (performance.now() - start) / 1000
    if (isLeft(result)) failure = result.left.kind === 'late' ? late(limit) : result.left
    else {
      then(result.right)
      if (spent >= limit) failure = late(limit)
    }
  }
  return {
    name: contender.name,
    prepare: () => during(entry.prepare, () => {}),
    turn: () => during(entry.turn, figure => figures.push(figure)),
    waiting: () => failure === null,
    end: entry.end,
    /** Turns that were in time count, though fewer than others'. */
    outcome: (): Outcome => (failure === null || (failure.kind === 'late' && figures.length > 0) ? right(figures) : left(failure)),
  }
}

/**
 * Prepares all, then measures in turns. Who fails once, or has taken `limit` seconds, is out, with the reason as its outcome.
 * @param limit seconds for each contender
 */
export async function measureInTurns(
  row: Row,
  contenders: readonly Contender[],
  { rounds, limit }: { readonly rounds: number; readonly limit: number },
): Promise<ReadonlyMap<string, Outcome>> {
  const present = contenders.map(contender => attendance(contender, row, limit))
  try {
    for (const { prepare } of present) await prepare()
    for (let round = 0; round < roundsOf(row, rounds); round++)
      for (const { turn, waiting } of present) {
        if (!waiting()) continue
        await setTimeout(pause)
        await turn()
      }
    return new Map(present.map(({ name, outcome }) => [name, outcome()]))
  } finally {
    for (const { end } of present) await end()
  }
}
