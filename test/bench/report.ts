// The results in words and as data: one table for people, one JSON document for whoever compares runs.

import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import type { BenchOptions } from './arguments.js'
import type { Contender } from './contender.js'
import type { Peaks } from './floors.js'
import type { Machine } from './machine.js'
import { type Outcome, type RowResult, ratioToBestPeer, shareOfFloor, summaryOf } from './result.js'
import { type Column, formatTable } from './table.js'
import { showBytes, showRate, showRatio, showSeconds, showShare } from './units.js'

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

const showFigure = { seconds: showSeconds, bytes: showBytes }

/** Empty where there is no figure: the reason stands under the table. */
const cell = (outcome: Outcome | undefined, unit: RowResult['unit']): string => {
  const summary = outcome === undefined ? null : summaryOf(outcome)
  return summary !== null && isRight(summary) ? showFigure[unit](summary.right.median) : ''
}

/** Why cells are empty: who, why, and in which rows. */
function showReasons(results: readonly RowResult[]): readonly string[] {
  const reasons = new Map<string, string[]>()
  for (const { name, outcomes } of results)
    for (const [who, outcome] of outcomes) {
      if (!isLeft(outcome)) continue
      const reason = `${who}: ${outcome.left}`
      reasons.set(reason, [...(reasons.get(reason) ?? []), name])
    }
  return [...reasons].map(([reason, rows]) => `${reason} (${rows.join(', ')})`)
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
    ...contenders.map(name => cell(result.outcomes.get(name), result.unit)),
    orDash(ratioToBestPeer(result), showRatio),
    result.floor === null ? '-' : `${showSeconds(result.floor.seconds)} (${result.floor.bound})`,
    orDash(shareOfFloor(result), showShare),
  ])
  return [formatTable(columns, cells), ...showReasons(results)].join('\n')
}

/** @param date in ISO 8601 */
export function toJson({ machine, options, peaks, contenders }: Setting, results: readonly RowResult[], date: string): string {
  const rows = results.map(result => ({
    name: result.name,
    unit: result.unit === 'seconds' ? 'seconds a call' : 'bytes',
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
  return `${JSON.stringify({ format: 2, date, machine, threads, rounds, peaks, contenders, rows }, null, 2)}\n`
}
