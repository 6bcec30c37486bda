// What a run says of its metrics: their names, what each has come to, the best that it has ever been.

import type { Run } from '../folder/format.js'
import { type Goal, isBetter } from './goals.js'

/** What a record has itself by that name: `constructor` is a name like others. */
export const own = <A>(record: Readonly<Record<string, A>> | undefined, name: string): A | undefined =>
  record !== undefined && Object.hasOwn(record, name) ? record[name] : undefined

/** Names of what was measured: what runs have given themselves first, then what they have logged, in its order. */
export function metricsOf(runs: readonly Run[]): readonly string[] {
  const names = new Set<string>()
  for (const { summary } of runs) for (const name of Object.keys(summary?.values ?? {})) names.add(name)
  for (const { summary, metrics } of runs) {
    for (const name of Object.keys(summary?.last ?? {})) names.add(name)
    for (const { step: _step, time: _time, ...logged } of metrics) for (const name of Object.keys(logged)) names.add(name)
  }
  return [...names]
}

/** The number that a run has come to: what it has given itself, else the last that it has logged. */
export function finalOf({ summary, metrics }: Run, name: string): number | undefined {
  const last = metrics.findLast(line => Object.hasOwn(line, name))
  return own(summary?.values, name) ?? own(summary?.last, name) ?? own(last, name)
}

/** The best finite number that a run has ever had; NaN where it has none. */
export function bestOf(run: Run, name: string, goal: Goal): number {
  const extreme = summaryBest(run, name, goal)
  let best = extreme ?? Number.NaN
  const consider = (value: number | undefined): void => {
    if (value !== undefined && isBetter(goal, value, best)) best = value
  }
  consider(own(run.summary?.values, name))
  if (extreme === undefined) for (const line of run.metrics) consider(own(line, name))
  return best
}

const summaryBest = ({ summary }: Run, name: string, goal: Goal): number | undefined => {
  const value = own(summary?.best, name)?.[goal].value
  return Number.isFinite(value) ? value : undefined
}
