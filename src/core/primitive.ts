// A primitive operation: one total record with all its rules. The compiler of TypeScript rejects a forgotten one.
// Every value in the system comes from binding a primitive (`trace.ts`); transforms and backends know nothing else.

import type { DTypeName } from '../support/dtype.js'
import type { Dims } from '../support/shape.js'
import type { ArrayType, HostArray } from './array-type.js'
import type { Subgraph } from './graph.js'
import type { Lowering } from './lowering.js'
import type { Opaque } from './opaque.js'
import type { Tensor } from './tensor.js'

/** Parameters are plain data, so that graphs can be compared, printed and stored; programs inside of an operation are graphs. Only what is `Opaque` is
 * none: rules that a user wrote. */
export type ParamValue =
  | number
  | string
  | boolean
  | null
  | Subgraph
  | Opaque
  | readonly ParamValue[]
  | { readonly [name: string]: ParamValue }
export interface Params {
  readonly [name: string]: ParamValue
}

/** A tangent or cotangent; `null` is an exact zero that nobody needs to compute. */
export type Tangent = Tensor | null

/** The position of the mapped axis of an input or output under `vmap`; `null` where it is not mapped. */
export type BatchAxis = number | null

/** One legal use of the primitive, as plain data: the laws draw inputs in the stated range and run everything on them. */
export interface Sample<P extends Params> {
  readonly inputs: readonly SampleInput[]
  readonly params: P
}
export interface SampleInput {
  readonly shape: Dims
  readonly dtype: DTypeName
  /** Values are drawn from here; default -2 … 2 for floats, 0 … 5 for unsigned, -5 … 5 for signed integers. */
  readonly range?: readonly [min: number, max: number]
  /** Draw distinct values, far from ties: for operations that choose (max, sort), whose derivative jumps at a tie. */
  readonly distinct?: boolean
  /** Elements at equal places along the last two axes are drawn from here: matrices that are far from singular, or positive definite. */
  readonly diagonal?: readonly [min: number, max: number]
}

export interface Primitive<P extends Params = Params> {
  readonly name: string
  /** Legal uses: every dtype, rank and parameter combination that matters, small. */
  readonly domain: readonly Sample<P>[]
  /** The types of the outputs. @throws ShapeError, DTypeError */
  readonly typeOf: (inputs: readonly ArrayType[], params: P) => readonly ArrayType[]
  /** The meaning, in plain TypeScript. `outputs` are zeroed arrays to fill; halves among them are rounded afterwards (reference.ts). */
  readonly reference: (inputs: readonly HostArray[], params: P, outputs: readonly HostArray[]) => void
  /**
   * Tangents of the outputs. At least one tangent is not null; integer and bool inputs never have one.
   * `together` where values and tangents come from one computation (a loop keeps what its derivative needs): its outputs are then the values.
   */
  readonly jvp:
    | ((primals: readonly Tensor[], tangents: readonly Tangent[], params: P, outputs: readonly Tensor[]) => readonly Tangent[])
    | { readonly together: (primals: readonly Tensor[], tangents: readonly Tangent[], params: P) => Differentiated }
  /**
   * Cotangents of the inputs, for operations that are linear in the inputs marked `true` in `linear` (`null` for the others, whose values are in `inputs`;
   * the values of linear inputs are unknown: `inputs[i]` is then only a type). 'nonlinear' for operations whose jvp never binds them linearly;
   * `impossible` for those whose jvp does, but that nobody can run backwards: the explanation is for the user.
   */
  readonly transpose:
    | 'nonlinear'
    | { readonly impossible: string }
    | ((cotangents: readonly Tangent[], inputs: readonly TransposeInput[], params: P, outputs: readonly ArrayType[]) => readonly Tangent[])
  /** The operation on inputs that carry one more axis where `axes` says so; at least one does. */
  readonly batch: (inputs: readonly Tensor[], axes: readonly BatchAxis[], size: number, params: P) => Batched
  readonly lower: (inputs: readonly ArrayType[], params: P, outputs: readonly ArrayType[]) => Lowering
  /**
   * What the operation is on complex tensors, which no other rule meets (complex.ts): 'parts' where it is done to the real and to the imaginary
   * parts alike, real inputs serving both; else a composition of operations on the parts; 'none' where it has no meaning, or nobody gave it one.
   */
  readonly complex: 'none' | 'parts' | ((inputs: readonly Tensor[], params: P) => readonly Tensor[])
}

/** Values of the outputs, and their tangents. */
export interface Differentiated {
  readonly outputs: readonly Tensor[]
  readonly tangents: readonly Tangent[]
}

/**
 * Values and tangents by the primitive's rule.
 * @param evaluate the values alone, for rules that need no more
 */
export function differentiate<P extends Params>(
  { jvp }: Primitive<P>,
  primals: readonly Tensor[],
  tangents: readonly Tangent[],
  params: P,
  evaluate: () => readonly Tensor[],
): Differentiated {
  if (typeof jvp !== 'function') return jvp.together(primals, tangents, params)
  const outputs = evaluate()
  return { outputs, tangents: jvp(primals, tangents, params, outputs) }
}

/** An input of a transposed operation: either a known value, or the unknown linear variable of which only the type is known. */
export type TransposeInput = { readonly linear: false; readonly value: Tensor } | { readonly linear: true; readonly type: ArrayType }

export interface Batched {
  readonly outputs: readonly Tensor[]
  readonly axes: readonly BatchAxis[]
}
