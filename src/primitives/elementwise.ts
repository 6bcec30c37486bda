// The elementwise primitives: their wrappers and records, and the list of all of them.

import type { Primitive } from '../core/primitive.js'
import { absP, addP, ceilP, divP, floorP, mulP, negP, remP, roundP, signP, subP, truncP } from './elementwise-arithmetic.js'
import { i0eP, i0P, i1eP, i1P } from './elementwise-bessel.js'
import { shiftLeftP, shiftRightArithmeticP, shiftRightLogicalP, threefry2x32P } from './elementwise-bits.js'
import { bitcastP, type CastParams, castP, stopGradientP } from './elementwise-cast.js'
import { clampP, maxP, minP, selectP } from './elementwise-choose.js'
import { erfcP, erfcxP, ndtrP } from './elementwise-error.js'
import { digammaP, lgammaP, type PolygammaParams, polygammaP } from './elementwise-gamma.js'
import { acoshP, asinhP, atanhP, coshP, sinhP } from './elementwise-hyperbolic.js'
import { bitCountP, gcdP } from './elementwise-integers.js'
import { cbrtP, exp2P, hypotP, log2P, log10P, logitP } from './elementwise-logarithmic.js'
import { andP, eqP, geP, gtP, leP, ltP, neP, notP, orP, xorP } from './elementwise-logic.js'
import { exponentP, ldexpP, nextAfterP, signBitP } from './elementwise-parts.js'
import { cosP, erfInvP, erfP, expm1P, expP, log1pP, logP, powP, rsqrtP, sinP, sqrtP, tanhP } from './elementwise-transcendental.js'
import { acosP, asinP, atan2P, atanP, sincP, tanP } from './elementwise-trigonometric.js'

export * from './elementwise-arithmetic.js'
export * from './elementwise-bessel.js'
export * from './elementwise-bits.js'
export * from './elementwise-cast.js'
export * from './elementwise-choose.js'
export * from './elementwise-error.js'
export * from './elementwise-gamma.js'
export * from './elementwise-hyperbolic.js'
export * from './elementwise-integers.js'
export * from './elementwise-logarithmic.js'
export * from './elementwise-logic.js'
export * from './elementwise-parts.js'
export * from './elementwise-transcendental.js'
export * from './elementwise-trigonometric.js'

/** A record with parameters of its own among others: whoever binds it has its parameters from it. */
const untyped = (primitive: Primitive<CastParams> | Primitive<PolygammaParams>): Primitive => primitive as unknown as Primitive

export const elementwisePrimitives: readonly Primitive[] = [
  negP,
  signP,
  absP,
  floorP,
  ceilP,
  truncP,
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
  exp2P,
  log2P,
  log10P,
  cbrtP,
  hypotP,
  logitP,
  tanP,
  asinP,
  acosP,
  atanP,
  atan2P,
  sincP,
  sinhP,
  coshP,
  asinhP,
  acoshP,
  atanhP,
  erfcP,
  erfcxP,
  ndtrP,
  lgammaP,
  digammaP,
  untyped(polygammaP),
  i0P,
  i0eP,
  i1P,
  i1eP,
  signBitP,
  nextAfterP,
  exponentP,
  ldexpP,
  gcdP,
  bitCountP,
  untyped(castP),
  untyped(bitcastP),
]
