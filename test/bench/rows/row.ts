// What is measured, as data: a row names a program that every contender has, and the sizes to build it with.
// Invariant: `work` is a lower bound: the arithmetic of the textbook algorithm, and every input and output moved once.

export interface Work {
  readonly flops: number
  readonly bytes: number
  /** Where there is nothing to compute: how often native code must at least be called. */
  readonly nativeCalls?: number
}

/** A program by its name in programs/ and peers/, and the arguments that make it this row's. */
export interface ProgramSpec {
  readonly program: string
  readonly sizes: Readonly<Record<string, number | string>>
}

interface RowRecord extends ProgramSpec {
  readonly name: string
  readonly description: string
  readonly work: Work
}

/** Called again and again, in one process. */
export interface CallRow extends RowRecord {
  readonly kind: 'calls'
  /** Calls in a turn, of which the last one's completion is awaited, as in a training loop that prints now and then. */
  readonly calls: number
}

/**
 * What is measured once in a process of its own, with data and parameters in place: the seconds of the first call; those that it takes beyond
 * the second, for compiling; those of recording the program without compiling it; or the bytes that the process has at most in so many calls, beyond
 * what it had before.
 */
export interface FreshRow extends RowRecord {
  readonly kind: 'first-call' | 'compile' | 'trace' | 'peak'
  /** Whether an earlier process has left its compiled programs on disk. */
  readonly cache: 'cold' | 'warm'
  readonly calls: number
  /** Processes are slow to start: at most so many rounds. */
  readonly rounds: number
}

export type Row = CallRow | FreshRow

export const unitOf = ({ kind }: Row): 'seconds' | 'bytes' => (kind === 'peak' ? 'bytes' : 'seconds')

/** Bytes of a float. */
export const float = 4

/** Calls that together take some tens of milliseconds: by the work, at a rate that every contender comes near. */
export function callsFor({ flops, bytes }: Work): number {
  const milliseconds = Math.max(flops / 1e8, bytes / 2e7)
  return Math.max(2, Math.min(200, Math.round(30 / milliseconds)))
}
