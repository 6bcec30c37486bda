// Expressions to LLVM values. An expression that depends on the lane variable is a vector, any other a scalar that is spread when a
// vector needs it. A read whose offset is affine in the lane variable with coefficient 1 is one vector load, with coefficient 2 every second lane of one.

import { type Expr, index, operands, sub } from '../../core/expr.js'
import { isHalf } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { affineIn, constantOf, simplifyIndex } from '../index-algebra/index.js'
import type { LoopVariable } from '../kernel/ir.js'
import { halfConversion } from './half-conversions.js'
import { type AddressEmitter, addressEmitter } from './llvm-addresses.js'
import { emitOperation, splat, splatLiteral } from './llvm-operations.js'
import type { LlvmText, Value } from './llvm-text.js'
import { llvmRow, memoryType, registerType } from './llvm-types.js'
import type { Places, Scope } from './places.js'

export interface ExpressionEmitter {
  /** One value of as many lanes as asked for. */
  readonly emit: (e: Expr, lanes: number) => Value
  /** As it comes: a vector only if it depends on the lane variable. */
  readonly emitNatural: (e: Expr) => Value
  readonly spread: (value: Value, lanes: number) => Value
  /** The value in the first lane. */
  readonly emitFirstLane: (e: Expr) => Value
  readonly pointer: AddressEmitter['pointer']
  readonly element: AddressEmitter['element']
  readonly isVector: (e: Expr) => boolean
}

export function expressionEmitter(text: LlvmText, scope: Scope, places: Places): ExpressionEmitter {
  const { known } = places
  const vectors = known.byExpr<Value>()
  const firstLanes = known.byExpr<Value>()
  const spreads = known.byName<Value>()
  let dependence = new Map<Expr, boolean>()
  let dependenceFor: LoopVariable | null = null

  const isVector = (e: Expr): boolean => {
    const variable = scope.lanes?.variable ?? null
    if (variable === null) return e.op === 'argument' && (places.kernel.cells[e.index]?.lanes ?? 1) > 1
    if (dependenceFor !== variable) {
      dependence = new Map()
      dependenceFor = variable
    }
    const found = dependence.get(e)
    if (found !== undefined) return found
    const result = e === variable || (e.op === 'argument' && (places.kernel.cells[e.index]?.lanes ?? 1) > 1) || operands(e).some(isVector)
    dependence.set(e, result)
    return result
  }

  const spread = (value: Value, lanes: number): Value => {
    if (value.lanes === lanes) return value
    if (value.lanes !== 1) throw new InternalError(`emit: ${value.lanes} lanes where ${lanes} are wanted`)
    if (!value.name.startsWith('%')) return { ...value, lanes, name: splat(value.type, value.name, lanes) }
    const key = `${value.name} ${lanes}`
    const before = spreads.get(key)
    if (before !== undefined) return before
    const type = registerType(value.type, lanes)
    const one = text.define(`insertelement ${type} poison, ${llvmRow(value.type).register} ${value.name}, i64 0`)
    const all = { ...value, lanes, name: text.define(`shufflevector ${type} ${one}, ${type} poison, <${lanes} x i32> zeroinitializer`) }
    spreads.set(key, all)
    return all
  }

  const { pointer, bufferType, element } = addressEmitter(text, scope, places, e => emitFirstLane(e))

  /** From memory form to register form: bytes become i1. */
  const loaded = (name: string, buffer: number, lanes: number): Value => {
    const type = bufferType(buffer)
    if (type !== 'bool') return { name, type, lanes }
    return { name: text.define(`icmp ne ${memoryType(type, lanes)} ${name}, ${lanes === 1 ? '0' : 'zeroinitializer'}`), type, lanes }
  }

  const load = (buffer: number, from: string, lanes: number): string =>
    text.define(
      `load ${memoryType(bufferType(buffer), lanes)}, ptr ${from}, align ${llvmRow(bufferType(buffer)).bytes}${places.alias(buffer)}`,
    )

  /** A guarded scalar reads element 0 instead when the guard is false: every buffer has at least one. */
  const scalarRead = (e: Expr & { op: 'read' }, recur: (child: Expr) => Value): Value => {
    const offset = offsetOf(e)
    if (e.guard === null) return loaded(load(e.source, pointer(e.source, offset), 1), e.source, 1)
    const guard = recur(e.guard)
    const safe = text.define(`select i1 ${guard.name}, i64 ${recur(offset).name}, i64 0`)
    const value = loaded(load(e.source, element(e.source, safe), 1), e.source, 1)
    const type = registerType(e.type, 1)
    return { ...value, name: text.define(`select i1 ${guard.name}, ${type} ${value.name}, ${type} ${splatLiteral(e.type, 0, 1)}`) }
  }

  /** Zeros where the mask is false: there nothing is read. */
  const maskedLoad = (buffer: number, offset: Expr, width: number, mask: string): string => {
    const [memory, element] = [memoryType(bufferType(buffer), width), llvmRow(bufferType(buffer))]
    const name = `llvm.masked.load.v${width}${element.float ? 'f' : 'i'}${element.bytes * 8}.p0`
    text.declare(`declare ${memory} @${name}(ptr, i32 immarg, <${width} x i1>, ${memory})`)
    const at = pointer(buffer, offset)
    return text.define(
      `call ${memory} @${name}(ptr ${at}, i32 ${element.bytes}, <${width} x i1> ${mask}, ${memory} zeroinitializer)${places.alias(buffer)}`,
    )
  }

  /** Each lane of the mask once in every two, the others false. @param back where of the two */
  const alternating = ({ name, lanes }: Value, back: number): string => {
    const from = Array.from({ length: 2 * lanes }, (_, lane) => `i32 ${lane % 2 === back ? lane >> 1 : lanes}`).join(', ')
    return text.define(`shufflevector <${lanes} x i1> ${name}, <${lanes} x i1> zeroinitializer, <${2 * lanes} x i32> <${from}>`)
  }

  /** What is computed only where a guard holds that all lanes share. */
  const orZero = (guard: Value, e: Expr, lanes: number, compute: () => Value): Value => {
    const [inside, join, before] = [text.fresh('inside'), text.fresh('join'), text.block()]
    text.emit(`br i1 ${guard.name}, label %${inside}, label %${join}`)
    text.label(inside)
    const value = known.within(compute)
    const end = text.block()
    text.emit(`br label %${join}`)
    text.label(join)
    const zero = splatLiteral(e.type, 0, lanes)
    return { ...value, name: text.define(`phi ${registerType(e.type, lanes)} [ ${zero}, %${before} ], [ ${value.name}, %${end} ]`) }
  }

  const vectorRead = (e: Expr & { op: 'read' }, offset: Expr, width: number, variable: LoopVariable): Value => {
    const affine = affineIn(offset, variable, places.interner)
    const guard = e.guard === null ? null : emitNatural(e.guard)
    const memory = memoryType(e.type, width)
    const row = llvmRow(bufferType(e.source))
    if (affine?.coefficient === 1) {
      if (guard === null) return loaded(load(e.source, pointer(e.source, offset), width), e.source, width)
      return loaded(maskedLoad(e.source, offset, width, spread(guard, width).name), e.source, width)
    }
    if (affine?.coefficient === 2) {
      // Every second element: twice as many, of which every second is kept. Storages have room for the one past the last. Neighbours are of the same load.
      const back = constantOf(affine.rest, places.interner) % 2 === 1 ? 1 : 0
      const both = memoryType(bufferType(e.source), 2 * width)
      const first = back === 1 ? simplifyIndex(sub(offset, index(1)), places.interner) : offset
      const all =
        guard === null
          ? load(e.source, pointer(e.source, first), 2 * width)
          : maskedLoad(e.source, first, 2 * width, alternating(spread(guard, width), back))
      const wanted = Array.from({ length: width }, (_, lane) => `i32 ${2 * lane + back}`).join(', ')
      return loaded(text.define(`shufflevector ${both} ${all}, ${both} poison, <${width} x i32> <${wanted}>`), e.source, width)
    }
    if (affine !== null && guard?.lanes === 1)
      return orZero(guard, e, width, () => vectorRead({ ...e, guard: null }, offset, width, variable))
    // Any other stride: the lanes one by one.
    const positions = affine === null ? spread(emitNatural(offset), width).name : null
    const positionOf = (lane: number): string =>
      positions !== null
        ? text.define(`extractelement <${width} x i64> ${positions}, i64 ${lane}`)
        : text.define(`add nsw i64 ${emitFirstLane(offset).name}, ${lane * (affine?.coefficient ?? 0)}`)
    const pointerOf = (lane: number): string => {
      if (guard === null && affine !== null) return element(e.source, lane * affine.coefficient, pointer(e.source, offset))
      if (guard === null) return element(e.source, positionOf(lane))
      const live = text.define(`extractelement <${width} x i1> ${mask}, i64 ${lane}`)
      return element(e.source, text.define(`select i1 ${live}, i64 ${positionOf(lane)}, i64 0`))
    }
    const mask = guard === null ? null : spread(guard, width).name
    let vector = 'poison'
    for (let lane = 0; lane < width; lane++)
      vector = text.define(`insertelement ${memory} ${vector}, ${row.memory} ${load(e.source, pointerOf(lane), 1)}, i64 ${lane}`)
    const value = loaded(vector, e.source, width)
    if (guard === null) return value
    const type = registerType(e.type, width)
    return { ...value, name: text.define(`select <${width} x i1> ${mask}, ${type} ${value.name}, ${type} zeroinitializer`) }
  }

  const offsetOf = (e: Expr & { op: 'read' }): Expr => {
    const [offset] = e.at
    if (offset === undefined || e.at.length !== 1) throw new InternalError(`emit: a read must have one linear offset; got ${e.at.length}`)
    return offset
  }

  const emitCell = (e: Expr & { op: 'argument' }): Value => {
    const cell = places.kernel.cells[e.index]
    if (cell === undefined) throw new InternalError(`kernel ${places.kernel.name} has no cell ${e.index}`)
    const name = text.define(`load ${registerType(cell.type, cell.lanes)}, ptr ${places.cells[e.index]}`)
    return { name, type: cell.type, lanes: cell.lanes }
  }

  const laneValues = (): Value => {
    const lanes = scope.lanes
    if (lanes === null) throw new InternalError('emit: no lane variable')
    const base = spread({ name: lanes.base, type: 'index', lanes: 1 }, lanes.width)
    const steps = `<${Array.from({ length: lanes.width }, (_, i) => `i64 ${i}`).join(', ')}>`
    return { name: text.define(`add nsw <${lanes.width} x i64> ${base.name}, ${steps}`), type: 'index', lanes: lanes.width }
  }

  /** Both branches, the first behind a jump: it is computed only where a lane needs it. */
  const rareSelect = (e: Expr & { op: 'select' }, recur: (child: Expr) => Value): Value => {
    const [condition, usual] = [recur(e.condition), recur(e.b)]
    const lanes = Math.max(condition.lanes, usual.lanes)
    const type = registerType(e.type, lanes)
    const [mask, second] = [spread(condition, lanes), spread(usual, lanes)]
    let any = mask.name
    if (lanes > 1) {
      const vector = registerType('bool', lanes)
      text.declare(`declare i1 @llvm.vector.reduce.or.v${lanes}i1(${vector})`)
      any = text.define(`call i1 @llvm.vector.reduce.or.v${lanes}i1(${vector} ${mask.name})`)
    }
    const [rare, join, before] = [text.fresh('rare'), text.fresh('join'), text.block()]
    text.emit(`br i1 ${any}, label %${rare}, label %${join}`)
    text.label(rare)
    const chosen = known.within(() => {
      const first = spread(recur(e.a), lanes)
      return text.define(`select ${registerType('bool', lanes)} ${mask.name}, ${type} ${first.name}, ${type} ${second.name}`)
    })
    const end = text.block()
    text.emit(`br label %${join}`)
    text.label(join)
    return { name: text.define(`phi ${type} [ ${second.name}, %${before} ], [ ${chosen}, %${end} ]`), type: e.type, lanes }
  }

  const compute = (e: Expr, recur: (child: Expr) => Value, vector: boolean): Value => {
    switch (e.op) {
      case 'constant':
        return { name: splatLiteral(e.type, e.value, 1), type: e.type, lanes: 1 }
      case 'argument':
        return emitCell(e)
      case 'variable': {
        if (scope.lanes?.variable === e) return vector ? laneValues() : { name: scope.lanes.base, type: 'index', lanes: 1 }
        const name = scope.scalars.get(e)
        if (name === undefined) throw new InternalError(`kernel ${places.kernel.name}: variable ${e.name} is not bound here`)
        return { name, type: 'index', lanes: 1 }
      }
      case 'read': {
        if (vector && scope.lanes !== null && isVector(e)) return vectorRead(e, offsetOf(e), scope.lanes.width, scope.lanes.variable)
        return scalarRead(e, recur)
      }
      default: {
        if (e.op === 'convert' && (isHalf(e.type) || isHalf(e.a.type))) return recur(halfConversion(e))
        // Where lanes agree on the condition, but not on the first branch, it could not be chosen as a whole.
        if (e.op === 'select' && e.likely === 'second' && (!isVector(e.a) || isVector(e.condition))) return rareSelect(e, recur)
        const values = operands(e).map(recur)
        const lanes = Math.max(...values.map(v => v.lanes))
        return emitOperation(
          text,
          e,
          values.map(v => spread(v, lanes)),
        )
      }
    }
  }

  function emitNatural(e: Expr): Value {
    const before = vectors.get(e)
    if (before !== undefined) return before
    const value = compute(e, emitNatural, true)
    vectors.set(e, value)
    return value
  }

  function emitFirstLane(e: Expr): Value {
    if (!isVector(e)) return emitNatural(e)
    const before = firstLanes.get(e)
    if (before !== undefined) return before
    const value = compute(e, emitFirstLane, false)
    firstLanes.set(e, value)
    return value
  }

  return { emit: (e, lanes) => spread(emitNatural(e), lanes), emitNatural, emitFirstLane, spread, pointer, element, isVector }
}
