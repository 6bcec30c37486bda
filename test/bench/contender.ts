// Who takes part: ourselves and each peer, behind one interface, so that the loop that takes turns knows none of them.
// A failure is a value, a line that says why, for one peer that cannot run one row must not end the run.

import type { Either } from 'fp-ts/lib/Either.js'
import type { CallRow, FreshRow } from './rows/index.js'

export interface Contender {
  readonly name: string
  /** Version and settings, for the record. */
  readonly about: string
  /** Gets a row's program ready: data in place, compiled, warm after some turns that do not count. */
  readonly prepare: (row: CallRow) => Promise<Either<string, null>>
  /** Calls what was prepared so many times, to the last result's completion. @returns seconds a call */
  readonly measure: (calls: number) => Promise<Either<string, number>>
  /** Forgets what was prepared. */
  readonly release: () => Promise<void>
  /** What a row measures in a process of its own, which keeps compiled programs in the folder `cache`. @returns seconds or bytes */
  readonly fresh: (row: FreshRow, cache: string) => Promise<Either<string, number>>
  /** Ends its processes. */
  readonly close: () => Promise<void>
}
