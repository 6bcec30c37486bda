// The elementwise primitives: their wrappers and records, and the list of all of them.

import type { Primitive } from '../../core/primitive.js'
import { absP, addP, ceilP, divP, floorP, mulP, negP, remP, roundP, signP, subP, truncP } from './arithmetic.js'
import { i0eP, i0P, i1eP, i1P } from './bessel.js'
import { shiftLeftP, shiftRightArithmeticP, shiftRightLogicalP, threefry2x32P } from './bits.js'
import { bitcastP, type CastParams, castP, stopGradientP } from './cast.js'
import { clampP, maxP, minP, selectP } from './choose.js'
import { erfcP, erfcxP, ndtrP } from './error.js'
import { digammaP, lgammaP, type PolygammaParams, polygammaP } from './gamma.js'
import { acoshP, asinhP, atanhP, coshP, sinhP } from './hyperbolic.js'
import { bitCountP, gcdP } from './integers.js'
import { cbrtP, exp2P, hypotP, log2P, log10P, logitP } from './logarithmic.js'
import { andP, eqP, geP, gtP, leP, ltP, neP, notP, orP, xorP } from './logic.js'
import { exponentP, ldexpP, nextAfterP, signBitP } from './parts.js'
import { cosP, erfInvP, erfP, expm1P, expP, log1pP, logP, powP, rsqrtP, sinP, sqrtP, tanhP } from './transcendental.js'
import { acosP, asinP, atan2P, atanP, sincP, tanP } from './trigonometric.js'

export * from './arithmetic.js'
export * from './bessel.js'
export * from './bits.js'
export * from './cast.js'
export * from './choose.js'
export * from './error.js'
export * from './gamma.js'
export * from './hyperbolic.js'
export * from './integers.js'
export * from './logarithmic.js'
export * from './logic.js'
export * from './parts.js'
export * from './transcendental.js'
export * from './trigonometric.js'

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
