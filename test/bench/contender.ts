// Who takes part: ourselves and each peer, behind one interface, so that the loop that takes turns knows none of them.
// A failure is a value that says why, for one peer that cannot run one row, or never ends, must not end the run.

import type { Either } from 'fp-ts/lib/Either.js'
import type { Failure } from './failure.js'
import type { CallRow, FreshRow } from './rows/index.js'

/** Everything is given the seconds it may take; who is not done by then is stopped, and is late. */
export interface Contender {
  readonly name: string
  /** Version and settings, for the record. */
  readonly about: string
  /** Gets a row's program ready: data in place, compiled, warm after some turns that do not count. */
  readonly prepare: (row: CallRow, seconds: number) => Promise<Either<Failure, null>>
  /** Calls what was prepared so many times, to the last result's completion. @returns seconds a call */
  readonly measure: (calls: number, seconds: number) => Promise<Either<Failure, number>>
  /** Forgets what was prepared. */
  readonly release: () => Promise<void>
  /** What a row measures in a process of its own, which keeps compiled programs in the folder `cache`. @returns seconds or bytes */
  readonly fresh: (row: FreshRow, cache: string, seconds: number) => Promise<Either<Failure, number>>
  /** Ends its processes. */
  readonly close: () => Promise<void>
}
