// Elementwise functions at NaN, infinities, signed zeros and outside of their domains, in every float dtype on every device. Source: the
// Python array API standard, 2024.12, which says what C99's annex F says; for functions it does not have, limits and SciPy.

import * as tenet from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

/** For each function, arguments → value. */
const table: Readonly<Record<string, string>> = {
  abs: 'nan→nan -0→0 -inf→inf',
  acos: 'nan→nan 1.5→nan -1.5→nan inf→nan 1→0',
  acosh: 'nan→nan 0.5→nan -inf→nan -2→nan 1→0 inf→inf',
  asin: 'nan→nan 0→0 -0→-0 1.5→nan -1.5→nan -inf→nan',
  asinh: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf',
  atan: 'nan→nan 0→0 -0→-0',
  atanh: 'nan→nan 0→0 -0→-0 1.5→nan -1.5→nan inf→nan 1→inf -1→-inf',
  cbrt: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf 27→3 -1→-1',
  ceil: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf -0.5→-0',
  cos: 'nan→nan 0→1 -0→1 inf→nan -inf→nan',
  cosh: 'nan→nan 0→1 -0→1 inf→inf -inf→inf',
  digamma: 'nan→nan 0→-inf -0→inf -1→nan -2→nan inf→inf -inf→nan',
  entr: 'nan→nan 0→0 inf→-inf -1→-inf',
  erf: 'nan→nan 0→0 -0→-0 inf→1 -inf→-1',
  erfInv: 'nan→nan 0→0 -0→-0 1→inf -1→-inf 1.5→nan -inf→nan',
  erfc: 'nan→nan 0→1 -0→1 inf→0 -inf→2 1000→0',
  erfcx: 'nan→nan inf→0 -inf→inf -1000→inf',
  exp: 'nan→nan 0→1 -0→1 inf→inf -inf→0',
  exp2: 'nan→nan 0→1 -0→1 inf→inf -inf→0 3→8',
  expm1: 'nan→nan 0→0 -0→-0 inf→inf -inf→-1',
  floor: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf 0.5→0',
  i0: 'nan→nan 0→1 -0→1 inf→inf -inf→inf',
  i0e: 'nan→nan 0→1 -0→1 inf→0 -inf→0',
  i1: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf',
  i1e: 'nan→nan 0→0 -0→-0 inf→0 -inf→-0',
  lgamma: 'nan→nan 0→inf -0→inf -1→inf -2→inf 1→0 2→0 inf→inf -inf→inf',
  log: 'nan→nan -1→nan -inf→nan 0→-inf -0→-inf 1→0 inf→inf',
  log10: 'nan→nan -1→nan -inf→nan 0→-inf -0→-inf 1→0 inf→inf',
  log1p: 'nan→nan 0→0 -0→-0 -1.5→nan -1→-inf inf→inf',
  log2: 'nan→nan -1→nan -inf→nan 0→-inf -0→-inf 1→0 inf→inf',
  logit: 'nan→nan 0→-inf 1→inf 0.5→0 -0.5→nan 1.5→nan inf→nan',
  nanToNum: 'nan→0 0→0 -0→-0 1.5→1.5',
  ndtr: 'nan→nan 0→0.5 -0→0.5 inf→1 -inf→0',
  neg: 'nan→nan 0→-0 -0→0 inf→-inf',
  reciprocal: 'nan→nan 0→inf -0→-inf inf→0 -inf→-0',
  round: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf 0.5→0 -0.5→-0 2.5→2',
  rsqrt: 'nan→nan 0→inf -0→-inf inf→0 -1→nan',
  sign: 'nan→nan 0→0 -0→-0 inf→1 -inf→-1',
  sin: 'nan→nan 0→0 -0→-0 inf→nan -inf→nan',
  sinc: 'nan→nan 0→1 -0→1 3→0 inf→nan',
  sinh: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf',
  spacing: 'nan→nan inf→nan',
  sqrt: 'nan→nan 0→0 -0→-0 -1→nan -inf→nan inf→inf',
  square: 'nan→nan -0→0 -inf→inf',
  tan: 'nan→nan 0→0 -0→-0 inf→nan -inf→nan',
  tanh: 'nan→nan 0→0 -0→-0 inf→1 -inf→-1',
  trunc: 'nan→nan 0→0 -0→-0 inf→inf -inf→-inf 0.5→0 -0.5→-0',
  add: 'nan,1→nan inf,-inf→nan inf,1→inf -0,-0→-0 -0,0→0',
  atan2:
    'inf,nan→nan -inf,nan→nan nan,inf→nan nan,-inf→nan nan,1→nan 1,nan→nan 1,0→π/2 1,-0→π/2 0,1→0 0,0→0 0,-0→π 0,-1→π -0,1→-0 -0,0→-0 -0,-0→-π -0,-1→-π -1,0→-π/2 -1,-0→-π/2 ' +
    '1,inf→0 1,-inf→π -1,inf→-0 -1,-inf→-π inf,1→π/2 -inf,1→-π/2 inf,inf→π/4 inf,-inf→3π/4 -inf,inf→-π/4 -inf,-inf→-3π/4',
  copySign: 'nan,1→nan 1,-0→-1 -1,0→1 inf,-1→-inf 0,-2→-0 -0,1→0',
  div: 'nan,1→nan inf,inf→nan 0,0→nan 1,0→inf 1,-0→-inf -0,1→-0 1,inf→0 -1,inf→-0 inf,-2→-inf',
  floorDivide: 'nan,1→nan 1,nan→nan 7,-2→-4',
  fmax: 'nan,1→1 1,nan→1 nan,nan→nan -0,0→0 inf,nan→inf',
  fmin: 'nan,1→1 1,nan→1 nan,nan→nan -0,0→-0 -inf,nan→-inf',
  fmod: 'nan,1→nan inf,1→nan 1,0→nan 3,inf→3 -0,2→-0 -6,2→-0 -5,3→-2',
  heaviside: 'nan,0.5→nan -inf,0.5→0 0,0.5→0.5 -0,0.5→0.5 inf,0.5→1',
  hypot: 'inf,nan→inf nan,-inf→inf nan,1→nan 1,nan→nan 0,-0→0 -3,4→5 -0,-2→2',
  logaddexp: 'nan,1→nan 1,nan→nan inf,-inf→inf -inf,-inf→-inf inf,inf→inf -inf,3→3 inf,nan→nan',
  logaddexp2: 'nan,1→nan -inf,-inf→-inf inf,inf→inf -inf,3→3 2,2→3',
  maximum: 'nan,1→nan 1,nan→nan 0,-0→0 -0,0→0 inf,1→inf',
  minimum: 'nan,1→nan 1,nan→nan 0,-0→-0 -0,0→-0 -inf,1→-inf',
  mul: 'nan,1→nan inf,0→nan -inf,2→-inf -0,2→-0 -0,-2→0',
  nextAfter: 'nan,1→nan 1,nan→nan 0,-0→-0 -0,0→0 inf,inf→inf 2,2→2',
  pow:
    'nan,0→1 1,nan→1 1,inf→1 -1,inf→1 -1,-inf→1 2,inf→inf 0.5,inf→0 2,-inf→0 0.5,-inf→inf inf,2→inf inf,-2→0 -inf,3→-inf ' +
    '-inf,2→inf -inf,-3→-0 -inf,-2→0 0,3→0 -0,3→-0 -0,2→0 0,-3→inf -0,-3→-inf -0,-2→inf -2,0.5→nan 2,nan→nan',
  remainder: 'nan,1→nan inf,1→nan 1,0→nan 3,inf→3 -5,3→1 5,-3→-1',
  sub: 'nan,1→nan inf,inf→nan 0,0→0 -0,0→-0',
  xlog1py: '0,-1→0 0,inf→0 0,-3→0 0,nan→nan 1,-1→-inf nan,0→nan',
  xlogy: '0,0→0 0,inf→0 0,-1→0 0,nan→nan 1,0→-inf nan,1→nan',
  isFinite: 'nan→0 inf→0 -inf→0 -0→1',
  isInf: 'nan→0 inf→1 -inf→1 0→0',
  isNaN: 'nan→1 inf→0 0→0',
  isNegInf: 'nan→0 inf→0 -inf→1',
  isPosInf: 'nan→0 inf→1 -inf→0',
  signBit: '0→0 -0→1 inf→0 -inf→1 -2→1 2→0 nan→0',
}

/** A number, or a fraction of π as in 3π/4. */
function numberOf(text: string): number {
  const [, sign = '', count, divisor] = /^(-?)(\d*)π(?:\/(\d))?$/.exec(text) ?? []
  if (count === undefined) return { nan: Number.NaN, inf: Number.POSITIVE_INFINITY, '-inf': Number.NEGATIVE_INFINITY }[text] ?? Number(text)
  return (Number(`${sign}${count || 1}`) * Math.PI) / Number(divisor ?? 1)
}

/** The distance of neighbours at 1, relative to which every float is exact to half. */
const epsilons = { float16: 2 ** -10, bfloat16: 2 ** -7, float32: 2 ** -23, float64: 2 ** -52 } as const

interface Row {
  readonly text: string
  readonly args: readonly number[]
  readonly value: number
}
const rowsOf = (cases: string): readonly Row[] =>
  cases.split(' ').map(text => {
    const [args = '', value = ''] = text.split('→')
    return { text, args: args.split(',').map(numberOf), value: numberOf(value) }
  })

describe.each(tenet.availableDevices())('on %s', device => {
  beforeAll(() => tenet.useDevice(device))

  describe.each(Object.keys(epsilons) as (keyof typeof epsilons)[])('in %s', dtype => {
    test.each(Object.entries(table))('%s', (name, cases) => {
      const f = Reflect.get(tenet, name) as (...args: readonly tenet.Tensor[]) => tenet.Tensor
      const rows = rowsOf(cases)
      const column = (i: number): tenet.Tensor => tenet.tensor(Float64Array.from(rows, row => row.args[i] ?? Number.NaN)).cast(dtype)
      const got = [...f(...(rows[0]?.args ?? []).map((_, i) => column(i))).dataSync()]
      for (const [i, { text, value }] of rows.entries()) {
        const result = got[i] ?? Number.NaN
        // The standard asks for approximations to fractions of π: 2 ulp.
        const close = text.includes('π') && Math.abs(result - value) <= 2 * epsilons[dtype] * Math.abs(value)
        expect(close || Object.is(result, value), `${name}: ${text}, got ${Object.is(result, -0) ? '-0' : result}`).toBe(true)
      }
    })
  })
})
