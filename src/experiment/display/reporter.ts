// How what happens is told: live or in lines.

import type { Outcome } from './display.js'
import type { JobState, Overall } from './job-state.js'

export interface Reporter {
  /** Something that a job has printed. */
  readonly line: (state: JobState, line: string) => void
  readonly progress: (state: JobState, now: number) => void
  readonly finish: (state: JobState, outcome: Outcome) => void
  readonly close: () => void
}

/** All jobs, as they are now. */
export interface Sweep {
  readonly several: boolean
  /** Those that run, in the order in which they began. */
  readonly running: () => readonly JobState[]
  readonly isOver: () => boolean
  readonly overall: (now: number) => Overall
}
