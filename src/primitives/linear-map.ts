// What the linear operations of one input have in common: transpose, reshape, broadcast, slice, sums, … The tangent goes through the
// same operation as the value, so a primitive only says what its adjoint is and where the mapped axis goes.

import type { ArrayType, HostArray } from '../core/array-type.js'
import type { Lowering } from '../core/lowering.js'
import type { Batched, Params, Primitive, Sample } from '../core/primitive.js'
import type { Tensor } from '../core/tensor.js'
import { type DTypeName, dtypeNames, isHalf, isInteger } from '../support/dtype.js'
import { InternalError } from '../support/errors.js'
import { type Dims, forEachIndex } from '../support/shape.js'
import { only } from './single.js'

export interface LinearMapRules<P extends Params> {
  readonly name: string
  readonly domain: readonly Sample<P>[]
  /** @throws ShapeError, DTypeError */
  readonly resultOf: (x: ArrayType, params: P) => ArrayType
  readonly reference: (x: HostArray, params: P, output: HostArray) => void
  readonly tangent: (tangent: Tensor, params: P) => Tensor
  /** The cotangent of an input of type `x`. */
  readonly adjoint: (cotangent: Tensor, x: ArrayType, params: P) => Tensor
  readonly batch: (x: Tensor, axis: number, size: number, params: P) => readonly [output: Tensor, axis: number]
  readonly lower: (x: ArrayType, params: P, output: ArrayType) => Lowering
}

/** Completes the record. */
export function linearMap<P extends Params>(rules: LinearMapRules<P>): Primitive<P> {
  return Object.freeze({
    name: rules.name,
    domain: rules.domain,
    typeOf: (inputs, params) => [rules.resultOf(only(inputs), params)],
    reference: (inputs, params, outputs) => rules.reference(only(inputs), params, only(outputs)),
    jvp: (_primals, [tangent], params) => [tangent == null ? null : rules.tangent(tangent, params)],
    transpose([cotangent], [x], params) {
      return [cotangent == null || !x?.linear ? null : rules.adjoint(cotangent, x.type, params)]
    },
    batch(inputs, [axis], size, params): Batched {
      if (axis == null) throw new InternalError(`${rules.name}: batched without a mapped axis`)
      const [output, at] = rules.batch(only(inputs), axis, size, params)
      return { outputs: [output], axes: [at] }
    },
    lower: (inputs, params, outputs) => rules.lower(only(inputs), params, only(outputs)),
    complex: 'parts',
  } satisfies Primitive<P>)
}

/** Fills the output with the input elements at linear offsets computed from places in the output. */
export function fillFrom(x: HostArray, output: HostArray, offset: (at: Dims) => number): void {
  forEachIndex(output.shape, (at, i) => {
    output.data[i] = x.data[offset(at)] as number
  })
}

/** One sample for each shape and parameters at float32, and the first of them at the other dtypes too. */
export const dtypeSamples = <P extends Params>(
  dtypes: readonly ArrayType['dtype'][],
  samples: readonly (readonly [shape: Dims, params: P])[],
): readonly Sample<P>[] => {
  const [main = 'float32', ...others] = dtypes
  const sample = ([shape, params]: readonly [Dims, P], dtype: ArrayType['dtype']): Sample<P> => ({ inputs: [{ shape, dtype }], params })
  return [...samples.map(s => sample(s, main)), ...others.flatMap(dtype => samples.slice(0, 1).map(s => sample(s, dtype)))]
}

/** Those that samples use most come first. */
export const numberDTypes: readonly DTypeName[] = [
  'float32',
  'float64',
  ...dtypeNames.filter(isHalf),
  ...dtypeNames.filter(isInteger).reverse(),
]
export const anyDType: readonly DTypeName[] = [...numberDTypes, 'bool']
