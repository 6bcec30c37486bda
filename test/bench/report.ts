// The results in words and as data: a line when a row is done, one table for people, one JSON document for whoever compares runs.

import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import type { BenchOptions } from './arguments.js'
import type { Contender } from './contender.js'
import { reasonOf, showLate } from './failure.js'
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
    ...(peaks === null
      ? []
      : [
          `peak ${showRate(peaks.flops)}FLOP/s float32, copying ${showRate(peaks.bytes)}B/s, out of the caches ${showRate(peaks.farBytes)}B/s, read and written; a native call ${showSeconds(peaks.call)}`,
        ]),
    ...contenders.map(({ about }) => about),
    ...(load > busy ? [`NOTE: other programs are running (load ${load.toFixed(1)}): figures are noisy`] : []),
  ].join('\n')
}

const orDash = (value: number | null, show: (value: number) => string): string => (value === null ? '-' : show(value))

const showFigure = { seconds: showSeconds, bytes: showBytes }

/** `> 120 s` of who was stopped; empty where something went wrong: the reason stands under the table. */
const cell = (outcome: Outcome | undefined, unit: RowResult['unit']): string => {
  const summary = outcome === undefined ? null : summaryOf(outcome)
  if (summary === null) return ''
  if (isRight(summary)) return showFigure[unit](summary.right.median)
  return summary.left.kind === 'late' ? showLate(summary.left.seconds) : ''
}

/** Why a cell is empty, or rests on fewer turns than others; `null` where there is nothing to say. */
function remarkOn(outcome: Outcome, rounds: number): string | null {
  if (isLeft(outcome)) return reasonOf(outcome.left)
  const turns = outcome.right.length
  return turns < rounds ? `out of time after ${turns} of ${rounds} turns` : null
}

/** Who, why, and in which rows. */
function showRemarks(results: readonly RowResult[]): readonly string[] {
  const remarks = new Map<string, string[]>()
  for (const { name, outcomes, rounds } of results)
    for (const [who, outcome] of outcomes) {
      const remark = remarkOn(outcome, rounds)
      if (remark === null) continue
      const line = `${who}: ${remark}`
      remarks.set(line, [...(remarks.get(line) ?? []), name])
    }
  return [...remarks].map(([remark, rows]) => `${remark} (${rows.join(', ')})`)
}

/** `softmax: tenet 1.10 ms, JAX 2.20 ms, jax-js > 120 s; 2.00× ahead of the best peer, 75% of the floor`. */
export function showRow(result: RowResult): string {
  const figures = [...result.outcomes].map(([name, outcome]) => {
    const figure = cell(outcome, result.unit)
    return `${name} ${figure === '' ? '-' : figure}`
  })
  const [ratio, share] = [ratioToBestPeer(result), shareOfFloor(result)]
  const comparisons = [
    ...(ratio === null ? [] : [`${showRatio(ratio)} ahead of the best peer`]),
    ...(share === null ? [] : [`${showShare(share)} of the floor`]),
  ]
  return [`${result.name}: ${figures.join(', ')}`, ...(comparisons.length === 0 ? [] : [comparisons.join(', ')])].join('; ')
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
  return [formatTable(columns, cells), ...showRemarks(results)].join('\n')
}

const asData = (outcome: Outcome): object => {
  const summary = summaryOf(outcome)
  if (isRight(outcome) && isRight(summary)) return { ...summary.right, turns: outcome.right }
  if (isLeft(outcome) && outcome.left.kind === 'late') return { moreThanSeconds: outcome.left.seconds }
  return { error: isLeft(outcome) ? reasonOf(outcome.left) : '' }
}

/** @param date in ISO 8601 */
export function toJson({ machine, options, peaks, contenders }: Setting, results: readonly RowResult[], date: string): string {
  const rows = results.map(result => ({
    name: result.name,
    unit: result.unit === 'seconds' ? 'seconds a call' : 'bytes',
    floor: result.floor,
    ratioToBestPeer: ratioToBestPeer(result),
    shareOfFloor: shareOfFloor(result),
    contenders: Object.fromEntries([...result.outcomes].map(([name, outcome]) => [name, asData(outcome)])),
  }))
  const { threads, rounds, limit } = options
  const about = contenders.map(({ name, about }) => ({ name, about }))
  /** A run that was stopped has fewer rows than it was to have. */
  const missing = options.rows.filter(name => !results.some(result => result.name === name))
  return `${JSON.stringify({ format: 3, date, machine, threads, rounds, limit, peaks, contenders: about, rows, missing }, null, 2)}\n`
}
