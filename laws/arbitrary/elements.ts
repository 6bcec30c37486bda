// The elements of tensors, by purpose: which values are drawn, and what simpler ones a failure is reduced to.
// Everything drawn is exactly an element of its dtype.

import type fc from 'fast-check'
import type { DType } from 'tenet'
import { generated } from './generated.js'

/**
 * - 'dyadic': multiples of 1/16 (whole numbers for integers) from -8 to 8. Products of two of them are multiples of 1/256 up to 64, so sums of
 *   1,000 products are exact in float32: equalities of real numbers hold to the bit, and printed elements are exact.
 * - 'generic': any numbers from -2 to 2, for laws on derivatives: no zeros, no ties, full mantissas. They shrink to multiples of 1/8, never to 0.
 * - 'special': as 'generic', with NaN, infinities, signed zeros, the smallest and largest numbers among them.
 * - 'distinct': evenly spaced and shuffled, no two alike, for what chooses or sorts. They shrink to ascending order.
 */
export type Purpose = 'dyadic' | 'generic' | 'special' | 'distinct'

export type Range = readonly [min: number, max: number]

interface Numbers {
  readonly kind: 'bool' | 'uint' | 'int' | 'float'
  /** The nearest number of the dtype. */
  readonly round: (value: number) => number
  /** What breaks programs. */
  readonly special: readonly number[]
}

const floats = (round: (value: number) => number, smallest: number, largest: number): Numbers => ({
  kind: 'float',
  round,
  special: [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, smallest, -smallest, largest, -largest],
})
/** To so many binary digits, for what is not near the ends of a format. */
const toDigits =
  (digits: number) =>
  (value: number): number => {
    const unit = 2 ** (Math.floor(Math.log2(Math.abs(value))) - digits + 1)
    return value === 0 ? value : Math.round(value / unit) * unit
  }
const integers = (kind: 'uint' | 'int', min: number, max: number): Numbers => ({ kind, round: Math.trunc, special: [min, max, 0, 1] })

const numbers: Readonly<Record<DType, Numbers>> = {
  bool: { kind: 'bool', round: Math.trunc, special: [0, 1] },
  uint8: integers('uint', 0, 255),
  uint16: integers('uint', 0, 2 ** 16 - 1),
  uint32: integers('uint', 0, 2 ** 32 - 1),
  uint64: integers('uint', 0, Number.MAX_SAFE_INTEGER),
  int8: integers('int', -(2 ** 7), 2 ** 7 - 1),
  int16: integers('int', -(2 ** 15), 2 ** 15 - 1),
  int32: integers('int', -(2 ** 31), 2 ** 31 - 1),
  int64: integers('int', Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
  float16: floats(toDigits(11), 2 ** -24, 65504),
  bfloat16: floats(toDigits(8), 2 ** -133, 3.3895313892515355e38),
  float32: floats(Math.fround, 2 ** -149, 3.4028234663852886e38),
  float64: floats(value => value, Number.MIN_VALUE, Number.MAX_VALUE),
  // Of the parts.
  complex64: floats(Math.fround, 2 ** -149, 3.4028234663852886e38),
  complex128: floats(value => value, Number.MIN_VALUE, Number.MAX_VALUE),
}

const ranges: Readonly<Record<Numbers['kind'], Readonly<Record<Purpose, Range>>>> = {
  bool: { dyadic: [0, 1], generic: [0, 1], special: [0, 1], distinct: [0, 1] },
  uint: { dyadic: [0, 8], generic: [0, 8], special: [0, 8], distinct: [0, 8] },
  int: { dyadic: [-8, 8], generic: [-8, 8], special: [-8, 8], distinct: [-8, 8] },
  float: { dyadic: [-8, 8], generic: [-2, 2], special: [-2, 2], distinct: [-2, 2] },
}

/** Replaces blocks of values, long blocks first. */
function* inBlocks(values: readonly number[], simplify: (block: readonly number[]) => readonly number[]): Iterable<readonly number[]> {
  for (let length = values.length; length >= 1; length = Math.floor(length / 2))
    for (let start = 0; start < values.length; start += length) {
      const block = values.slice(start, start + length)
      const simple = simplify(block)
      if (simple.some((value, i) => !Object.is(value, block[i])))
        yield [...values.slice(0, start), ...simple, ...values.slice(start + length)]
    }
}

/** Each value on its own. */
function* oneByOne(values: readonly number[], simplify: (value: number) => number): Iterable<readonly number[]> {
  for (const [i, value] of values.entries()) {
    const simple = simplify(value)
    if (!Object.is(simple, value)) yield values.with(i, simple)
  }
}

/** Draws `size` elements and knows simpler ones. */
interface Scheme {
  readonly draw: (random: fc.Random, size: number) => readonly number[]
  readonly simpler: (values: readonly number[]) => Iterable<readonly number[]>
}

const each =
  (draw: (random: fc.Random) => number): Scheme['draw'] =>
  (random, size) =>
    Array.from({ length: size }, () => draw(random))

/** Simplifies to the number nearest to 0, to whole numbers, to halves, by one. */
const towardsZero = ([min, max]: Range): Scheme['simpler'] => {
  const clamp = (value: number): number => Math.min(max, Math.max(min, value)) + 0
  return function* (values) {
    yield* inBlocks(values, block => block.map(() => clamp(0)))
    yield* oneByOne(values, value => clamp(Math.trunc(value)))
    yield* oneByOne(values, value => (Math.abs(value) >= 2 ? clamp(Math.trunc(value / 2)) : value))
    // Large numbers have been halved as often as they could be; one by one would take too many runs.
    yield* oneByOne(values, value => (Math.abs(value) >= 1 && Math.abs(value) <= 16 ? clamp(value - Math.sign(value)) : value))
  }
}

function dyadicScheme({ kind }: Numbers, [min, max]: Range): Scheme {
  const parts = kind === 'float' ? 16 : 1
  const [least, most] = [Math.ceil(min * parts), Math.floor(max * parts)]
  return { draw: each(random => random.nextInt(least, most) / parts), simpler: towardsZero([least / parts, most / parts]) }
}

function genericScheme({ round }: Numbers, [min, max]: Range): Scheme {
  const simple = (value: number): number => {
    const eighths = Math.trunc(value * 8) / 8 || Math.sign(value) / 8
    return eighths >= min && eighths <= max ? eighths : value
  }
  return {
    draw: each(random => {
      const value = round(min + random.nextDouble() * (max - min))
      return value === 0 ? round(max) : value
    }),
    simpler: values => inBlocks(values, block => block.map(simple)),
  }
}

function specialScheme(info: Numbers, range: Range): Scheme {
  const ordinary = info.kind === 'float' ? genericScheme(info, range) : dyadicScheme(info, range)
  const { special } = info
  return {
    draw: (random, size) =>
      ordinary
        .draw(random, size)
        .map(value => (random.nextInt(0, 3) === 0 ? (special[random.nextInt(0, special.length - 1)] ?? value) : value)),
    simpler: function* (values) {
      yield* inBlocks(values, block => block.map(() => 0))
      yield* oneByOne(values, value => (Number.isFinite(value) && Math.abs(value) > 1 ? Math.sign(value) : value))
    },
  }
}

function distinctScheme({ kind, round }: Numbers, [min, max]: Range): Scheme {
  const place = (position: number, size: number): number =>
    kind === 'float' ? round(min + ((position + 0.5) / size) * (max - min)) : min + position
  return {
    draw: (random, size) => {
      const order = Array.from({ length: size }, (_, i) => place(i, size))
      for (let i = size - 1; i > 0; i--) {
        const j = random.nextInt(0, i)
        const [p, q] = [order[i], order[j]]
        if (p !== undefined && q !== undefined) [order[i], order[j]] = [q, p]
      }
      return order
    },
    simpler: values => inBlocks(values, block => block.toSorted((a, b) => a - b)),
  }
}

function schemeFor(dtype: DType, purpose: Purpose, range: Range | undefined): Scheme {
  const info = numbers[dtype]
  const within = range ?? ranges[info.kind][purpose]
  switch (purpose) {
    case 'dyadic':
      return dyadicScheme(info, within)
    case 'generic':
      return info.kind === 'float' ? genericScheme(info, within) : dyadicScheme(info, within)
    case 'special':
      return specialScheme(info, within)
    case 'distinct':
      return distinctScheme(info, within)
  }
}

/** The elements of one tensor, as numbers; a bool is 0 or 1, 64-bit integers are those that numbers hold, complex elements are pairs. */
export function elements(size: number, dtype: DType, purpose: Purpose, range?: Range): fc.Arbitrary<readonly number[]> {
  const { draw, simpler } = schemeFor(dtype, purpose, range)
  const numbersEach = dtype === 'complex64' || dtype === 'complex128' ? 2 : 1
  return generated(random => draw(random, size * numbersEach), simpler)
}
