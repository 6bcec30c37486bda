// Positions to normal form: walks index arithmetic and gives every part that is not affine as an atom.

import { convert, type Expr, isFloatType, mapOperands, type ScalarType, select } from '../../core/expr.js'
import { quotient, remainder } from './divide.js'
import { addScaled, atomForm, constantForm, type Linear, scale } from './linear.js'
import { binaryRange, type Range, typeRange } from './range.js'
import { recombine } from './recombine.js'
import { formOf, rangeOfAtom, type Scope, toExpr } from './scope.js'

export type Simplify = (e: Expr, scope: Scope) => Expr

/** A single value if the range is one, the atom otherwise. */
function atom(e: Expr, scope: Scope): Linear {
  const interned = scope.interner.intern(e)
  const [lo, hi] = rangeOfAtom(interned, scope)
  return lo === hi ? constantForm(lo) : atomForm(interned)
}

/** The normal form of a position under what the scope assumes. */
export function linearize(e: Expr, scope: Scope, simplify: Simplify): Linear {
  const form = (child: Expr): Linear => formOf(simplify(child, scope), scope)
  const opaque = (): Linear =>
    atom(
      mapOperands(e, child => simplify(child, scope)),
      scope,
    )
  switch (e.op) {
    case 'constant':
      return constantForm(Number(e.value))
    case 'binary':
      return linearizeBinary(e, form(e.a), form(e.b), scope)
    case 'unary':
      return e.name === 'neg' ? scale(form(e.a), -1) : opaque()
    case 'select': {
      const condition = simplify(e.condition, scope)
      if (condition.op === 'constant') return form(Number(condition.value) !== 0 ? e.a : e.b)
      const [a, b] = [simplify(e.a, scope), simplify(e.b, scope)]
      return a === b ? formOf(a, scope) : atom(select(condition, a, b), scope)
    }
    case 'convert': {
      const integer = simplify(e.a, scope)
      if (integer.op === 'constant' && Number.isSafeInteger(Number(integer.value))) return constantForm(Number(integer.value))
      const lifted = lift(integer, scope)
      return lifted === null ? atom(convert('index', integer), scope) : form(lifted)
    }
    case 'variable':
    case 'argument':
    case 'read':
    case 'compare':
    case 'fma':
    case 'bitcast':
      return opaque()
  }
}

function linearizeBinary(e: Expr & { op: 'binary' }, a: Linear, b: Linear, scope: Scope): Linear {
  const left = a.terms.length === 0 ? a.constant : null
  const right = b.terms.length === 0 ? b.constant : null
  const rest = (): Linear => atom({ ...e, a: toExpr(a, scope), b: toExpr(b, scope) }, scope)
  switch (e.name) {
    case 'add':
      return recombine(addScaled(a, b, 1, scope.interner), scope)
    case 'sub':
      return recombine(addScaled(a, b, -1, scope.interner), scope)
    case 'mul':
      return right !== null ? scale(a, right) : left !== null ? scale(b, left) : rest()
    case 'div':
      return right !== null && right > 0 ? quotient(a, right, scope) : rest()
    case 'rem':
      return right !== null && right > 0 ? remainder(a, right, scope) : rest()
    case 'and':
    case 'or':
    case 'xor':
    case 'shiftLeft':
    case 'shiftRight':
      return rest()
  }
}

/** Where the arithmetic of a type is that of positions; of int64 only as far as numbers are exact. */
const withoutWrapping = (type: ScalarType): Range =>
  type === 'int64' ? [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER] : typeRange(type)

/**
 * A simplified fixed-width integer as a position, where its arithmetic cannot wrap; `null` when nothing of it is made of positions,
 * so that there is nothing to gain. The result is not simplified.
 */
export function lift(e: Expr, scope: Scope): Expr | null {
  if (isFloatType(e.type) || e.type === 'bool' || e.type === 'uint64') return null
  if (e.op === 'convert' && e.a.type === 'index') {
    const [lo, hi] = rangeOfAtom(e.a, scope)
    const [min, max] = withoutWrapping(e.type)
    return lo >= min && hi <= max ? e.a : null
  }
  if (e.op !== 'binary' || (e.name !== 'add' && e.name !== 'sub' && e.name !== 'mul')) return null
  const [lo, hi] = binaryRange(e, rangeOfAtom(e.a, scope), rangeOfAtom(e.b, scope))
  const [min, max] = withoutWrapping(e.type)
  const [a, b] = [lift(e.a, scope), lift(e.b, scope)]
  if ((a === null && b === null) || lo < min || hi > max) return null
  return { ...e, type: 'index', a: a ?? convert('index', e.a), b: b ?? convert('index', e.b) }
}
