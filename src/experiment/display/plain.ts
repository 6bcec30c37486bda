// The display where lines stay: a file, a pipe, a log of a build. A job speaks when it is a tenth further, not twice in a second, and once a minute if it moves
// at all; so a sweep of thousands of short runs is a line for each, and a long run never seems dead.

import { showDuration, showRate } from '../durations.js'
import { fractionOf, type JobState, rateOf, remainingOf } from './job-state.js'
import { metricWords, titleOf } from './words.js'

/** What was said last of a job. */
export interface Said {
  readonly time: number
  readonly step: number
  readonly fraction: number
}

const tenth = 0.1
const shortestMs = 1_000
const longestMs = 60_000

/** What counts as said when a job begins. */
export const saidAtBeginning = (now: number): Said => ({ time: now, step: Number.NaN, fraction: 0 })

/** Whether it is time to say how far a job is. */
export function isDue({ progress }: JobState, said: Said, now: number): boolean {
  if (progress === null || progress.step === said.step) return false
  const since = now - said.time
  if (since >= longestMs) return true
  const fraction = fractionOf(progress)
  // Tenths of sums of tenths, as they come.
  return since >= shortestMs && fraction !== null && Math.floor(fraction / tenth + 1e-9) > Math.floor(said.fraction / tenth + 1e-9)
}

/** `120/400  30 %  12/s  0:23 left  loss 0.12` */
export function progressLine({ progress }: JobState, now: number): string {
  if (progress === null) return 'begun'
  const [fraction, rate, remaining] = [fractionOf(progress), rateOf(progress, now), remainingOf(progress, now)]
  return [
    `${progress.step}/${progress.total}`,
    ...(fraction === null ? [] : [`${Math.floor(fraction * 100)} %`]),
    ...(rate === null ? [] : [showRate(rate)]),
    ...(remaining === null ? [] : [`${showDuration(remaining)} left`]),
    ...metricWords(progress.metrics),
  ].join('  ')
}

/** Whose line it is, where there are several. */
export const labelled = ({ job }: JobState, several: boolean, line: string): string => (several ? `[${titleOf(job)}] ${line}` : line)
