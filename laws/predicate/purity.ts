// Pure functions: the same inputs give the same bits, whatever was computed in between, and come back unchanged.

import { bitDifferenceOf, type Violation } from './compare-arrays.js'
import { copyOf, leavesOf, sameBits, treeDifference } from './trees.js'

/**
 * Calling again gives the same bits: at once, with equal tensors in other memory, and after a call with other arguments.
 * @param between other arguments, for functions that remember what they saw
 */
export function isPure<A extends readonly unknown[]>(f: (...args: A) => unknown, args: A, between?: A): Violation {
  const before = leavesOf(args)
  const copies = copyOf(args)
  const first = f(...args)
  const unchanged = treeDifference('the arguments after the call', leavesOf(args), before, bitDifferenceOf)
  if (unchanged !== null) return unchanged
  const again = sameBits('a second call', f(...args), first)
  if (again !== null) return again
  if (between !== undefined) f(...between)
  return sameBits(between === undefined ? 'a call with copies' : 'a call with copies, after another call', f(...copies), first)
}
