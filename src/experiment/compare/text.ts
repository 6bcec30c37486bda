// A study for the terminal: the table over seeds, and which runs are not in it.

import type { IoError } from '../../support/io-error.js'
import { counted } from '../../support/quantities.js'
import type { Run } from '../folder/format.js'
import { decimalsOf, meanAndDeviation, shortNumber } from '../plot/words.js'
import { type Spread, spreadOf } from '../spread.js'
import { harmless } from '../terminal-text.js'
import type { Goal } from './goals.js'
import { bestFirst, type Group, type MetricColumn, type Study, showOption } from './study.js'
import { type TextColumn, textTable } from './text-table.js'

/** More metrics than these are asked for by name. */
const mostMetrics = 4
/** More rows and runs than these are counted. */
const mostRows = 50
const mostRuns = 10

const list = (names: readonly string[]): string => (names.length > 12 ? `${names.slice(0, 12).join(', ')}, …` : names.join(', '))

/** `3`, or `2 of 3` where one has not finished. */
export const runsOf = ({ runs, finished }: Group): string =>
  runs.length === finished.length ? `${runs.length}` : `${finished.length} of ${runs.length}`

/** Why a run is not in the means. */
export function fateOf({ status, metrics }: Run): string {
  const [reason = ''] = (status.error ?? '').split('\n')
  const step = metrics.at(-1)?.step
  const at = step === undefined ? '' : ` at step ${step}`
  return status.state === 'running' ? `running${at}` : `${status.state}${at}${reason === '' ? '' : `: ${reason}`}`
}

/** What is set, and is the same over all seeds, deviates by nothing that is worth saying. */
export const meanOf = (spread: Spread, goal: Goal | null, decimals: number | undefined): string =>
  goal === null && spread.deviation === 0 ? shortNumber(spread.mean) : meanAndDeviation(spread, decimals)

/** The texts of a metric's columns: the mean, and where one number is better than another the best. */
function metricTexts({ name, goal, winner }: MetricColumn, groups: readonly Group[]): readonly (readonly string[])[] {
  const spreads = groups.map(({ cells }) => cells.get(name)?.spread ?? spreadOf([]))
  const decimals = decimalsOf(spreads)
  return groups.map((group, i) => {
    const best = group.cells.get(name)?.best
    const mean = meanOf(spreads[i] ?? spreadOf([]), goal, decimals)
    return [
      winner === null ? mean : `${mean} ${group === winner ? '*' : ' '}`,
      ...(goal === null ? [] : [best ? shortNumber(best.value) : '–']),
    ]
  })
}

/** @returns lines */
export function studyText(study: Study): readonly string[] {
  const { experiment, by, common, metrics, groups, runs, unfinished } = study
  const shown = metrics.slice(0, mostMetrics)
  const rows = groups.length > mostRows ? bestFirst(study).slice(0, mostRows) : groups
  const seeds = new Set(runs.map(({ config }) => config.seed)).size
  const columns: readonly TextColumn[] = [
    ...(by.length === 0 ? [] : by.map(title => ({ title, side: 'left' as const, most: 32 }))),
    { title: 'runs', side: 'right' },
    ...shown.flatMap(({ name, goal }) => [
      { title: name, side: 'left' as const, most: 40 },
      ...(goal === null ? [] : [{ title: 'best', side: 'right' as const }]),
    ]),
  ]
  const texts = shown.map(metric => metricTexts(metric, rows))
  const table = textTable(
    columns,
    rows.map((group, i) => [...group.options.map(showOption), runsOf(group), ...texts.flatMap(column => column[i] ?? [])]),
  )
  const notes = [
    ...(groups.length > rows.length ? [`the best ${rows.length} of ${groups.length} rows`] : []),
    ...(shown.some(({ winner }) => winner !== null) ? ['* the best mean; ± one standard deviation over runs'] : []),
    ...(metrics.length > shown.length
      ? [`not shown: ${list(metrics.slice(mostMetrics).map(({ name }) => name))}; --metric shows them`]
      : []),
  ]
  const settings = common.map(([name, value]) => `${name}=${showOption(value)}`).join(' ')
  return [
    `${experiment}: ${counted(runs.length, 'run')}, ${counted(seeds, 'seed')}${settings === '' ? '' : `, ${settings}`}`,
    '',
    ...(metrics.length === 0 ? ['no numbers were logged'] : table),
    ...(notes.length === 0 ? [] : ['', ...notes]),
    ...(unfinished.length === 0
      ? []
      : [
          '',
          `${counted(unfinished.length, 'run is', 'runs are')} not in the means:`,
          ...unfinished.slice(0, mostRuns).map(run => `  ${run.folder}  ${fateOf(run)}`),
          ...(unfinished.length > mostRuns ? [`  … and ${unfinished.length - mostRuns} more`] : []),
        ]),
  ].map(harmless)
}

/** What could not be read, and why. @returns lines */
export const damagedText = (damaged: readonly IoError[]): readonly string[] =>
  damaged.length === 0
    ? []
    : [`${counted(damaged.length, 'run')} could not be read:`, ...damaged.slice(0, mostRuns).map(({ message }) => `  ${message}`)]
        .concat(damaged.length > mostRuns ? [`  … and ${damaged.length - mostRuns} more`] : [])
        .map(harmless)
