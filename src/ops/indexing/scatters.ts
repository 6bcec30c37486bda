// How new elements meet those that are there: by name, as scatters.

import { isComplex } from '../../core/complex.js'
import { type Scatter, scatterAdd } from '../../primitives/gather/gather.js'
import { scatterMax, scatterMin, scatterMul, scatterSet } from '../../primitives/gather/scatter.js'
import type { Kind } from '../../support/dtype.js'
import { arithmeticKinds, numberKinds } from '../signatures/operands.js'
import { complexProducts } from './complex-products.js'

/** 'set' replaces, and of several at one place the last stays; the others combine each in turn. */
export type Combine = 'set' | 'add' | 'mul' | 'min' | 'max'

export const scatters: Readonly<Record<Combine, Scatter>> = {
  set: scatterSet,
  add: scatterAdd,
  mul: (operand, ...rest) => (isComplex(operand) ? complexProducts : scatterMul)(operand, ...rest),
  min: scatterMin,
  max: scatterMax,
}

/** What can be combined; complex numbers have no order. */
export const combinedKinds: Readonly<Record<Combine, readonly Kind[]>> = {
  set: ['bool', ...arithmeticKinds],
  add: arithmeticKinds,
  mul: arithmeticKinds,
  min: numberKinds,
  max: numberKinds,
}
