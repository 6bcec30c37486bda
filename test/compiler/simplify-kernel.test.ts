// Simplified kernels store the same elements in the same order; what can be known beforehand is gone from them.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { evaluator } from '../../laws/predicate/evaluate-expr.js'
import { type Kernel, lanes, loop, type Statement, store, when } from '../../src/compiler/kernel/ir.js'
import { simplifyKernel } from '../../src/compiler/kernel/simplify-kernel.js'
import { add, compare, convert, div, type Expr, index, mul, rem, select, sub, variable } from '../../src/core/expr.js'
import { bareKernel } from './bare-kernel.js'

const task = variable('task', 4)
const kernelOf = (body: readonly Statement[]): Kernel => bareKernel(task, body)
const written = (at: Expr): Statement => store({ buffer: 0, at, value: convert('int32', at) })

/** Position and value of every store, task by task. */
function stores({ body, tasks }: Kernel): (readonly [at: number, value: number])[] {
  const bound = new Map<Expr, number>()
  const found: [number, number][] = []
  const never = (): never => {
    throw new Error('nothing is read')
  }
  const value = (e: Expr): number => Number(evaluator([e])({ argument: never, element: never, variable: v => bound.get(v) ?? never() })[0])
  const run = (statements: readonly Statement[]): void => statements.forEach(step)
  const step = (s: Statement): void => {
    if (s.op === 'for') {
      for (let i = value(s.from), end = value(s.to); i < end; i += s.step) {
        bound.set(s.variable, i)
        run(s.body)
      }
      bound.delete(s.variable)
    } else if (s.op === 'lanes') {
      for (let i = value(s.from), end = i + s.width; i < end; i++) {
        bound.set(s.variable, i)
        run(s.body)
      }
      bound.delete(s.variable)
    } else if (s.op === 'if') run(value(s.condition) !== 0 ? s.body : s.otherwise)
    else if (s.op === 'store') for (const { at, value: v } of s.stores) found.push([value(at), value(v)])
    else never()
  }
  for (let i = 0; i < tasks; i++) {
    bound.set(task, i)
    run(body)
  }
  return found
}

/** Positions over what is bound; not negative. */
const positions = (vars: readonly Expr[]): fc.Arbitrary<Expr> =>
  fc.letrec<{ position: Expr }>(tie => ({
    position: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.constantFrom(...vars),
      fc.nat(9).map(index),
      fc.tuple(tie('position'), tie('position')).map(([a, b]) => add(a, b)),
      fc.tuple(tie('position'), fc.nat(4)).map(([a, n]) => mul(a, index(n))),
      fc.tuple(tie('position'), fc.integer({ min: 1, max: 6 })).map(([a, n]) => div(a, index(n))),
      fc.tuple(tie('position'), fc.integer({ min: 1, max: 6 })).map(([a, n]) => rem(a, index(n))),
      fc.tuple(tie('position'), tie('position')).map(([a, b]) => select(compare('lt', a, b), a, b)),
    ),
  })).position

const largest = 10_000
const statements = (vars: readonly Expr[], depth: number): fc.Arbitrary<readonly Statement[]> => {
  const stored = positions(vars).map(written)
  if (depth === 0) return fc.array(stored, { minLength: 1, maxLength: 2 })
  // Loops from a position on, of so many rounds as another one is, at most.
  const inside = fc.constant(null).chain(() => {
    const v = variable(`v${depth}`, largest)
    const body = statements([...vars, v], depth - 1)
    const rounds = fc.oneof(
      fc.nat(3).map(index),
      positions(vars).map(e => rem(e, index(3))),
    )
    const loops = fc
      .tuple(positions(vars), rounds, fc.integer({ min: 1, max: 3 }), body)
      .map(([from, count, by, inner]) => loop(v, from, add(from, count), by, inner))
    const vectors = fc.tuple(positions(vars), body).map(([from, inner]) => lanes(v, from, 2, inner))
    return fc.oneof({ arbitrary: loops, weight: 4 }, { arbitrary: vectors, weight: 1 })
  })
  const branches = fc
    .tuple(positions(vars), positions(vars), statements(vars, depth - 1), fc.oneof(fc.constant([]), statements(vars, depth - 1)))
    .map(([a, b, yes, no]) => when(compare('lt', a, b), yes, no))
  return fc.array(fc.oneof(stored, inside, branches), { minLength: 1, maxLength: 2 })
}

describe('a simplified kernel', () => {
  test('stores the same', () => {
    fc.assert(
      fc.property(statements([task], 3), body => {
        const kernel = kernelOf(body)
        expect(stores(simplifyKernel(kernel))).toEqual(stores(kernel))
      }),
      { numRuns: 500 },
    )
  })

  const v = variable('v', 100)
  const simplified = (body: readonly Statement[]): readonly Statement[] => simplifyKernel(kernelOf(body)).body

  test('has no loop without rounds, and none around nothing', () => {
    expect(simplified([loop(v, index(3), sub(index(8), index(5)), 1, [written(v)])])).toEqual([])
    expect(simplified([loop(v, task, add(task, index(9)), 1, [loop(v, index(3), index(3), 1, [written(v)])])])).toEqual([])
  })

  test('has constants where a loop of one round had a name for them', () => {
    expect(simplified([loop(v, index(3), index(5), 2, [written(add(v, task))])])).toEqual(simplified([written(add(task, index(3)))]))
  })

  test('names positions in loops of one round', () => {
    const at = add(mul(task, index(8)), index(5))
    expect(simplified([loop(v, at, add(at, index(2)), 4, [written(v)])])).toMatchObject([{ op: 'for', to: { a: at, b: index(1) } }])
  })

  test('has the branch that is taken', () => {
    const body = [when(compare('lt', task, index(4)), [written(task)], [written(index(0))])]
    expect(simplified(body)).toEqual(simplified([written(task)]))
    expect(simplified([when(compare('ge', task, index(4)), [written(task)])])).toEqual([])
    expect(simplified([when(compare('lt', task, index(2)), [loop(v, task, task, 1, [written(v)])])])).toEqual([])
  })
})
