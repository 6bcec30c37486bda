// What comes out of a row: each contender's figures or failure, how we stand to the best peer, and how far everyone is from the floor.

import { type Either, isRight, map } from 'fp-ts/lib/Either.js'
import type { Failure } from './failure.js'
import type { Floor } from './floors.js'
import { us } from './names.js'
import { type Summary, summarize } from './statistics.js'

/** Seconds a call or bytes, one figure a turn; or why there is none. */
export type Outcome = Either<Failure, readonly number[]>

export interface RowResult {
  readonly name: string
  readonly unit: 'seconds' | 'bytes'
  /** Turns that there were to be. */
  readonly rounds: number
  readonly outcomes: ReadonlyMap<string, Outcome>
  readonly floor: Floor | null
}

export const summaryOf = (outcome: Outcome): Either<Failure, Summary> => map(summarize)(outcome)

const medianOf = (outcome: Outcome | undefined): number | null =>
  outcome !== undefined && isRight(outcome) ? summarize(outcome.right).median : null

/** The best peer's median over ours, above 1 where we are ahead; `null` without us or without peers. */
export function ratioToBestPeer({ outcomes }: RowResult): number | null {
  const ours = medianOf(outcomes.get(us))
  const peers = [...outcomes].flatMap(([name, outcome]) => {
    const median = name === us ? null : medianOf(outcome)
    return median === null ? [] : [median]
  })
  return ours === null || peers.length === 0 ? null : Math.min(...peers) / ours
}

/** The floor over our median: 1 is the physical limit. */
export function shareOfFloor({ outcomes, floor }: RowResult): number | null {
  const ours = medianOf(outcomes.get(us))
  return ours === null || floor === null ? null : floor.seconds / ours
}
