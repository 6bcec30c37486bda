// Kernel IR to LLVM IR text: the statements. One function `void name(ptr buffers, i64 begin, i64 end, ptr scratch)` a kernel, with a
// loop over its tasks. Cells are stack slots that LLVM promotes to registers.
// Invariant: no fast-math flags anywhere, so the text alone decides the bits.

import { type Expr, sub } from '../../core/expr.js'
import { affineIn, simplifyIndex, variablesOf } from '../index-algebra/index.js'
import { type Kernel, type LoopVariable, mostInTurn, type Statement, type Store } from '../kernel/ir.js'
import { internerOf } from '../kernel/simplify-kernel.js'
import { knownValues } from './known-values.js'
import { expressionEmitter } from './llvm-expressions.js'
import { llvmText, type Value } from './llvm-text.js'
import { llvmRow, memoryType, registerType } from './llvm-types.js'
import type { Scope } from './places.js'
import { turned } from './turned.js'

/** Whether the loop is there to give a value a name, or has so few rounds: LLVM would find out, at some length. */
function runsOnce({ from, to, step }: Statement & { op: 'for' }): boolean {
  if (from.op === 'constant' && to.op === 'constant')
    return Number(to.value) > Number(from.value) && Number(to.value) <= Number(from.value) + step
  return (
    to.op === 'binary' &&
    to.name === 'add' &&
    to.a === from &&
    to.b.op === 'constant' &&
    Number(to.b.value) > 0 &&
    Number(to.b.value) <= step
  )
}

export function emitKernel(kernel: Kernel): string {
  const text = llvmText()
  const scope: Scope = { scalars: new Map(), depths: new Map(), depth: 0, lanes: null }
  const interner = internerOf(kernel)
  const known = knownValues()
  text.label('entry')

  const buffers = kernel.buffers.map((buffer, i) => {
    if (buffer.kind === 'scratch') return text.define(`getelementptr inbounds i8, ptr %scratch, i64 ${buffer.offset}`)
    const slot = text.define(`getelementptr inbounds ptr, ptr %buffers, i64 ${i}`)
    return text.define(`load ptr, ptr ${slot}`)
  })
  const cells = kernel.cells.map(cell => text.define(`alloca ${registerType(cell.type, cell.lanes)}, align 64`))
  // Every buffer is an alias scope of its own: no two arguments of a kernel overlap but those that are said to.
  const alias = (buffer: number): string => `, !alias.scope !${3 * buffer + 2}, !noalias !${3 * buffer + 3}`
  const expressions = expressionEmitter(text, scope, { kernel, buffers, cells, alias, interner, known })

  /** From register form to memory form: i1 becomes a byte. */
  const stored = (value: Value): string =>
    value.type === 'bool'
      ? text.define(`zext ${registerType('bool', value.lanes)} ${value.name} to ${memoryType('bool', value.lanes)}`)
      : value.name

  const isStreamed = (buffer: number): boolean => {
    const found = kernel.buffers[buffer]
    return found?.kind === 'argument' && found.streamed
  }
  /** The list of metadata that marks a streaming store; those of the alias scopes come before it. */
  const nontemporal = 3 * kernel.buffers.length + 1
  /** Metadata of loops, and what it is made of. */
  const notUnrolled = nontemporal + 1

  const emitStore = ({ buffer, at }: Store, value: Value): void => {
    const type = kernel.buffers[buffer]?.dtype ?? value.type
    const row = llvmRow(type)
    const write = (pointer: string, name: string, lanes: number): void => {
      const how = isStreamed(buffer) ? `align ${lanes * row.bytes}, !nontemporal !${nontemporal}` : `align ${row.bytes}`
      text.emit(`store ${memoryType(type, lanes)} ${name}, ptr ${pointer}, ${how}${alias(buffer)}`)
    }
    if (scope.lanes === null || !expressions.isVector(at)) {
      write(expressions.pointer(buffer, at), stored(value), value.lanes)
      return
    }
    const width = scope.lanes.width
    const wide = stored(expressions.spread(value, width))
    const affine = affineIn(at, scope.lanes.variable, interner)
    if (affine?.coefficient === 1) {
      write(expressions.pointer(buffer, at), wide, width)
      return
    }
    const positions = expressions.emit(at, width)
    for (let lane = 0; lane < width; lane++) {
      const offset = text.define(`extractelement <${width} x i64> ${positions.name}, i64 ${lane}`)
      write(expressions.element(buffer, offset), text.define(`extractelement ${memoryType(type, width)} ${wide}, i64 ${lane}`), 1)
    }
  }

  /** How many of the stores, from the first on, take places one after the other that together are whole: as many as the lanes are apart. */
  const together = ([first, ...others]: readonly Store[]): number => {
    const lane = scope.lanes?.variable
    const count = first === undefined || lane === undefined ? 1 : (affineIn(first.at, lane, interner)?.coefficient ?? 1)
    if (first === undefined || count < 2 || count > mostInTurn || others.length < count - 1) return 1
    const follows = (other: Store, i: number): boolean => {
      const apart = simplifyIndex(sub(other.at, first.at), interner)
      return other.buffer === first.buffer && apart.op === 'constant' && apart.value === i + 1
    }
    return others.slice(0, count - 1).every(follows) ? count : 1
  }

  /** The lanes of some values in turn, as one vector. */
  const emitInTurn = ({ buffer, at }: Store, values: readonly Value[]): void => {
    const [width, count] = [scope.lanes?.width ?? 1, values.length]
    const type = kernel.buffers[buffer]?.dtype ?? 'float32'
    const shuffled = (of: number, a: string, b: string, lanes: readonly number[]): string => {
      const mask = lanes.map(lane => `i32 ${lane}`).join(', ')
      return text.define(`shufflevector ${memoryType(type, of)} ${a}, ${memoryType(type, of)} ${b}, <${lanes.length} x i32> <${mask}>`)
    }
    const wide = values.map(value => stored(expressions.spread(value, width)))
    const lanes = Array.from({ length: 2 * width }, (_, lane) => lane)
    // Two and two side by side, where there are more than two.
    const pair = (i: number): string => shuffled(width, wide[i] ?? '', wide[i + 1] ?? 'poison', lanes)
    const [size, a, b] = count === 2 ? [width, wide[0] ?? '', wide[1] ?? ''] : [2 * width, pair(0), pair(2)]
    const inTurn = Array.from({ length: count * width }, (_, lane) => (lane % count) * width + Math.floor(lane / count))
    const all = shuffled(size, a, b, inTurn)
    const row = llvmRow(type)
    text.emit(`store ${memoryType(type, count * width)} ${all}, ptr ${expressions.pointer(buffer, at)}, align ${row.bytes}${alias(buffer)}`)
  }

  const emitTurn = ({ rows, columns, fromRow, fromColumn, width, store }: Statement & { op: 'turn' }): void => {
    const firstRow = expressions.emitFirstLane(fromRow).name
    const firstColumn = expressions.emitFirstLane(fromColumn).name
    const type = kernel.buffers[store.buffer]?.dtype ?? store.value.type
    const along = (first: string, other: string, index: number, vector: LoopVariable, single: LoopVariable, body: () => void): void => {
      scope.scalars.set(single, text.define(`add nsw i64 ${other}, ${index}`))
      scope.depths.set(single, scope.depth)
      scope.depths.set(vector, scope.depth)
      scope.lanes = { variable: vector, width, base: first }
      known.within(body)
      scope.lanes = null
      scope.scalars.delete(single)
    }
    const loaded: string[] = []
    for (let row = 0; row < width; row++)
      along(firstColumn, firstRow, row, columns, rows, () => loaded.push(stored(expressions.emit(store.value, width))))
    for (const [column, name] of turned(text, memoryType(type, width), loaded).entries())
      along(firstRow, firstColumn, column, rows, columns, () => emitStore(store, { name, type, lanes: width }))
    known.changed('memory')
  }

  /** How many have been emitted. */
  let loops = 0

  /** The statements for one value of the variable. */
  const emitBound = (variable: LoopVariable, value: string, depth: number, body: readonly Statement[]): void => {
    scope.scalars.set(variable, value)
    scope.depths.set(variable, depth)
    known.within(() => emitAll(body))
    scope.scalars.delete(variable)
  }
  /** In how many loops the value of an expression is computed. */
  const depthOf = (e: Expr): number =>
    known.changes(e) ? scope.depth : Math.max(0, ...[...variablesOf(e)].map(v => scope.depths.get(v) ?? 0))

  /** The test is at the end of a round, and once before the first: the form in which LLVM likes loops. */
  const emitLoop = (statement: Statement & { op: 'for' }): void => {
    const from = expressions.emitFirstLane(statement.from).name
    if (runsOnce(statement)) {
      emitBound(statement.variable, from, depthOf(statement.from), statement.body)
      return
    }
    const to = expressions.emitFirstLane(statement.to).name
    const [body, exit] = [text.fresh('body'), text.fresh('exit')]
    const before = text.block()
    const runs = statement.from.op === 'constant' && statement.to.op === 'constant' && statement.from.value < statement.to.value
    text.emit(runs ? `br label %${body}` : `br i1 ${text.define(`icmp slt i64 ${from}, ${to}`)}, label %${body}, label %${exit}`)
    text.label(body)
    const [variable, next] = [text.fresh('%i'), text.fresh('%n')]
    const phi = text.later()
    const others = loops++
    // Rounds before may have changed what was known.
    known.changed('cells')
    known.changed('memory')
    scope.depth++
    emitBound(statement.variable, variable, scope.depth, statement.body)
    scope.depth--
    text.emit(`${next} = add nsw i64 ${variable}, ${statement.step}`)
    const more = text.define(`icmp slt i64 ${next}, ${to}`)
    phi(`${variable} = phi i64 [ ${from}, %${before} ], [ ${next}, %${text.block()} ]`)
    // Those with others inside gain nothing from being unrolled.
    const asItIs = loops > others + 1 ? `, !llvm.loop !${notUnrolled}` : ''
    text.emit(`br i1 ${more}, label %${body}, label %${exit}${asItIs}`)
    text.label(exit)
  }

  const emitStatement = (statement: Statement): void => {
    switch (statement.op) {
      case 'for':
        emitLoop(statement)
        return
      case 'lanes': {
        const base = expressions.emitFirstLane(statement.from).name
        if (statement.width === 1) {
          emitBound(statement.variable, base, depthOf(statement.from), statement.body)
          return
        }
        scope.depths.set(statement.variable, depthOf(statement.from))
        scope.lanes = { variable: statement.variable, width: statement.width, base }
        known.within(() => emitAll(statement.body))
        scope.lanes = null
        return
      }
      case 'turn':
        emitTurn(statement)
        return
      case 'set': {
        const cell = kernel.cells[statement.cell]
        if (cell === undefined) return
        const value = expressions.emit(statement.value, cell.lanes)
        text.emit(`store ${registerType(cell.type, cell.lanes)} ${value.name}, ptr ${cells[statement.cell]}`)
        known.changed('cells')
        return
      }
      case 'store': {
        const values = statement.stores.map(({ value }) => expressions.emitNatural(value))
        for (let i = 0; i < statement.stores.length; ) {
          const [s, value] = [statement.stores[i], values[i]]
          if (s === undefined || value === undefined) break
          const count = together(statement.stores.slice(i))
          if (count > 1) emitInTurn(s, values.slice(i, i + count))
          else emitStore(s, value)
          i += count
        }
        known.changed('memory')
        return
      }
      case 'prefetch':
        text.declare('declare void @llvm.prefetch.p0(ptr, i32, i32, i32)')
        text.emit(`call void @llvm.prefetch.p0(ptr ${expressions.pointer(statement.buffer, statement.at)}, i32 0, i32 3, i32 1)`)
        return
      case 'if': {
        const condition = expressions.emitFirstLane(statement.condition).name
        const [then, otherwise, end] = [text.fresh('then'), text.fresh('else'), text.fresh('end')]
        text.emit(`br i1 ${condition}, label %${then}, label %${otherwise}`)
        text.label(then)
        known.within(() => emitAll(statement.body))
        text.emit(`br label %${end}`)
        text.label(otherwise)
        known.within(() => emitAll(statement.otherwise))
        text.emit(`br label %${end}`)
        text.label(end)
      }
    }
  }

  const emitAll = (statements: readonly Statement[]): void => {
    for (const statement of statements) emitStatement(statement)
  }

  // `begin` and `end` are bound as loop bounds through two variables of their own.
  const begin: Expr & { op: 'variable' } = { op: 'variable', type: 'index', name: 'begin', extent: kernel.tasks }
  const end: Expr & { op: 'variable' } = { op: 'variable', type: 'index', name: 'end', extent: kernel.tasks + 1 }
  scope.scalars.set(begin, '%begin')
  scope.scalars.set(end, '%end')
  emitLoop({ op: 'for', variable: kernel.task, from: begin, to: end, step: 1, body: kernel.body })
  const streams = kernel.buffers.some((_, i) => isStreamed(i))
  // Streaming stores are in no order with others: who is told that the tasks are done must find them done.
  if (streams) text.emit('fence seq_cst')
  text.emit('ret void')

  // Three pieces of metadata a buffer: its scope, the list of it alone, the list of all others but those in the same memory.
  const overlap = (i: number, j: number): boolean =>
    kernel.overlaps.some(([read, written]) => (read === i && written === j) || (read === j && written === i))
  const scopes = kernel.buffers.map((_, i) => `!${3 * i + 1}`)
  const metadata = [
    `!0 = !{!0, !"${kernel.name}"}`,
    ...kernel.buffers.flatMap((_, i) => [
      `${scopes[i]} = !{${scopes[i]}, !0}`,
      `!${3 * i + 2} = !{${scopes[i]}}`,
      `!${3 * i + 3} = !{${scopes.filter((__, j) => j !== i && !overlap(i, j)).join(', ')}}`,
    ]),
    ...(streams ? [`!${nontemporal} = !{i32 1}`] : []),
    `!${notUnrolled} = distinct !{!${notUnrolled}, !${notUnrolled + 1}}`,
    `!${notUnrolled + 1} = !{!"llvm.loop.unroll.disable"}`,
  ]
  return [
    `define void @${kernel.name}(ptr %buffers, i64 %begin, i64 %end, ptr %scratch) nounwind {`,
    ...text.lines(),
    '}',
    ...text.declarations(),
    ...metadata,
    '',
  ].join('\n')
}
