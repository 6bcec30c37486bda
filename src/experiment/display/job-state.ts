// What is known of a job while it runs, as a function of what it has said and when. Nothing here looks at a clock.

import type { Job, JobEvent, Outcome } from './display.js'

export interface JobState {
  readonly job: Job
  /** When it said something for the first time; in milliseconds, as all times here. */
  readonly began: number
  /** `null` until it has told. */
  readonly progress: JobProgress | null
  readonly outcome: Outcome | null
}

export interface JobProgress {
  readonly step: number
  readonly total: number
  readonly metrics: readonly (readonly [name: string, value: number | string])[]
  /** Where it was when it was heard of first: a run that is gone on with does not begin at 0. */
  readonly from: number
  /** Where it was at some times of late, the oldest first: what the rate is over. */
  readonly trail: readonly { readonly time: number; readonly step: number }[]
}

/** The rate is that of so long, in pieces of so long. */
const windowMs = 30_000
const pieceMs = 1_000

export const begun = (job: Job, now: number): JobState => ({ job, began: now, progress: null, outcome: null })

/** Of what `progress` events hold, the metrics. */
function metricsOf(event: JobEvent & { readonly type: 'progress' }): JobProgress['metrics'] {
  const { type: _type, step: _step, total: _total, ...metrics } = event
  return Object.entries(metrics)
}

export function progressed(state: JobState, event: JobEvent & { readonly type: 'progress' }, now: number): JobState {
  const { step, total } = event
  const before = state.progress
  // A step back, as of a job that begins again, makes an end of what was known of its rate.
  const trail = before === null || step < (before.trail.at(-1)?.step ?? step) ? [] : before.trail
  const last = trail.at(-1)
  const recent = trail.filter(({ time }, i) => now - time <= windowMs || i === trail.length - 1)
  return {
    ...state,
    progress: {
      step,
      total,
      metrics: metricsOf(event),
      from: before?.from ?? step,
      trail: last !== undefined && now - last.time < pieceMs ? trail : [...recent, { time: now, step }],
    },
  }
}

export const ended = (state: JobState, outcome: Outcome): JobState => ({ ...state, outcome })

/** From 0 to 1; `null` where that cannot be said. */
export function fractionOf({ step, total }: Pick<JobProgress, 'step' | 'total'>): number | null {
  const fraction = step / total
  return total > 0 && Number.isFinite(fraction) ? Math.min(1, Math.max(0, fraction)) : null
}

/** Steps in a second, of late; `null` before there are two times to tell. */
export function rateOf({ trail, step }: JobProgress, now: number): number | null {
  const [oldest] = trail
  if (oldest === undefined || now - oldest.time < pieceMs / 2 || !(step > oldest.step)) return null
  return (step - oldest.step) / ((now - oldest.time) / 1000)
}

/** In seconds; `null` where that cannot be said. */
export function remainingOf(progress: JobProgress, now: number): number | null {
  const rate = rateOf(progress, now)
  return rate === null || !(progress.total >= progress.step) ? null : (progress.total - progress.step) / rate
}

export interface Overall {
  readonly jobs: number
  readonly running: number
  readonly finished: number
  readonly failed: number
  readonly interrupted: number
  /** Of all jobs together, from 0 to 1. */
  readonly fraction: number
  /** In seconds; `null` before something is done. */
  readonly remaining: number | null
}

/**
 * All jobs together. They are taken to be equally long: what is left takes as long as what was done since the beginning did.
 * @param count of all jobs, of which some may have said nothing yet
 */
export function overallOf(states: readonly JobState[], count: number, started: number, now: number): Overall {
  let [whole, done] = [0, 0]
  for (const { progress, outcome } of states) {
    const fraction = outcome !== null ? 1 : progress === null ? 0 : (fractionOf(progress) ?? 0)
    const from = progress === null ? 0 : (fractionOf({ step: progress.from, total: progress.total }) ?? 0)
    whole += fraction
    done += Math.max(0, fraction - from)
  }
  const left = count - whole
  const of = (state: Outcome['state']): number => states.filter(({ outcome }) => outcome?.state === state).length
  return {
    jobs: count,
    running: states.filter(({ outcome }) => outcome === null).length,
    finished: of('finished'),
    failed: of('failed'),
    interrupted: of('interrupted'),
    fraction: count === 0 ? 1 : Math.min(1, whole / count),
    remaining: done > 0 ? ((now - started) / 1000 / done) * left : null,
  }
}
