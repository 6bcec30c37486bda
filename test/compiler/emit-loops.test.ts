// Loops in LLVM IR: those that have one round whatever happens are there to name a value, and are no loops.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emitKernel } from '../../src/compiler/emit/llvm.js'
import { type Kernel, loop, type Statement, store } from '../../src/compiler/kernel/ir.js'
import { add, constant, convert, type Expr, index, mul, variable } from '../../src/core/expr.js'
import { bareKernel } from './bare-kernel.js'

const task = variable('task', 8)
const v = variable('v', 100)

const kernelOf = (body: readonly Statement[]): Kernel => bareKernel(task, body)
const written = (at: Expr): Statement => store({ buffer: 0, at, value: convert('int32', at) })
/** Beside the loop over tasks. */
const loopsIn = (body: readonly Statement[]): number => [...emitKernel(kernelOf(body)).matchAll(/= phi /g)].length - 1

describe('a loop', () => {
  const position = mul(task, index(3))

  test('from a position to the next is none', () => {
    expect(loopsIn([loop(v, position, add(position, index(1)), 1, [written(v)])])).toBe(0)
    expect(loopsIn([loop(v, position, add(position, index(2)), 1, [written(v)])])).toBe(1)
    expect(loopsIn([loop(v, position, add(position, index(0)), 1, [written(v)])])).toBe(1)
    expect(loopsIn([loop(v, position, add(mul(task, index(2)), index(1)), 1, [written(v)])])).toBe(1)
  })

  test('between constants is none where it has one round', () => {
    const range = fc.tuple(fc.nat(20), fc.nat(20), fc.integer({ min: 1, max: 8 }))
    fc.assert(
      fc.property(range, ([from, to, step]) => {
        const rounds = Math.max(0, Math.ceil((to - from) / step))
        return loopsIn([loop(v, index(from), index(to), step, [written(v)])]) === (rounds === 1 ? 0 : 1)
      }),
    )
  })

  test('of one round gives each its own value, one after the other', () => {
    const twice = [3, 5].map(at => loop(v, index(at), index(at + 1), 1, [written(v)]))
    const stored = [...emitKernel(kernelOf([...twice, written(constant('index', 7))])).matchAll(/getelementptr i32, ptr %v1, i64 (\d+)/g)]
    expect(stored.map(([, at]) => at)).toEqual(['3', '5', '7'])
  })
})
