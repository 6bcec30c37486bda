// The curves of a metric: those of the runs of each group, finished or not.

import type { Run } from '../folder/format.js'
import type { Curve } from '../plot/band.js'
import type { BarRow } from '../plot/bars.js'
import type { CurveSeries } from '../plot/curves.js'
import { distinct } from '../plot/theme.js'
import { spreadOf } from '../spread.js'
import type { Goal } from './goals.js'
import { bestFirst, type Group, type Study } from './study.js'

/** A number for each step; of two for one step the later. */
export function curveOf({ metrics }: Run, name: string): Curve {
  const values = new Map<number, number>()
  for (const line of metrics) if (Object.hasOwn(line, name)) values.set(line.step, line[name] ?? Number.NaN)
  const sorted = [...values].sort(([a], [b]) => a - b)
  return { x: sorted.map(([step]) => step), y: sorted.map(([, value]) => value) }
}

/** More groups than these are not drawn. */
export const mostDrawn = 60
const mostBars = 40

/** Groups as they are drawn: in the order of the table where colours reach, else the best first. */
export const drawnGroups = (study: Study): readonly Group[] =>
  (study.groups.length <= distinct ? study.groups : bestFirst(study)).slice(0, mostDrawn)

export const seriesOf = (groups: readonly Group[], name: string): readonly CurveSeries[] =>
  groups.map(({ title, runs }) => ({ name: title, runs: runs.map(run => curveOf(run, name)) }))

/** What bars are drawn of: the numbers of the finished runs of each group. */
export const barRowsOf = (groups: readonly Group[], name: string): readonly BarRow[] =>
  groups.slice(0, mostBars).map(({ title, cells }) => ({ name: title, values: cells.get(name)?.values ?? [] }))

/** Where bars begin: where all numbers are far from zero and near each other, what differs would not be seen from there. */
export function barsFrom(rows: readonly BarRow[]): 'zero' | 'data' {
  const { least, most } = spreadOf(rows.flatMap(({ values }) => Array.from(values)))
  return least > 0 && least / most > 0.4 ? 'data' : 'zero'
}

/** Whether there is a curve to draw: more than one number of a run. */
export const isDrawable = (series: readonly CurveSeries[]): boolean =>
  series.some(({ runs }) => runs.some(({ y }) => Array.from(y).filter(Number.isFinite).length > 1))

/** What is to be small, stays above 0 and reaches over two powers of ten is drawn on a logarithmic scale. */
export function scaleFor(series: readonly CurveSeries[], goal: Goal | null): 'linear' | 'log' {
  if (goal !== 'min') return 'linear'
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const { runs } of series)
    for (const { y } of runs)
      for (const value of Array.from(y))
        if (Number.isFinite(value)) {
          low = Math.min(low, value)
          high = Math.max(high, value)
        }
  return low > 0 && high / low > 100 ? 'log' : 'linear'
}
