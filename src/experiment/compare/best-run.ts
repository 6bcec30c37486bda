// The run that stands for a study: the best by its main metric of those that have what is to be shown.

import type { Run } from '../folder/format.js'
import { isBetter } from './goals.js'
import { finalOf } from './run-metrics.js'
import { mainMetric, type Study } from './study.js'

/** The best of the runs that have something: finished ones before others. */
export function bestRun(study: Study, has: (run: Run) => boolean): Run | undefined {
  const among = study.runs.filter(has)
  const finished = among.filter(({ status }) => status.state === 'finished')
  const [first, ...others] = finished.length > 0 ? finished : among
  const main = mainMetric(study)
  if (first === undefined || main === undefined || main.goal === null) return first
  const { name, goal } = main
  const numberOf = (run: Run): number => finalOf(run, name) ?? Number.NaN
  return others.reduce((best, run) => (isBetter(goal, numberOf(run), numberOf(best)) ? run : best), first)
}
