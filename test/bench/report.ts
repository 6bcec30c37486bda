// The results in words and as data: one table for people, one JSON document for whoever compares runs.

import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import type { BenchOptions } from './arguments.js'
import type { Contender } from './contender.js'
import type { Peaks } from './floors.js'
import type { Machine } from './machine.js'
import { type Outcome, type RowResult, ratioToBestPeer, shareOfFloor, summaryOf } from './result.js'
import { type Column, formatTable } from './table.js'
import { showRate, showRatio, showSeconds, showShare } from './units.js'

/** Where everyone measures: what must be equal for figures to be comparable. */
export interface Setting {
  readonly machine: Machine
  readonly options: BenchOptions
  /** `null` without the native addon. */
  readonly peaks: Peaks | null
  readonly contenders: readonly Pick<Contender, 'name' | 'about'>[]
}

/** From here on others' work shows in the figures. */
const busy = 0.3

export function showSetting({ machine, options, peaks, contenders }: Setting): string {
  const { cpu, cores, os, node, load } = machine
  return [
    `${cpu}, ${cores} cores, ${os}, Node ${node}; threads: ${options.threads}, rounds: ${options.rounds}; medians`,
    ...(peaks === null ? [] : [`peak ${showRate(peaks.flops)}FLOP/s float32, copying ${showRate(peaks.bytes)}B/s, read and written`]),
    ...contenders.map(({ about }) => about),
    ...(load > busy ? [`NOTE: other programs are running (load ${load.toFixed(1)}): figures are noisy`] : []),
  ].join('\n')
}

const orDash = (value: number | null, show: (value: number) => string): string => (value === null ? '-' : show(value))

const cell = (outcome: Outcome | undefined): string => {
  if (outcome === undefined) return '-'
  const summary = summaryOf(outcome)
  return isRight(summary) ? showSeconds(summary.right.median) : 'failed'
}

export function showResults(contenders: readonly string[], results: readonly RowResult[]): string {
  const columns: Column[] = [
    { title: 'row', align: 'left' },
    ...contenders.map(title => ({ title, align: 'right' }) as const),
    { title: 'ahead of best peer', align: 'right' },
    { title: 'floor', align: 'right' },
    { title: 'of floor', align: 'right' },
  ]
  const cells = results.map(result => [
    result.name,
    ...contenders.map(name => cell(result.outcomes.get(name))),
    orDash(ratioToBestPeer(result), showRatio),
    result.floor === null ? '-' : `${showSeconds(result.floor.seconds)} (${result.floor.bound})`,
    orDash(shareOfFloor(result), showShare),
  ])
  const failures = results.flatMap(({ name, outcomes }) =>
    [...outcomes].flatMap(([who, outcome]) => (isLeft(outcome) ? [`${name}, ${who}: ${outcome.left}`] : [])),
  )
  return [formatTable(columns, cells), ...failures].join('\n')
}

/** @param date in ISO 8601 */
export function toJson({ machine, options, peaks, contenders }: Setting, results: readonly RowResult[], date: string): string {
  const rows = results.map(result => ({
    name: result.name,
    floor: result.floor,
    ratioToBestPeer: ratioToBestPeer(result),
    shareOfFloor: shareOfFloor(result),
    contenders: Object.fromEntries(
      [...result.outcomes].map(([name, outcome]) => {
        const summary = summaryOf(outcome)
        return [
          name,
          isLeft(outcome) || isLeft(summary) ? { error: isLeft(outcome) ? outcome.left : '' } : { ...summary.right, turns: outcome.right },
        ]
      }),
    ),
  }))
  const { threads, rounds } = options
  return `${JSON.stringify({ format: 1, unit: 'seconds a call', date, machine, threads, rounds, peaks, contenders, rows }, null, 2)}\n`
}
