// Compiled functions mean what they meant: the same program gives the same bits, whether or not it ran under jit.

import { jit } from 'tenet'
import type { Violation } from './compare-arrays.js'
import { sameBits } from './trees.js'

/** `jit(f)` gives the bits of `f`, in the call that traces it and in the next one. */
export function jitKeepsBits<A extends readonly unknown[]>(f: (...args: A) => unknown, args: A): Violation {
  const eager = f(...args)
  const compiled = jit((...given: A) => f(...given))
  return sameBits('jit', compiled(...args), eager) ?? sameBits('jit, called again', compiled(...args), eager)
}
