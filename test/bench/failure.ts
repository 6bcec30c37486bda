// Why a contender has no figure at a row: something went wrong, or it had no time left.

import { showSeconds } from './units.js'

export type Failure =
  | { readonly kind: 'broken'; readonly reason: string }
  /** It was stopped after so many seconds. */
  | { readonly kind: 'late'; readonly seconds: number }

export const broken = (reason: string): Failure => ({ kind: 'broken', reason })
export const late = (seconds: number): Failure => ({ kind: 'late', seconds })

/** `> 120 s`: what is known of a figure that never came. */
export const showLate = (seconds: number): string => `> ${showSeconds(seconds)}`

export const reasonOf = (failure: Failure): string =>
  failure.kind === 'broken' ? failure.reason : `stopped after ${showSeconds(failure.seconds)}`
