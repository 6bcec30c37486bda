// Operations on the bits of integers: shifts, and the Threefry-2x32 block cipher from which all random numbers come.
// A shift by the width or more gives 0, or copies of the sign. Threefry: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011.

import { type ArrayType, arrayType } from '../../core/array-type.js'
import type { Expr } from '../../core/expr.js'
import * as e from '../../core/expr.js'
import type { Primitive } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { type DTypeName, dtypeInfo, isWide, wideElement, wideValue } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import {
  batchElementwise,
  binaryOf,
  commonDType,
  commonShape,
  elementwise,
  given,
  integers,
  type ScalarFunction,
  samples,
} from './family.js'

interface Shift {
  readonly value: (bits: number) => ScalarFunction
  /** The same for 64 bits, whose elements are bigints. */
  readonly wide: (x: bigint, by: bigint) => bigint
  readonly body: (x: Expr, by: Expr, bits: number) => Expr
}

const shift = (name: string, { value, wide, body }: Shift): Primitive =>
  elementwise(2, {
    name,
    domain: samples(2, integers, { range: [0, 70] }),
    resultOf: inputs => commonDType(name, integers, inputs),
    value: dtype => (isWide(dtype) ? (x, by) => wideElement(wide(wideValue(x), wideValue(by))) : value(dtypeInfo(dtype).bits)),
    body: ([x, by]) => body(given(x), given(by), bitsOf(given(x))),
    jvp: () => null,
    transpose: 'nonlinear',
  })

const bitsOf = (x: Expr): number => dtypeInfo(x.type as DTypeName).bits

/** Bits move through words of 32 or 64 bits: unsigned for moving, signed for copying the sign. */
interface Word {
  readonly unsigned: 'uint32' | 'uint64'
  readonly signed: 'int32' | 'int64'
  readonly bits: 32 | 64
}

const wordFor = (bits: number): Word =>
  bits === 64 ? { unsigned: 'uint64', signed: 'int64', bits: 64 } : { unsigned: 'uint32', signed: 'int32', bits: 32 }

/** Narrower types of the same width without a sign, and with one. */
const narrow = {
  8: { unsigned: 'uint8', signed: 'int8' },
  16: { unsigned: 'uint16', signed: 'int16' },
} as const

/** The bits of `x` in a word, filled up with zeros or with copies of the sign bit. */
function inWord(x: Expr, fill: 'unsigned' | 'signed'): Expr {
  const bits = bitsOf(x)
  if (bits === 8 || bits === 16) return e.convert(wordFor(bits)[fill], e.bitcast(narrow[bits][fill], x))
  return e.bitcast(wordFor(bits)[fill], x)
}

/** The low bits of a word. */
const fromWord = (x: Expr, like: Expr): Expr => (bitsOf(like) >= 32 ? e.bitcast(like.type, x) : e.convert(like.type, x))

/** Shifts by less than the width; elsewhere 0. A negative amount is a large one without its sign. */
function logical(op: 'shiftLeft' | 'shiftRight', x: Expr, by: Expr, bits: number): Expr {
  const { unsigned } = wordFor(bits)
  const amount = inWord(by, 'unsigned')
  const zero = e.constant(unsigned, 0)
  const inside = e.compare('lt', amount, e.constant(unsigned, bits))
  const moved = e.binary(op, inWord(x, 'unsigned'), e.select(inside, amount, zero))
  return fromWord(e.select(inside, moved, zero), x)
}

const unsigned = (x: number, bits: number): number => (bits === 32 ? x >>> 0 : x & (2 ** bits - 1))
const inRange = (by: number | bigint, bits: number): boolean => by >= 0 && by < bits

export const shiftLeftP = shift('shiftLeft', {
  value: bits => (x, by) => (inRange(by, bits) ? x << by : 0),
  wide: (x, by) => (inRange(by, 64) ? BigInt.asIntN(64, x << by) : 0n),
  body: (x, by, bits) => logical('shiftLeft', x, by, bits),
})
export const shiftLeft = binaryOf(shiftLeftP)

export const shiftRightLogicalP = shift('shiftRightLogical', {
  value: bits => (x, by) => (inRange(by, bits) ? unsigned(x, bits) >>> by : 0),
  wide: (x, by) => (inRange(by, 64) ? BigInt.asUintN(64, x) >> by : 0n),
  body: (x, by, bits) => logical('shiftRight', x, by, bits),
})
export const shiftRightLogical = binaryOf(shiftRightLogicalP)

export const shiftRightArithmeticP = shift('shiftRightArithmetic', {
  value: bits => (x, by) => ((x << (32 - bits)) >> (32 - bits)) >> (inRange(by, bits) ? by : bits - 1),
  wide: (x, by) => BigInt.asIntN(64, x) >> (inRange(by, 64) ? by : 63n),
  body: (x, by, bits) => {
    const word = wordFor(bits)
    const amount = inWord(by, 'unsigned')
    const last = e.constant(word.unsigned, bits - 1)
    const clamped = e.bitcast(word.signed, e.select(e.compare('lt', amount, last), amount, last))
    return fromWord(e.binary('shiftRight', inWord(x, 'signed'), clamped), x)
  },
})
export const shiftRightArithmetic = binaryOf(shiftRightArithmeticP)

const word = (value: number): Expr => e.constant('uint32', value)

// The cipher, written once over any word arithmetic: 20 rounds, a key injected after every four.
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const
const parity = 0x1bd11bda

interface WordArithmetic<W> {
  readonly add: (a: W, b: W) => W
  readonly xor: (a: W, b: W) => W
  readonly rotateLeft: (a: W, by: number) => W
  readonly constant: (value: number) => W
}

function threefry<W>({ add, xor, rotateLeft, constant }: WordArithmetic<W>, k0: W, k1: W, x0: W, x1: W): readonly [W, W] {
  const keys = [k0, k1, xor(xor(k0, k1), constant(parity))] as const
  const key = (i: number): W => given(keys[i % 3])
  let [a, b] = [add(x0, k0), add(x1, k1)]
  for (let group = 0; group < 5; group++) {
    for (const by of given(rotations[group % 2])) {
      a = add(a, b)
      b = xor(a, rotateLeft(b, by))
    }
    a = add(a, key(group + 1))
    b = add(b, add(key(group + 2), constant(group + 1)))
  }
  return [a, b]
}

const onNumbers: WordArithmetic<number> = {
  add: (a, b) => (a + b) >>> 0,
  xor: (a, b) => (a ^ b) >>> 0,
  rotateLeft: (a, by) => ((a << by) | (a >>> (32 - by))) >>> 0,
  constant: value => value,
}

const onExpressions: WordArithmetic<Expr> = {
  add: e.add,
  xor: (a, b) => e.binary('xor', a, b),
  rotateLeft: (a, by) => e.or(e.binary('shiftLeft', a, word(by)), e.binary('shiftRight', a, word(32 - by))),
  constant: word,
}

const threefryName = 'threefry2x32'

export const threefry2x32P: Primitive = Object.freeze({
  name: threefryName,
  domain: [[], [5], [2, 3]].map(shape => ({
    inputs: Array.from({ length: 4 }, () => ({ shape, dtype: 'uint32', range: [0, 4294967295] }) as const),
    params: {},
  })),
  typeOf: inputs => {
    const shape = commonShape(threefryName, 4, inputs)
    const dtype = commonDType(threefryName, ['uint'], inputs)
    if (dtype !== 'uint32') throw new DTypeError(`${threefryName}: expected uint32; got ${dtype}`)
    return [0, 1].map((): ArrayType => arrayType(shape, dtype))
  },
  reference: (inputs, _params, outputs) => {
    const [k0, k1, x0, x1] = inputs.map(input => input.data)
    const [first, second] = outputs.map(output => output.data)
    for (let i = 0; i < given(first).length; i++) {
      const at = (words: typeof k0): number => given(words?.[i])
      const [a, b] = threefry(onNumbers, at(k0), at(k1), at(x0), at(x1))
      given(first)[i] = a
      given(second)[i] = b
    }
  },
  jvp: () => [null, null],
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchElementwise(threefry2x32P, inputs, axes, size, params),
  lower: () => ({
    kind: 'elementwise',
    body: ([k0, k1, x0, x1]) => threefry(onExpressions, given(k0), given(k1), given(x0), given(x1)),
  }),
  complex: 'none',
} satisfies Primitive)

/** Encrypts the counter `(x0, x1)` under the key `(k0, k1)`: two independent words of random bits. */
export function threefry2x32(k0: Tensor, k1: Tensor, x0: Tensor, x1: Tensor): readonly [Tensor, Tensor] {
  const [a, b] = bind(threefry2x32P, [k0, k1, x0, x1], {})
  return [given(a), given(b)]
}
