// What is said of jobs in both displays, live and plain.

import { showDuration } from '../durations.js'
import { shortNumber } from '../plot/words.js'
import { harmless } from '../terminal-text.js'
import type { Job, Outcome } from './display.js'
import type { JobProgress, Overall } from './job-state.js'

/** `loss 0.1234` for each. Numbers that are not finite come as texts. */
export const metricWords = (metrics: JobProgress['metrics']): readonly string[] =>
  metrics.map(([name, value]) => harmless(`${name} ${typeof value === 'number' ? shortNumber(value) : value}`))

export const titleOf = ({ title }: Job): string => harmless(title)

/** `finished after 1:05`, `failed after 3.2 s: loss is NaN` */
export function outcomeWords({ state, seconds, error }: Outcome): string {
  const [reason = ''] = (error ?? '').split('\n')
  const time = seconds < 10 ? `${seconds.toFixed(1)} s` : showDuration(seconds)
  return harmless(`${state} after ${time}${reason === '' ? '' : `: ${reason}`}`)
}

/** `3 of 12 finished, 1 failed` */
export function overallWords({ jobs, finished, failed, interrupted }: Overall): string {
  const others = [failed > 0 ? `${failed} failed` : '', interrupted > 0 ? `${interrupted} interrupted` : ''].filter(words => words !== '')
  return [`${finished} of ${jobs} finished`, ...others].join(', ')
}
