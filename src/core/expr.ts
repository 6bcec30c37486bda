// Scalar expressions: the language in which a primitive says what one element of its output is.
// Target-independent, pure, typed; a directed acyclic graph whose shared nodes are shared objects (equal identity, computed once).
// Each floating operation rounds once; `fma` is the only contraction and is always explicit. Integer arithmetic wraps.
// `index` is the type of positions (a non-negative machine integer).

import { type DTypeName, isFloat, isHalf } from '../support/dtype.js'
import { InternalError } from '../support/errors.js'

export type ScalarType = DTypeName | 'index'

export type UnaryOp = 'neg' | 'abs' | 'floor' | 'ceil' | 'trunc' | 'roundEven' | 'sqrt' | 'not'
/** Integer `div` and `rem` truncate towards zero and must not be given a zero divisor (or the most negative number by -1); shifts take 0 … bits-1. */
export type BinaryOp = 'add' | 'sub' | 'mul' | 'div' | 'rem' | 'and' | 'or' | 'xor' | 'shiftLeft' | 'shiftRight'
/** On floats all but `ne` are false when an operand is NaN. */
export type Predicate = 'eq' | 'ne' | 'lt' | 'le' | 'gt' | 'ge'

export type Expr =
  | { readonly op: 'constant'; readonly type: ScalarType; readonly value: number | bigint }
  /** The element at hand of input number `index` of an elementwise lowering; in a kernel, the cell number `index`. */
  | { readonly op: 'argument'; readonly type: ScalarType; readonly index: number }
  /** A loop variable running from 0 to `extent - 1`. Two variables are the same when they are the same object. */
  | { readonly op: 'variable'; readonly type: 'index'; readonly name: string; readonly extent: number }
  /** An element of input number `source`; 0 where the guard is false (then nothing is read). Without a guard `at` is always in bounds. */
  | { readonly op: 'read'; readonly type: DTypeName; readonly source: number; readonly at: readonly Expr[]; readonly guard: Expr | null }
  | { readonly op: 'unary'; readonly name: UnaryOp; readonly type: ScalarType; readonly a: Expr }
  | { readonly op: 'binary'; readonly name: BinaryOp; readonly type: ScalarType; readonly a: Expr; readonly b: Expr }
  | { readonly op: 'compare'; readonly name: Predicate; readonly type: 'bool'; readonly a: Expr; readonly b: Expr }
  | {
      readonly op: 'select'
      readonly type: ScalarType
      readonly condition: Expr
      readonly a: Expr
      readonly b: Expr
      /** What machine code may expect, which changes no value: with 'second', `a` is computed only where one of the lanes at hand needs it. */
      readonly likely: 'either' | 'second'
    }
  /** `a * b + c`, rounded once. */
  | { readonly op: 'fma'; readonly type: ScalarType; readonly a: Expr; readonly b: Expr; readonly c: Expr }
  /** The value in another type: floats round to nearest even; float to integer truncates, saturates, NaN to 0; anything to bool is `≠ 0`; between integers it wraps. */
  | { readonly op: 'convert'; readonly type: ScalarType; readonly a: Expr }
  /** The same bits as a type of the same width. */
  | { readonly op: 'bitcast'; readonly type: ScalarType; readonly a: Expr }

export const isFloatType = (type: ScalarType): boolean => type !== 'index' && isFloat(type)

/** As it is computed with: halves in float32. Of them there is no arithmetic and no comparison, only moving, choosing and converting. */
export const widened = (e: Expr): Expr => (isHalf(e.type) ? convert('float32', e) : e)

const checkTypes = (what: string, a: Expr, b: Expr): void => {
  if (a.type !== b.type) throw new InternalError(`expression ${what}: operands must have one type; got ${a.type} and ${b.type}`)
}

export const constant = (type: ScalarType, value: number | bigint): Expr => ({ op: 'constant', type, value })
export const argument = (type: ScalarType, index: number): Expr => ({ op: 'argument', type, index })
export const variable = (name: string, extent: number): Expr & { op: 'variable' } => ({ op: 'variable', type: 'index', name, extent })
export const read = (type: DTypeName, source: number, at: readonly Expr[], guard: Expr | null = null): Expr => ({
  op: 'read',
  type,
  source,
  at,
  guard,
})

export const unary = (name: UnaryOp, a: Expr): Expr => ({ op: 'unary', name, type: a.type, a })
export function binary(name: BinaryOp, a: Expr, b: Expr): Expr {
  checkTypes(name, a, b)
  return { op: 'binary', name, type: a.type, a, b }
}
export function compare(name: Predicate, a: Expr, b: Expr): Expr {
  checkTypes(name, a, b)
  return { op: 'compare', name, type: 'bool', a, b }
}
export function select(condition: Expr, a: Expr, b: Expr): Expr {
  checkTypes('select', a, b)
  return { op: 'select', type: a.type, condition, a, b, likely: 'either' }
}
/** As `select`, for a condition that hardly ever holds and an `a` that is expensive. */
export function rarely(condition: Expr, a: Expr, b: Expr): Expr {
  checkTypes('select', a, b)
  return { op: 'select', type: a.type, condition, a, b, likely: 'second' }
}
export function fma(a: Expr, b: Expr, c: Expr): Expr {
  checkTypes('fma', a, b)
  checkTypes('fma', a, c)
  return { op: 'fma', type: a.type, a, b, c }
}
export const convert = (type: ScalarType, a: Expr): Expr => (a.type === type ? a : { op: 'convert', type, a })
export const bitcast = (type: ScalarType, a: Expr): Expr => (a.type === type ? a : { op: 'bitcast', type, a })

export const add = (a: Expr, b: Expr): Expr => binary('add', a, b)
export const sub = (a: Expr, b: Expr): Expr => binary('sub', a, b)
export const mul = (a: Expr, b: Expr): Expr => binary('mul', a, b)
export const div = (a: Expr, b: Expr): Expr => binary('div', a, b)
export const rem = (a: Expr, b: Expr): Expr => binary('rem', a, b)
export const neg = (a: Expr): Expr => unary('neg', a)
export const and = (a: Expr, b: Expr): Expr => binary('and', a, b)
export const or = (a: Expr, b: Expr): Expr => binary('or', a, b)
export const index = (value: number): Expr => constant('index', value)

/** The operands, in order. */
export function operands(e: Expr): readonly Expr[] {
  switch (e.op) {
    case 'constant':
    case 'argument':
    case 'variable':
      return []
    case 'read':
      return e.guard === null ? e.at : [...e.at, e.guard]
    case 'unary':
    case 'convert':
    case 'bitcast':
      return [e.a]
    case 'binary':
    case 'compare':
      return [e.a, e.b]
    case 'select':
      return [e.condition, e.a, e.b]
    case 'fma':
      return [e.a, e.b, e.c]
  }
}

/** The node over what becomes of its operands, in their order; itself where they stay what they are. */
export function mapOperands(e: Expr, f: (operand: Expr) => Expr): Expr {
  switch (e.op) {
    case 'constant':
    case 'argument':
    case 'variable':
      return e
    case 'read': {
      const at = e.at.map(f)
      const guard = e.guard === null ? null : f(e.guard)
      return guard === e.guard && at.every((position, i) => position === e.at[i]) ? e : { ...e, at, guard }
    }
    case 'unary':
    case 'convert':
    case 'bitcast': {
      const a = f(e.a)
      return a === e.a ? e : { ...e, a }
    }
    case 'binary':
    case 'compare': {
      const [a, b] = [f(e.a), f(e.b)]
      return a === e.a && b === e.b ? e : { ...e, a, b }
    }
    case 'select': {
      const [condition, a, b] = [f(e.condition), f(e.a), f(e.b)]
      return condition === e.condition && a === e.a && b === e.b ? e : { ...e, condition, a, b }
    }
    case 'fma': {
      const [a, b, c] = [f(e.a), f(e.b), f(e.c)]
      return a === e.a && b === e.b && c === e.c ? e : { ...e, a, b, c }
    }
  }
}

/**
 * Rebuilds expressions bottom-up, sharing preserved: `rewrite` sees each distinct node once, with its operands already rebuilt.
 * Pass one `memo` to several calls to keep sharing between their results.
 */
export function rebuild(root: Expr, rewrite: (node: Expr, original: Expr) => Expr, memo: Map<Expr, Expr> = new Map()): Expr {
  const known = memo.get(root)
  if (known !== undefined) return known
  const result = rewrite(
    mapOperands(root, child => rebuild(child, rewrite, memo)),
    root,
  )
  memo.set(root, result)
  return result
}
