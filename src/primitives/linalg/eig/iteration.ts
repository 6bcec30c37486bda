// What both QR iterations for eigenvalues share: the cells they count in, when an element below the diagonal counts as zero, and the loop that
// splits off eigenvalues from the end. Source: Golub, Van Loan (2013), Matrix Computations, chapter 7.

import { add, and, compare, constant, type Expr, index, mul, or, rem, sub } from '../../../core/expr.js'
import { type CellVariable, loop, type Step, when } from '../../../core/procedure.js'
import type { DTypeName } from '../../../support/dtype.js'
import { after } from '../access.js'
import { epsilon } from '../matrices.js'

/** QR steps, all eigenvalues together: two or three for each are usual. */
export const mostSteps = (n: number): number => 30 * Math.max(10, n)

/** Every so many steps without success the shift is another one. */
const exceptional = 10

/** Beside a matrix whose largest element is 1, less than this is nothing even next to zeros on the diagonal. */
const nothing = (dtype: DTypeName): number => (dtype === 'float32' ? 2 ** -100 : 2 ** -960)

export const before = (i: Expr): Expr => sub(i, index(1))

export interface IterationCells {
  /** Rows and columns `low … size - 1` are at work; those behind are done. */
  readonly size: CellVariable
  readonly low: CellVariable
  readonly tries: CellVariable
  /** Whether there are no eigenvalues: NaN or infinities among the elements, or an iteration that did not end. */
  readonly isLost: CellVariable
}

/** An element of magnitude `below` counts as zero between diagonal elements of these magnitudes. */
export const isNegligible = (below: Expr, above: Expr, beside: Expr, dtype: DTypeName): Expr =>
  or(compare('le', below, mul(constant(dtype, epsilon(dtype)), add(above, beside))), compare('le', below, constant(dtype, nothing(dtype))))

export const isExceptional = ({ tries }: IterationCells): Expr =>
  and(compare('gt', tries.value, index(0)), compare('eq', rem(tries.value, index(exceptional)), index(0)))

export interface Iteration {
  /** Whether element (i, i - 1) counts as zero. */
  readonly isSplit: (i: Expr) => Expr
  readonly clear: (i: Expr) => Step
  /** Rows that can be split off at once when they are all that is at work; for two, how they are finished. */
  readonly finishPair: readonly Step[] | null
  readonly step: readonly Step[]
}

/** Until everything is split off, or lost. */
export function iterate(n: number, cells: IterationCells, { isSplit, clear, finishPair, step }: Iteration): readonly Step[] {
  const { size, low, tries, isLost } = cells
  const shrunk = (by: number): readonly Step[] => [size.set(sub(size.value, index(by))), tries.set(index(0))]
  const onward: readonly Step[] = [tries.set(after(tries.value)), ...step]
  const pairOrOnward: readonly Step[] =
    finishPair === null ? onward : [when(compare('eq', add(low.value, index(2)), size.value), [...finishPair, ...shrunk(2)], onward)]
  return [
    size.set(index(n)),
    tries.set(index(0)),
    low.set(index(0)),
    loop('step', 0, mostSteps(n), mostSteps(n), () => [
      when(and(compare('gt', size.value, index(0)), compare('eq', isLost.value, constant('bool', 0))), [
        low.set(index(0)),
        loop('i', 1, size.value, n, i => [when(isSplit(i), [clear(i), low.set(i)])]),
        when(compare('eq', after(low.value), size.value), shrunk(1), pairOrOnward),
      ]),
    ]),
    isLost.set(or(isLost.value, compare('gt', size.value, index(0)))),
  ]
}
