// The elementwise primitives: their wrappers and records, and the list of all of them.

import type { Primitive } from '../core/primitive.js'
import { absP, addP, ceilP, divP, floorP, mulP, negP, remP, roundP, signP, subP } from './elementwise-arithmetic.js'
import { shiftLeftP, shiftRightArithmeticP, shiftRightLogicalP, threefry2x32P } from './elementwise-bits.js'
import { bitcastP, type CastParams, castP, stopGradientP } from './elementwise-cast.js'
import { clampP, maxP, minP, selectP } from './elementwise-choose.js'
import { andP, eqP, geP, gtP, leP, ltP, neP, notP, orP, xorP } from './elementwise-logic.js'
import { cosP, erfInvP, erfP, expm1P, expP, log1pP, logP, powP, rsqrtP, sinP, sqrtP, tanhP } from './elementwise-transcendental.js'

export * from './elementwise-arithmetic.js'
export * from './elementwise-bits.js'
export * from './elementwise-cast.js'
export * from './elementwise-choose.js'
export * from './elementwise-logic.js'
export * from './elementwise-transcendental.js'

/** A record with parameters of its own among others: whoever binds it has its parameters from it. */
const untyped = (primitive: Primitive<CastParams>): Primitive => primitive as unknown as Primitive

export const elementwisePrimitives: readonly Primitive[] = [
  negP,
  signP,
  absP,
  floorP,
  ceilP,
  roundP,
  addP,
  subP,
  mulP,
  divP,
  remP,
  eqP,
  neP,
  ltP,
  leP,
  gtP,
  geP,
  andP,
  orP,
  xorP,
  notP,
  shiftLeftP,
  shiftRightLogicalP,
  shiftRightArithmeticP,
  threefry2x32P,
  selectP,
  maxP,
  minP,
  clampP,
  stopGradientP,
  sqrtP,
  rsqrtP,
  expP,
  expm1P,
  logP,
  log1pP,
  sinP,
  cosP,
  tanhP,
  erfP,
  erfInvP,
  powP,
  untyped(castP),
  untyped(bitcastP),
]
