// A law as a test: inputs are drawn, and where the law does not hold the failure prints what is wrong, the seed that finds it again, and the
// simplest input for which it is wrong.

import fc from 'fast-check'
import type { Violation } from '../predicate/compare-arrays.js'
import type { Runner } from './runner.js'

/** Something that must hold of every T. */
export interface Law<T> {
  readonly name: string
  /** What is wrong, or null. */
  readonly holds: (subject: T) => Violation | Promise<Violation>
  /** For laws that take long: at most so many runs. */
  readonly mostRuns?: number
}

export interface CheckOptions {
  /** For fast-check. A failure prints seed and path; given here, they find it again. Default: 10 runs, fewer for laws that take long. */
  readonly check?: Pick<fc.Parameters, 'seed' | 'path' | 'numRuns' | 'verbose' | 'endOnFailure' | 'interruptAfterTimeLimit'>
}

const defaultRuns = 10

/** Shrinking ends after this long, and the simplest failure so far is reported. Milliseconds. */
const patience = 60_000

class LawViolation extends Error {
  override readonly name = 'LawViolation'
}

/** Registers one test. */
export function check<T>(
  { test }: Runner,
  { name, holds, mostRuns = Number.POSITIVE_INFINITY }: Law<T>,
  subjects: fc.Arbitrary<T>,
  { check: parameters = {} }: CheckOptions,
): void {
  const property = fc.asyncProperty(subjects, async subject => {
    const violation = await holds(subject)
    if (violation !== null) throw new LawViolation(violation)
  })
  test(name, () => {
    const runs = parameters.numRuns ?? fc.readConfigureGlobal().numRuns ?? defaultRuns
    return fc.assert(property, { interruptAfterTimeLimit: patience, ...parameters, numRuns: Math.min(runs, mostRuns) })
  })
}
