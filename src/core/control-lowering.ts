// Programs inside of an operation: loops and branches. A backend runs them where they are, with the rest of the program; what is in a body
// is compiled once, however often it runs.

import type { Graph } from './graph.js'

/**
 * `carry, ys[i] = body(carry, xs[i], constants)` for each i, one after the other.
 * Inputs: carries, the arrays that slices are taken of along axis 0, constants. Outputs: the last carries, the stacked results.
 */
export interface ScanLowering {
  readonly kind: 'control'
  readonly name: 'scan'
  /** From carries, slices and constants to carries and slices of the results. */
  readonly body: Graph
  readonly carries: number
  readonly slices: number
  readonly length: number
  readonly reverse: boolean
  /** So many rounds are compiled as one. */
  readonly unroll: number
}

/**
 * `while (condition(carry, own constants)) carry = body(carry, own constants)`.
 * Inputs: carries, the constants of the condition, those of the body. Outputs: the last carries.
 */
export interface WhileLowering {
  readonly kind: 'control'
  readonly name: 'while'
  readonly condition: Graph
  readonly body: Graph
  readonly carries: number
  readonly conditionConstants: number
}

/** One of the branches, by the first input, an int32 scalar that is clamped to them; the other inputs are those of every branch. */
export interface CondLowering {
  readonly kind: 'control'
  readonly name: 'cond'
  readonly branches: readonly Graph[]
}

export type ControlLowering = ScanLowering | WhileLowering | CondLowering
