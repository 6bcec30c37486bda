// How new elements meet those that are there: by name, as scatters.

import { type Scatter, scatterAdd } from '../../primitives/gather/gather.js'
import { scatterMax, scatterMin, scatterMul, scatterSet } from '../../primitives/gather/scatter.js'

/** 'set' replaces, and of several at one place the last stays; the others combine each in turn. */
export type Combine = 'set' | 'add' | 'mul' | 'min' | 'max'

export const scatters: Readonly<Record<Combine, Scatter>> = {
  set: scatterSet,
  add: scatterAdd,
  mul: scatterMul,
  min: scatterMin,
  max: scatterMax,
}
