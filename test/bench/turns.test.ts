// Turns with contenders made up: who is late or fails is not asked again in that row, and costs nobody else a turn.

import { type Either, isRight, left, right } from 'fp-ts/lib/Either.js'
import { describe, expect, it } from 'vitest'
import type { Contender } from './contender.js'
import { broken, type Failure, late } from './failure.js'
import type { CallRow } from './rows/index.js'
import { measureInTurns } from './turns.js'

const row: CallRow = {
  kind: 'calls',
  name: 'a row',
  description: '',
  program: 'fused',
  sizes: {},
  work: { flops: 0, bytes: 0 },
  calls: 1,
}

/** @param turns what each turn gives; the first is that of preparing @param log who was asked for what */
function madeUp(name: string, turns: readonly Either<Failure, number>[], log: string[]): Contender {
  let turn = 0
  const next = (): Either<Failure, number> => turns[turn++] ?? right(1)
  return {
    name,
    about: name,
    async prepare() {
      log.push(`${name} prepares`)
      const first = next()
      return isRight(first) ? right(null) : first
    },
    async measure() {
      log.push(name)
      return next()
    },
    async release() {
      log.push(`${name} ends`)
    },
    fresh: async () => left(broken('not at such a row')),
    async close() {},
  }
}

const run = async (rounds: number, ...contenders: readonly (readonly [name: string, turns: readonly Either<Failure, number>[]])[]) => {
  const log: string[] = []
  const outcomes = await measureInTurns(
    row,
    contenders.map(([name, turns]) => madeUp(name, turns, log)),
    { rounds, limit: 1000 },
  )
  return { log: log.join(', '), outcomes: Object.fromEntries(outcomes) }
}

describe('turns', () => {
  it('go round', async () =>
    expect(await run(2, ['a', [right(0), right(1), right(2)]], ['b', [right(0), right(3), right(4)]])).toEqual({
      log: 'a prepares, b prepares, a, b, a, b, a ends, b ends',
      outcomes: { a: right([1, 2]), b: right([3, 4]) },
    }))
  it('pass over who was late before the first', async () =>
    expect(await run(2, ['a', []], ['b', [left(late(7))]])).toEqual({
      log: 'a prepares, b prepares, a, a, a ends, b ends',
      outcomes: { a: right([1, 1]), b: left(late(1000)) },
    }))
  it('end for who is late in one; those before count', async () =>
    expect(await run(3, ['a', [right(0), right(5), left(late(7))]], ['b', []])).toEqual({
      log: 'a prepares, b prepares, a, b, a, b, b, a ends, b ends',
      outcomes: { a: right([5]), b: right([1, 1, 1]) },
    }))
  it('end for who fails in one; none of its turns counts', async () =>
    expect(await run(2, ['a', [right(0), right(5), left(broken('no'))]])).toEqual({
      log: 'a prepares, a, a, a ends',
      outcomes: { a: left(broken('no')) },
    }))
  it('end when the time of the row is over, however short each was', async () => {
    const asked: string[] = []
    const outcomes = await measureInTurns(row, [madeUp('a', [], asked)], { rounds: 3, limit: 0 })
    expect([asked, outcomes.get('a')]).toEqual([['a prepares', 'a ends'], left(late(0))])
  })
})
