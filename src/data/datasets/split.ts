// A data set in parts, each example in exactly one: in order, at random, with equal shares of every class, or with what belongs together
// kept together. All but the first are functions of a seed.

import { checkList } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { given } from '../../support/options.js'
import { permutation } from '../permutation.js'
import { range, subset } from './combine.js'
import { checkCount, checkDataset, type Dataset } from './dataset.js'

/**
 * The first `count` examples, and the others.
 * @throws ArgumentError when there are fewer
 * @example
 * ```
 * const [train, test] = data.split(digits, 8000)
 * ```
 */
export function split<A>(examples: Dataset<A>, count: number): readonly [first: Dataset<A>, rest: Dataset<A>] {
  checkDataset('split', examples)
  checkCount('split', 'the count', count)
  if (count > examples.length) throw new ArgumentError(`split: there are only ${examples.length} examples; got ${count}`)
  return [range(examples, 0, count), range(examples, count, examples.length)]
}

/** One data set a share. */
export type Parts<F extends readonly number[], A> = { readonly [K in keyof F]: Dataset<A> }

export interface SplitOptions {
  readonly seed: number
}

function checkShares(operation: string, shares: readonly number[]): void {
  const sum = shares.reduce((a, b) => a + b, 0)
  if (shares.length === 0 || !shares.every(share => share >= 0) || Math.abs(sum - 1) > 1e-9)
    throw new ArgumentError(`${operation}: shares must be non-negative and add up to 1; got [${shares.join(', ')}]`)
}

/** How many of `count` each share gets: rounded down, and what is left over goes to the largest remainders, the first of equal ones. */
function apportion(count: number, shares: readonly number[]): number[] {
  const exact = shares.map(share => share * count)
  const counts = exact.map(Math.floor)
  const remainders = exact.map((value, n) => [value - (counts[n] as number), n] as const).sort(([a, i], [b, j]) => b - a || i - j)
  const left = count - counts.reduce((a, b) => a + b, 0)
  for (let k = 0; k < left; k++) (counts[(remainders[k] as readonly [number, number])[1]] as number)++
  return counts
}

/** Deals a list out in consecutive runs. */
function deal(list: readonly number[], counts: readonly number[]): number[][] {
  let end = 0
  return counts.map(count => {
    end += count
    return list.slice(end - count, end)
  })
}

const ordered = (positions: readonly number[]): number[] => positions.toSorted((a, b) => a - b)

/**
 * Parts of these shares, at random.
 * @param shares which add up to 1, e.g. [0.8, 0.1, 0.1]
 * @returns a data set a share, its examples in their old order; sizes are rounded so that every example is in one part
 * @throws ArgumentError when the shares do not add up to 1
 */
export function randomSplit<A, const F extends readonly number[]>(examples: Dataset<A>, shares: F, options: SplitOptions): Parts<F, A> {
  const { seed } = given('randomSplit', options, ['seed'])
  checkDataset('randomSplit', examples)
  checkShares('randomSplit', shares)
  const order = [...permutation(examples.length, { seed })]
  return deal(order, apportion(examples.length, shares)).map(part => subset(examples, ordered(part))) as Parts<F, A>
}

/** What tells examples of one kind from those of another. */
export type GroupName = string | number | bigint | boolean

/** The positions of each group, in the order of first occurrence. @throws ArgumentError unless there is a name for each example */
function groupsOf(operation: string, examples: Dataset<unknown>, names: ArrayLike<GroupName>): number[][] {
  checkDataset(operation, examples)
  checkList(operation, 'names', names)
  if (names.length !== examples.length)
    throw new ArgumentError(`${operation}: expected a name for each of ${examples.length} examples, got ${names.length}`)
  const groups = new Map<GroupName, number[]>()
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as GroupName
    const group = groups.get(name)
    if (group === undefined) groups.set(name, [i])
    else group.push(i)
  }
  return [...groups.values()]
}

const shuffled = <T>(list: readonly T[], seed: number, epoch: number): T[] =>
  Array.from(permutation(list.length, { seed, epoch }), i => list[i] as T)

/**
 * Parts in which each class has the same share as in the whole.
 * @param classes the class of each example
 * @throws ArgumentError when the shares do not add up to 1, or there is not one class an example
 */
export function stratifiedSplit<A, const F extends readonly number[]>(
  examples: Dataset<A>,
  classes: ArrayLike<GroupName>,
  shares: F,
  options: SplitOptions,
): Parts<F, A> {
  const { seed } = given('stratifiedSplit', options, ['seed'])
  checkShares('stratifiedSplit', shares)
  const parts: number[][] = shares.map(() => [])
  for (const [n, group] of groupsOf('stratifiedSplit', examples, classes).entries())
    for (const [k, part] of deal(shuffled(group, seed, n), apportion(group.length, shares)).entries())
      for (const position of part) parts[k]?.push(position)
  return parts.map(part => subset(examples, ordered(part))) as Parts<F, A>
}

/**
 * Parts that keep together what belongs together: all examples with one key (a patient, a document, a speaker) are in one part.
 * @param keys the key of each example
 * @returns parts as near to their shares as whole groups allow: groups, at random but the larger first, go where most is missing
 * @throws ArgumentError when the shares do not add up to 1, or there is not one key an example
 */
export function splitByKey<A, const F extends readonly number[]>(
  examples: Dataset<A>,
  keys: ArrayLike<GroupName>,
  shares: F,
  options: SplitOptions,
): Parts<F, A> {
  const { seed } = given('splitByKey', options, ['seed'])
  checkShares('splitByKey', shares)
  const groups = shuffled(groupsOf('splitByKey', examples, keys), seed, 0).sort((a, b) => b.length - a.length)
  const parts: number[][] = shares.map(() => [])
  const missing = (n: number): number => (shares[n] as number) * examples.length - (parts[n] as number[]).length
  for (const group of groups) {
    let best = 0
    for (let n = 1; n < parts.length; n++) if (missing(n) > missing(best)) best = n
    for (const position of group) parts[best]?.push(position)
  }
  return parts.map(part => subset(examples, ordered(part))) as Parts<F, A>
}
