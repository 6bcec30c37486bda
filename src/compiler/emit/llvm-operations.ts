// One operation of an expression on values that have as many lanes as each other: a table from scalar IR to LLVM instructions.

import type { BinaryOp, Expr, Predicate, ScalarType, UnaryOp } from '../../core/expr.js'
import { InternalError } from '../../support/errors.js'
import type { LlvmText, Value } from './llvm-text.js'
import { literal, llvmRow, mangled, registerType } from './llvm-types.js'

type Operation = Exclude<Expr, { op: 'constant' | 'argument' | 'variable' | 'read' }>

/** A constant in every lane, as it is written in one. */
export function splat(type: ScalarType, one: string, lanes: number): string {
  if (lanes === 1) return one
  if (one === literal(type, 0)) return 'zeroinitializer'
  const element = `${llvmRow(type).register} ${one}`
  return `<${element}${`, ${element}`.repeat(lanes - 1)}>`
}

/** A literal in every lane. */
export const splatLiteral = (type: ScalarType, value: number | bigint, lanes: number): string => splat(type, literal(type, value), lanes)

function intrinsic(text: LlvmText, name: string, result: string, args: readonly (readonly [type: string, value: string])[]): string {
  text.declare(`declare ${result} @${name}(${args.map(([type]) => type).join(', ')})`)
  return text.define(`call ${result} @${name}(${args.map(([type, value]) => `${type} ${value}`).join(', ')})`)
}

function emitUnary(text: LlvmText, name: UnaryOp, a: Value): string {
  const { float, signed } = llvmRow(a.type)
  const type = registerType(a.type, a.lanes)
  const rounded = (llvm: string): string =>
    float ? intrinsic(text, `llvm.${llvm}.${mangled(a.type, a.lanes)}`, type, [[type, a.name]]) : a.name
  switch (name) {
    case 'neg':
      return float ? text.define(`fneg ${type} ${a.name}`) : text.define(`sub ${type} ${splatLiteral(a.type, 0, a.lanes)}, ${a.name}`)
    case 'abs':
      if (float) return intrinsic(text, `llvm.fabs.${mangled(a.type, a.lanes)}`, type, [[type, a.name]])
      return signed
        ? intrinsic(text, `llvm.abs.${mangled(a.type, a.lanes)}`, type, [
            [type, a.name],
            ['i1', 'false'],
          ])
        : a.name
    case 'floor':
      return rounded('floor')
    case 'ceil':
      return rounded('ceil')
    case 'trunc':
      return rounded('trunc')
    case 'roundEven':
      return rounded('roundeven')
    case 'sqrt':
      return intrinsic(text, `llvm.sqrt.${mangled(a.type, a.lanes)}`, type, [[type, a.name]])
    case 'not':
      return text.define(`xor ${type} ${a.name}, ${splatLiteral(a.type, a.type === 'bool' ? 1 : -1, a.lanes)}`)
  }
}

const instruction = (name: BinaryOp, type: ScalarType): string => {
  const { float, signed } = llvmRow(type)
  switch (name) {
    case 'add':
    case 'sub':
    case 'mul':
      return float ? `f${name}` : type === 'index' ? `${name} nsw` : name
    case 'div':
      return float ? 'fdiv' : type === 'index' ? 'udiv' : signed ? 'sdiv' : 'udiv'
    case 'rem':
      return float ? 'frem' : type === 'index' ? 'urem' : signed ? 'srem' : 'urem'
    case 'and':
    case 'or':
    case 'xor':
      return name
    case 'shiftLeft':
      return 'shl'
    case 'shiftRight':
      return signed ? 'ashr' : 'lshr'
  }
}

const condition = (name: Predicate, type: ScalarType): string => {
  const { float, signed } = llvmRow(type)
  if (float) return `fcmp ${name === 'ne' ? 'une' : `o${name}`}`
  return name === 'eq' || name === 'ne' ? `icmp ${name}` : `icmp ${signed ? 's' : 'u'}${name}`
}

function emitConvert(text: LlvmText, to: ScalarType, a: Value): string {
  const [source, target] = [llvmRow(a.type), llvmRow(to)]
  const [from, type] = [registerType(a.type, a.lanes), registerType(to, a.lanes)]
  if (to === 'bool') {
    const zero = splatLiteral(a.type, 0, a.lanes)
    return text.define(source.float ? `fcmp une ${from} ${a.name}, ${zero}` : `icmp ne ${from} ${a.name}, ${zero}`)
  }
  const cast = (op: string): string => text.define(`${op} ${from} ${a.name} to ${type}`)
  if (source.float && target.float) return cast(target.bits > source.bits ? 'fpext' : 'fptrunc')
  if (target.float) return cast(source.signed ? 'sitofp' : 'uitofp')
  if (source.float) {
    const name = `llvm.fpto${target.signed ? 's' : 'u'}i.sat.${mangled(to, a.lanes)}.${mangled(a.type, a.lanes)}`
    return intrinsic(text, name, type, [[from, a.name]])
  }
  if (source.bits === target.bits) return a.name
  return cast(target.bits < source.bits ? 'trunc' : source.signed ? 'sext' : 'zext')
}

/** Emits the operation on operands already computed, in the order of `operands(e)`. */
export function emitOperation(text: LlvmText, e: Operation, [a, b, c]: readonly Value[]): Value {
  if (a === undefined) throw new InternalError(`emit ${e.op}: no operand`)
  const lanes = a.lanes
  const type = registerType(a.type, lanes)
  const value = (name: string): Value => ({ name, type: e.type, lanes })
  switch (e.op) {
    case 'unary':
      return value(emitUnary(text, e.name, a))
    case 'binary':
      return value(text.define(`${instruction(e.name, a.type)} ${type} ${a.name}, ${b?.name}`))
    case 'compare':
      return value(text.define(`${condition(e.name, a.type)} ${type} ${a.name}, ${b?.name}`))
    case 'select': {
      const chosen = registerType(e.type, lanes)
      return value(text.define(`select ${type} ${a.name}, ${chosen} ${b?.name}, ${chosen} ${c?.name}`))
    }
    case 'fma':
      return value(
        intrinsic(text, `llvm.fma.${mangled(e.type, lanes)}`, type, [
          [type, a.name],
          [type, b?.name ?? ''],
          [type, c?.name ?? ''],
        ]),
      )
    case 'convert':
      return value(emitConvert(text, e.type, a))
    case 'bitcast': {
      const to = registerType(e.type, lanes)
      return value(to === type ? a.name : text.define(`bitcast ${type} ${a.name} to ${to}`))
    }
  }
}
