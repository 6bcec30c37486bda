// What may be done to a scalar operation whose operands are simplified already. On floats only what changes no bit for any value:
// x · 1, x / 1, x - 0 and x + (-0) are x, but x + 0 is not (it makes -0 into +0), and x · 0 is not 0 (x may be infinite).

import { and, compare, constant, convert, type Expr, index, isFloatType, mul, type ScalarType, unary } from '../../core/expr.js'
import { dtypeInfo } from '../../support/dtype.js'
import { conversionsMerge } from '../exact-conversion.js'
import { compareWithZero, comparisonExpr } from './compare.js'
import { conjoin, conjuncts, scopeInside } from './conjunction.js'
import { foldScalar } from './fold-scalar.js'
import { addScaled } from './linear.js'
import { lift, type Simplify } from './position.js'
import { decide, negated } from './range.js'
import { formOf, rangeOfAtom, type Scope } from './scope.js'

/** Whether the expression is this constant; -0 and +0 differ. */
const is = (e: Expr, value: number): boolean => e.op === 'constant' && Object.is(Number(e.value), value)

/** The operation, simplified and interned. */
export function simplifyScalar(e: Expr, scope: Scope, simplify: Simplify): Expr {
  const { intern } = scope.interner
  switch (e.op) {
    case 'constant':
    case 'argument':
    case 'variable':
    case 'read':
    case 'fma':
      return intern(e)
    case 'select':
      return simplifySelect(e, scope, simplify)
    case 'unary':
      return folded(e, scope) ?? simplifyUnary(e, scope, simplify)
    case 'binary':
      return folded(e, scope) ?? simplifyBinary(e, scope, simplify)
    case 'compare':
      return folded(e, scope) ?? simplifyCompare(e, scope, simplify)
    case 'convert':
      if (e.a.op === 'convert' && conversionsMerge(e.a.a.type, e.a.type, e.type))
        return simplifyScalar(convert(e.type, e.a.a), scope, simplify)
      return folded(e, scope) ?? intern(e)
    case 'bitcast':
      if (e.a.op === 'bitcast' && e.a.a.type === e.type) return e.a.a
      return folded(e, scope) ?? intern(e)
  }
}

function folded(e: Expr & { op: 'unary' | 'binary' | 'compare' | 'convert' | 'bitcast' }, { interner }: Scope): Expr | null {
  const value = foldScalar(e)
  return value === null ? null : interner.intern(constant(e.type, value))
}

function simplifyUnary(e: Expr & { op: 'unary' }, scope: Scope, simplify: Simplify): Expr {
  const { a } = e
  if (a.op === 'unary') {
    if (e.name === a.name && (e.name === 'neg' || e.name === 'not')) return a.a
    const signed = e.type !== 'index' && dtypeInfo(e.type).kind !== 'uint'
    if (e.name === 'abs' && (a.name === 'abs' || (a.name === 'neg' && signed))) return simplifyScalar(unary('abs', a.a), scope, simplify)
  }
  // The negation of a float's `<` is also true when an operand is NaN: no predicate says that.
  const negates = a.op === 'compare' && (!isFloatType(a.a.type) || a.name === 'eq' || a.name === 'ne')
  if (e.name === 'not' && negates) return simplifyScalar(compare(negated[a.name], a.a, a.b), scope, simplify)
  return scope.interner.intern(e)
}

function simplifyBinary(e: Expr & { op: 'binary' }, scope: Scope, simplify: Simplify): Expr {
  const { a, b } = e
  if (e.type === 'bool' && e.name === 'and') return conjoin(e, scope, simplify)
  if (e.type === 'bool' && e.name === 'or') return a === b || is(b, 0) || is(a, 1) ? a : is(a, 0) || is(b, 1) ? b : scope.interner.intern(e)
  return (isFloatType(e.type) ? neutralFloat(e, scope) : neutralInteger(e, scope)) ?? scope.interner.intern(e)
}

function neutralFloat({ name, type, a, b }: Expr & { op: 'binary' }, { interner }: Scope): Expr | null {
  switch (name) {
    case 'add':
      return is(b, -0) ? a : is(a, -0) ? b : null
    case 'sub':
      return is(b, 0) ? a : null
    case 'mul':
      return is(b, 1) ? a : is(a, 1) ? b : null
    case 'div': {
      if (is(b, 1)) return a
      const reciprocal = b.op === 'constant' ? exactReciprocal(Number(b.value), type) : null
      return reciprocal === null ? null : interner.intern(mul(a, interner.intern(constant(type, reciprocal))))
    }
    case 'rem':
    case 'and':
    case 'or':
    case 'xor':
    case 'shiftLeft':
    case 'shiftRight':
      return null
  }
}

/** The reciprocal of a power of two, by which multiplying rounds exactly as dividing does. */
function exactReciprocal(value: number, type: ScalarType): number | null {
  const exponent = Math.log2(Math.abs(value))
  const limit = type === 'float32' ? 126 : 1022
  return Number.isInteger(exponent) && 2 ** exponent === Math.abs(value) && Math.abs(exponent) <= limit ? 1 / value : null
}

function neutralInteger({ name, type, a, b }: Expr & { op: 'binary' }, { interner }: Scope): Expr | null {
  const zero = (): Expr => interner.intern(constant(type, 0))
  switch (name) {
    case 'add':
    case 'or':
    case 'xor':
      return is(b, 0) ? a : is(a, 0) ? b : a === b && name === 'xor' ? zero() : a === b && name === 'or' ? a : null
    case 'sub':
      return is(b, 0) ? a : a === b ? zero() : null
    case 'mul':
      return is(b, 1) || is(a, 0) ? a : is(a, 1) || is(b, 0) ? b : null
    case 'div':
      return is(b, 1) ? a : null
    case 'rem':
      return is(b, 1) ? zero() : null
    case 'and':
      return is(a, 0) || a === b ? a : is(b, 0) ? b : null
    case 'shiftLeft':
    case 'shiftRight':
      return is(b, 0) ? a : null
  }
}

function simplifyCompare(e: Expr & { op: 'compare' }, scope: Scope, simplify: Simplify): Expr {
  const { intern } = scope.interner
  if (isFloatType(e.a.type)) return intern(e)
  const positions = e.a.type === 'index' ? ([e.a, e.b] as const) : liftBoth(e.a, e.b, scope, simplify)
  if (positions === null) {
    const verdict = e.a === e.b ? decide(e.name, [0, 0], [0, 0]) : decide(e.name, rangeOfAtom(e.a, scope), rangeOfAtom(e.b, scope))
    return verdict === null ? intern(e) : intern(constant('bool', verdict ? 1 : 0))
  }
  const [a, b] = positions
  const c = compareWithZero(e.name, addScaled(formOf(a, scope), formOf(b, scope), -1, scope.interner), scope)
  return typeof c === 'boolean' ? intern(constant('bool', c ? 1 : 0)) : comparisonExpr(c, scope)
}

/** Two integers as positions when both are made of positions or constant, as in comparisons of two iotas. */
function liftBoth(a: Expr, b: Expr, scope: Scope, simplify: Simplify): readonly [Expr, Expr] | null {
  const lifted = (e: Expr): Expr | null => {
    if (e.op !== 'constant') return lift(e, scope)
    return Number.isSafeInteger(Number(e.value)) ? index(Number(e.value)) : null
  }
  const [p, q] = [lifted(a), lifted(b)]
  return p === null || q === null ? null : [simplify(p, scope), simplify(q, scope)]
}

/** The negation of an integer comparison, which is one too. */
const opposite = (e: Expr, scope: Scope, simplify: Simplify): Expr | null =>
  e.op === 'compare' && !isFloatType(e.a.type) ? simplifyScalar(unary('not', e), scope, simplify) : null

/** A choice that only matters where the condition holds may assume it. */
function underCondition(e: Expr & { op: 'select' }, condition: Expr, scope: Scope, simplify: Simplify): Expr {
  const assuming = simplify(e.condition, scopeInside(condition, scope.root))
  return assuming === e.condition ? e : simplifySelect({ ...e, condition: assuming }, scope, simplify)
}

function simplifySelect({ condition, a, b, type, likely }: Expr & { op: 'select' }, scope: Scope, simplify: Simplify): Expr {
  if (condition.op === 'constant') return Number(condition.value) !== 0 ? a : b
  // A branch that asks the same question knows the answer.
  const yes = a.op !== 'select' ? a : a.condition === condition ? a.a : underCondition(a, condition, scope, simplify)
  const no = b.op !== 'select' ? b : b.condition === condition ? b.b : b.condition === opposite(condition, scope, simplify) ? b.a : b
  if (yes === no) return yes
  if (yes.op === 'select' && yes.b === no) {
    const both = conjoin(and(condition, yes.condition), scope, simplify)
    return simplifySelect({ op: 'select', type, condition: both, a: yes.a, b: no, likely }, scope, simplify)
  }
  if (type === 'bool' && is(yes, 1) && is(no, 0)) return condition
  if (yes.op === 'read' && yes.guard !== null && is(no, 0)) {
    // The read is 0 already wherever the condition is false.
    const guaranteed = new Set(conjuncts(yes.guard))
    if (conjuncts(condition).every(part => guaranteed.has(part))) return yes
  }
  return scope.interner.intern({ op: 'select', type, condition, a: yes, b: no, likely })
}
