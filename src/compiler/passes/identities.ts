// Rules that drop an equation because one of its inputs is its output already, to the bit: x + 0 is not x when x is -0, but x + (-0) is.

import type { Equation } from '../../core/graph.js'
import { isFloat, isWide } from '../../support/dtype.js'
import { sameShape } from '../../support/shape.js'
import { become, type Known, numberParam, numbersParam, type Rewritten, type Rules, rule, same } from './rewrite.js'

const first = ({ inputs: [x] }: Equation): Rewritten | null => same(x)

/** Elements that leave the other operand as it is, and elements that the result always is. */
interface Special {
  readonly right?: number
  readonly left?: number
  readonly absorbs?: number
}

const either = (value: number): Special => ({ left: value, right: value })

const specials: Readonly<Record<'float' | 'integer' | 'bool', Readonly<Record<string, Special>>>> = {
  float: { add: either(-0), sub: { right: 0 }, mul: either(1), div: { right: 1 } },
  integer: {
    add: either(0),
    sub: { right: 0 },
    mul: { ...either(1), absorbs: 0 },
    div: { right: 1 },
    and: { absorbs: 0 },
    or: either(0),
    xor: either(0),
    shiftLeft: { right: 0 },
    shiftRightLogical: { right: 0 },
    shiftRightArithmetic: { right: 0 },
  },
  bool: { and: { ...either(1), absorbs: 0 }, or: { ...either(0), absorbs: 1 }, xor: either(0) },
}

const special = rule('neutral or absorbing element', ({ primitive, inputs: [a, b] }, known) => {
  if (a === undefined || b === undefined) return null
  const { dtype } = a.type
  const own = specials[dtype === 'bool' ? 'bool' : isFloat(dtype) ? 'float' : 'integer'][primitive.name]
  if (own === undefined) return null
  // 0 and 1 of wide integers are recognised as numbers.
  const [p, q] = [a, b]
    .map(v => known.uniform(v)?.value)
    .map(value => (value === undefined ? value : isWide(dtype) ? Number(value) : value))
  if (q !== undefined && Object.is(q, own.right)) return same(a)
  if (p !== undefined && Object.is(p, own.left)) return same(b)
  if (p !== undefined && p === own.absorbs) return same(a)
  if (q !== undefined && q === own.absorbs) return same(b)
  return null
})

const ofEqualOperands = rule('equal operands', ({ inputs: [a, b] }) => (a === b ? same(a) : null))

/** `f(f(x)) = f(x)` */
const idempotent = rule('f(f(x)) = f(x)', ({ primitive, inputs: [x] }, known) =>
  x !== undefined && known.definition(x)?.primitive === primitive ? same(x) : null,
)

/** `f(f(x)) = x` */
const involution = rule('f(f(x)) = x', ({ primitive, inputs: [x] }, known) => {
  const inner = x && known.definition(x)
  return inner?.primitive === primitive ? first(inner) : null
})

const toItsOwnType = rule('cast to its own dtype', ({ inputs: [x], outputs: [y] }) =>
  x !== undefined && x.type.dtype === y?.type.dtype ? same(x) : null,
)

const toItsOwnShape = rule('view of its own shape', ({ inputs: [x], outputs: [y] }) =>
  x !== undefined && y !== undefined && sameShape(x.type.shape, y.type.shape) ? same(x) : null,
)

const ofEverything = rule('slice of everything', (equation, known) =>
  numbersParam(equation.params, 'strides').every(stride => stride === 1) ? toItsOwnShape.apply(equation, known) : null,
)

const byNothing = rule('pad by nothing', equation =>
  ['low', 'high', 'interior'].every(name => numbersParam(equation.params, name).every(n => n === 0)) ? first(equation) : null,
)

const identityPermutation = rule('permutation of nothing', equation =>
  numbersParam(equation.params, 'permutation').every((from, to) => from === to) ? first(equation) : null,
)

/** Axes of one element look the same from both ends. */
const reversedAxes = rule('reverse of one element', equation => {
  const axes = numbersParam(equation.params, 'axes')
  const shape = equation.inputs[0]?.type.shape ?? []
  const needed = axes.filter(axis => (shape[axis] ?? 0) > 1)
  if (needed.length === 0) return first(equation)
  return needed.length === axes.length ? null : become(equation, { params: { ...equation.params, axes: needed } })
})

const emptyParts = rule('concat of empty parts', equation => {
  const axis = numberParam(equation.params, 'axis')
  const needed = equation.inputs.filter(v => v.type.shape[axis] !== 0)
  if (equation.inputs.length === 1 || needed.length === 0) return first(equation)
  if (needed.length === 1) return same(needed[0])
  return needed.length === equation.inputs.length ? null : become(equation, { inputs: needed })
})

const sameValue = (known: Known, [, a, b]: Equation['inputs']): boolean => {
  if (a === undefined || b === undefined) return false
  const value = known.uniform(a)?.value
  return a === b || (value !== undefined && Object.is(value, known.uniform(b)?.value))
}

const decided = rule('choice that is known', ({ inputs }, known) => {
  const [condition, a, b] = inputs
  const value = condition && known.uniform(condition)?.value
  if (value !== undefined) return same(value !== 0 ? a : b)
  return sameValue(known, inputs) ? same(a) : null
})

/** What matters to transforms only. */
const transparent = rule('mark for transforms', first)

export const identities: Rules = {
  transpose: [identityPermutation],
  reshape: [toItsOwnShape],
  broadcast: [toItsOwnShape],
  slice: [ofEverything],
  pad: [byNothing],
  concat: [emptyParts],
  reverse: [reversedAxes],
  cast: [toItsOwnType],
  bitcast: [toItsOwnType],
  stopGradient: [transparent],
  checkpointName: [transparent],
  add: [special],
  sub: [special],
  mul: [special],
  div: [special],
  and: [special, ofEqualOperands],
  or: [special, ofEqualOperands],
  xor: [special],
  shiftLeft: [special],
  shiftRightLogical: [special],
  shiftRightArithmetic: [special],
  select: [decided],
  neg: [involution],
  not: [involution],
  abs: [idempotent],
  sign: [idempotent],
  floor: [idempotent],
  ceil: [idempotent],
  round: [idempotent],
}
