// Scatters that do not add: updates put in place, multiplied, or chosen by size, at places given by indices as a gather's are.
// Updates take effect in row-major order, so that of several that are put in one place the last one stays.
// Source: XLA's Scatter; the derivatives at ties are those of the reductions max and min: shared.

import { mul as times } from '../../core/expr.js'
import type { Primitive, Tangent } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { isFloat, isWide } from '../../support/dtype.js'
import { sizeOf } from '../../support/shape.js'
import { add, div, mul } from '../elementwise/arithmetic.js'
import { cast } from '../elementwise/cast.js'
import { comparing, ordered, select } from '../elementwise/choose.js'
import { and, eq } from '../elementwise/logic.js'
import { three } from '../operands.js'
import { bindOne, only } from '../single.js'
import { full } from '../structure/broadcast.js'
import { iota } from '../structure/constant.js'
import { reshape } from '../structure/reshape.js'
import { scatterDomain } from './domain.js'
import { gather, inFloat32, type Scatter, scatterAdd, scatterPrimitive } from './gather.js'
import type { GatherParams } from './geometry.js'

/** Updates that no later one replaces; those that are left out do not matter. */
function lasting(shape: readonly number[], indices: Tensor, updates: { readonly shape: readonly number[] }, params: GatherParams): Tensor {
  const numbers = reshape(iota({ shape: [sizeOf(updates.shape)], axis: 0, dtype: 'int32' }), updates.shape)
  const last = scatterSet(full(0, { shape, dtype: 'int32' }), indices, numbers, params)
  return eq(gather(last, indices, params), numbers)
}

const withBools = scatterDomain.flatMap(({ inputs: [operand, indices, updates], params }, i) =>
  i > 0 || operand === undefined || indices === undefined || updates === undefined
    ? []
    : [{ inputs: [{ ...operand, dtype: 'bool' as const }, indices, { ...updates, dtype: 'bool' as const }], params }],
)

export const scatterSetP: Primitive<GatherParams> = scatterPrimitive({
  name: 'scatterSet',
  domain: [...scatterDomain, ...withBools],
  kinds: ['bool', 'int', 'uint', 'float'],
  step: () => (_before, update) => update,
  combine: (_before, update) => update,
  jvp(primals, [dOperand = null, , dUpdates = null], params) {
    const [operand, indices, updates] = three(primals)
    return [scatterSet(dOperand ?? full(0, operand), indices, dUpdates ?? full(0, updates), params)]
  },
  transpose([cotangent], [operand, indices, updates], params) {
    if (cotangent == null || indices?.linear !== false || updates === undefined) return [null, null, null]
    const type = updates.linear ? updates.type : updates.value
    const toOperand = (): Tensor => scatterSet(cotangent, indices.value, full(0, type), params)
    const toUpdates = (): Tensor => {
      const gathered = gather(cotangent, indices.value, params)
      return select(lasting(cotangent.shape, indices.value, type, params), gathered, full(0, gathered))
    }
    return [operand?.linear ? toOperand() : null, null, updates.linear ? toUpdates() : null]
  },
  complex: 'parts',
})

/** Zeros replaced by ones. */
const nonzero = (x: Tensor): Tensor => select(eq(x, full(0, x)), full(1, x), x)

/** 1 where there is a zero. */
const zeroCount = (x: Tensor): Tensor => cast(eq(x, full(0, x)), 'int32')

/**
 * The product of all factors of an element but one: of those that are not 0, unless another one is.
 * @param product of the factors that are not 0
 * @param zeros how many factors are 0
 */
function productOfOthers(factor: Tensor, product: Tensor, zeros: Tensor): Tensor {
  const isZero = eq(factor, full(0, factor))
  const alone = and(isZero, eq(zeros, full(1, zeros)))
  const none = eq(zeros, full(0, zeros))
  return select(none, div(product, nonzero(factor)), select(alone, product, full(0, product)))
}

const sum = (a: Tangent, b: Tangent): Tangent => (a !== null && b !== null ? add(a, b) : (a ?? b))

export const scatterMulP: Primitive<GatherParams> = scatterPrimitive({
  name: 'scatterMul',
  domain: scatterDomain,
  kinds: ['int', 'uint', 'float'],
  step: dtype => (isFloat(dtype) || isWide(dtype) ? (before, update) => before * update : Math.imul),
  combine: times,
  jvp(primals, [dOperand = null, , dUpdates = null], params) {
    const [operand, indices, updates] = three(primals)
    const product = scatterMul(nonzero(operand), indices, nonzero(updates), params)
    const zeros = scatterAdd(zeroCount(operand), indices, zeroCount(updates), params)
    const there = (x: Tensor): Tensor => gather(x, indices, params)
    const own = dOperand && mul(dOperand, productOfOthers(operand, product, zeros))
    const theirs = dUpdates && mul(dUpdates, productOfOthers(updates, there(product), there(zeros)))
    return [sum(own, theirs && scatterAdd(full(0, operand), indices, theirs, params))]
  },
  transpose: 'nonlinear',
  complex: 'none',
})

const extremum = (name: 'scatterMax' | 'scatterMin', which: 'max' | 'min'): Primitive<GatherParams> =>
  scatterPrimitive({
    name,
    domain: scatterDomain.map(({ inputs, params }) => ({
      inputs: inputs.map((input, i) => (i === 1 ? input : { ...input, distinct: true })),
      params,
    })),
    kinds: ['int', 'uint', 'float'],
    step: dtype => (isWide(dtype) ? comparing[which] : Math[which]),
    combine: (before, update) => ordered(which, before, update),
    jvp(primals, [dOperand = null, , dUpdates = null], params, outputs) {
      const [operand, indices, updates] = three(primals)
      const output = only(outputs)
      // All that attain the extremum share the derivative.
      const [own, theirs] = [eq(operand, output), eq(updates, gather(output, indices, params))]
      const count = scatterAdd(cast(own, operand.dtype), indices, cast(theirs, operand.dtype), params)
      const kept = (attained: Tensor, tangent: Tangent): Tangent => tangent && select(attained, tangent, full(0, tangent))
      const [left, right] = [kept(own, dOperand), kept(theirs, dUpdates)]
      const total = right === null ? left : scatterAdd(left ?? full(0, operand), indices, right, params)
      return [total && div(total, count)]
    },
    transpose: 'nonlinear',
    complex: 'none',
  })

export const scatterMaxP = extremum('scatterMax', 'max')
export const scatterMinP = extremum('scatterMin', 'min')

const scatterOf =
  (primitive: Primitive<GatherParams>): Scatter =>
  (operand, indices, updates, params) =>
    bindOne(primitive, [operand, indices, updates], params)

/** The operand with the updates put at their places; of several the last. @throws ShapeError, DTypeError, ArgumentError */
export const scatterSet: Scatter = scatterOf(scatterSetP)
/** The operand multiplied by the updates at their places. @throws ShapeError, DTypeError, ArgumentError */
export const scatterMul: Scatter = (operand, indices, updates, params) => inFloat32(scatterMulP, operand, indices, updates, params)
/** The greater of the operand and the updates at their places. @throws ShapeError, DTypeError, ArgumentError */
export const scatterMax: Scatter = scatterOf(scatterMaxP)
/** The lesser of the operand and the updates at their places. @throws ShapeError, DTypeError, ArgumentError */
export const scatterMin: Scatter = scatterOf(scatterMinP)
