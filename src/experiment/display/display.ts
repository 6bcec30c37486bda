// What whoever watches a sweep is shown: how far each run is, what it prints, what has become of it.

/** A run of a sweep, for people. */
export interface Job {
  /** The name of its folder; different for each run of a sweep. */
  readonly id: string
  /** What tells it from the others of the sweep: `depth=8 seed=0`. */
  readonly title: string
}

/** What a run says while it runs. */
export type JobEvent =
  | { readonly type: 'progress'; readonly step: number; readonly total: number; readonly [metric: string]: number | string }
  | { readonly type: 'output'; readonly line: string }

/** What has become of a run. */
export interface Outcome {
  readonly state: 'finished' | 'failed' | 'interrupted'
  /** Seconds that it has run this time. */
  readonly seconds: number
  /** Why it failed. */
  readonly error?: string
}

export interface Display {
  /** The first event of a job says that it has begun. */
  readonly update: (job: Job, event: JobEvent) => void
  readonly finish: (job: Job, outcome: Outcome) => void
  /** Leaves the stream as it was found. */
  readonly close: () => void
}

/** Time, which tests give themselves. */
export interface Clock {
  /** In milliseconds. */
  readonly now: () => number
  /** Calls again and again, until what it gives back is called. */
  readonly every: (milliseconds: number, call: () => void) => () => void
}

export interface DisplayOptions {
  readonly stream: NodeJS.WritableStream
  /** All runs of the sweep that are still to be run. */
  readonly jobs: readonly Job[]
  /** Where `NO_COLOR` and `CI` ask for plain lines. Default: that of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly clock?: Clock
}
