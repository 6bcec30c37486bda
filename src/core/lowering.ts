// The lowering vocabulary: the few shapes of computation that every primitive comes down to, each said in scalar expressions.
// Declared here so that primitives and compiler never meet. A backend implements kinds, not operations.
// Invariant: a lowering depends on the types and parameters of the operation only, and so does the order of every sum.

import type { DTypeName } from '../support/dtype.js'
import { type Dims, sizeOf } from '../support/shape.js'
import type { ControlLowering } from './control-lowering.js'
import type { Expr, ScalarType } from './expr.js'
import type { Step, Workplace } from './procedure.js'

/** Reads an element of an input; where the guard is false the result is 0 and nothing is read. */
export type Read = (input: number, at: readonly Expr[], guard?: Expr) => Expr

export type Combiner = 'sum' | 'product' | 'max' | 'min' | 'any' | 'all' | 'argmax' | 'argmin'

/**
 * How a reduction is ordered, fixed by the logical shape alone. See Note [Order of sums].
 * 'lanes': the last reduced axis runs along vector lanes. 'sequence': one after the other.
 */
export type ReductionOrder = 'lanes' | 'sequence'

/** Each output element from the elements of the inputs at the same place; all shapes are equal. */
export interface ElementwiseLowering {
  readonly kind: 'elementwise'
  readonly body: (args: readonly Expr[]) => readonly Expr[]
}

/** Each output element from input elements at places computed from its own: views, padding, concatenation, gather, iota. */
export interface IndexLowering {
  readonly kind: 'index'
  readonly body: (at: readonly Expr[], read: Read) => Expr
}

/**
 * `out[at] = combine over all `over` of body(at, over)`, in row-major order of `extents`, rounded to the output's dtype at the end where the body is wider. 'argmax' and 'argmin' give the
 * row-major position of the first best value as int32 (NaN counts as best); 'max' and 'min' propagate NaN.
 */
export interface ReduceLowering {
  readonly kind: 'reduce'
  readonly combiner: Combiner
  readonly extents: Dims
  readonly order: ReductionOrder
  readonly body: (at: readonly Expr[], over: readonly Expr[], read: Read) => Expr
}

/**
 * How the products are formed, and so what they round to. 'direct': each of them, one after the other. 'lanes': each of them, several sums along the last axis of `depth`,
 * the first of which is images. 'winograd': by the minimal filtering algorithms of two axes; then the last two of
 * `columns` are the places [y, x] of an output image, the last two of `depth` the places [i, j] of a window, and `right` depends on the sums
 * y + i and x + j alone. The window is 3 × 3 or 2 × 2, or the image is 3 × 3. See Note [Order of sums].
 */
export type ContractMethod =
  | { readonly name: 'direct' }
  | { readonly name: 'lanes' }
  | { readonly name: 'winograd'; readonly strands: number }

export const direct: ContractMethod = { name: 'direct' }
export const inLanes: ContractMethod = { name: 'lanes' }

/**
 * `out[place(b, m, n)] = Σ_k left(b, m, k) · right(b, n, k)` over the row-major multi-indices b, m, n, k.
 * `place` is a bijection onto the output, whose dtype the sum is rounded to at the end where the operands are wider. Floats accumulate with fma in order of k, in blocks; see Note [Order of sums].
 */
export interface ContractLowering {
  readonly kind: 'contract'
  readonly method: ContractMethod
  readonly batch: Dims
  readonly rows: Dims
  readonly columns: Dims
  readonly depth: Dims
  readonly left: (batch: readonly Expr[], row: readonly Expr[], depth: readonly Expr[], read: Read) => Expr
  readonly right: (batch: readonly Expr[], column: readonly Expr[], depth: readonly Expr[], read: Read) => Expr
  readonly place: (batch: readonly Expr[], row: readonly Expr[], column: readonly Expr[]) => readonly Expr[]
}

/** Products that are written out: a window of 7 × 7, and more, but no kernel too long to compile. */
const mostProducts = 64

/**
 * Contractions of one row and little depth, a depthwise convolution above all: nothing is used twice that a register tile could keep, so each element is
 * its chain of products, written out, and what it reads at the borders costs no more than elsewhere.
 */
export const isShallow = ({ rows, depth }: Pick<ContractLowering, 'rows' | 'depth'>): boolean =>
  sizeOf(rows) === 1 && sizeOf(depth) <= mostProducts

/**
 * A kernel of its own shape: starts from `initial(at)` and then, for each update in row-major order of `updates`, combines `value` into
 * the element at `target`, unless `valid` is false.
 */
export interface ScatterLowering {
  readonly kind: 'kernel'
  readonly updates: Dims
  readonly initial: (at: readonly Expr[], read: Read) => Expr
  readonly target: (update: readonly Expr[], read: Read) => readonly Expr[]
  readonly valid: (update: readonly Expr[], read: Read) => Expr
  readonly value: (update: readonly Expr[], read: Read) => Expr
  /** What the element becomes: `before + value` for a scatter-add. */
  readonly combine: (before: Expr, value: Expr) => Expr
}

/**
 * An imperative program for every multi-index of `batch`, several outputs; see procedure.ts. Instances write disjoint parts of the
 * outputs, all of them together, and read only what they themselves have written. Scratch is private to an instance.
 */
export interface ProcedureLowering {
  readonly kind: 'procedure'
  readonly batch: Dims
  readonly scratch: readonly { readonly dtype: DTypeName; readonly shape: Dims }[]
  readonly cells: readonly ScalarType[]
  readonly body: (workplace: Workplace) => readonly Step[]
  /** Estimated nanoseconds for one instance. */
  readonly cost: number
}

export type Lowering =
  | ElementwiseLowering
  | IndexLowering
  | ReduceLowering
  | ContractLowering
  | ScatterLowering
  | ProcedureLowering
  | ControlLowering

// Note [Order of sums]
// The result of a sum must not depend on threads, on fusion, or on the vector width of the machine, so the order is part of the meaning:
// - 'sequence': within blocks of 1,024 consecutive positions, one after the other from the identity; the block results one after the other.
// - 'lanes': 32 accumulators; position j of the last reduced axis goes to accumulator j mod 32, rows one after the other; at the end the
//   accumulators are halved pairwise (i with i + 16, then 8, 4, 2, 1). At most 65,536 positions (whole rows, or parts of one very long
//   row) go to one block; block results are added one after the other.
// - contract, direct: blocks of 256 consecutive k; within a block an fma chain from 0; block results added one after the other to the first.
// - contract, lanes: 16 accumulators, each an fma chain from 0. Of an image (all axes of depth but the first) bands of 4 rows; in a band 16 positions of each row,
//   then the next 16, of which number j goes to accumulator j; rows are filled up with zeros. Blocks of as many images as have 16,384 positions, of at least
//   one: at their end the accumulators are halved pairwise; block results added one after the other to the total. In numbers: lane-sums.ts beside this file.
// - contract, winograd: see Note [Winograd] in winograd.ts beside this file.
