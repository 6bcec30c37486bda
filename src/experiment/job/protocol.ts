// What the command and the process of a run say to each other: one JSON object a message.

import type { CodeVersion } from '../folder/format.js'
import type { Combination } from '../sweep/combinations.js'

export interface Assignment {
  /** The path of the script. */
  readonly script: string
  readonly experiment: string
  readonly options: Combination
  readonly seed: number
  readonly folder: string
  readonly version: CodeVersion | null
  /** Whether what the folder holds of a run is to go. */
  readonly again: boolean
}

export type ToJob = { readonly type: 'start'; readonly assignment: Assignment } | { readonly type: 'stop' }

/** What has become of a run. */
export interface Ended {
  readonly type: 'ended'
  readonly state: 'finished' | 'failed' | 'interrupted'
  readonly error?: string
}

export interface Advanced {
  readonly type: 'progress'
  readonly step: number
  readonly total: number
  readonly [metric: string]: number | string
}

export type FromJob = Advanced | Ended
