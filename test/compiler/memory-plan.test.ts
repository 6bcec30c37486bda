// The memory plan: temporaries alive at the same time never overlap, and dead ones are reused.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planMemory } from '../../src/compiler/program/memory-plan.js'
import { bytesOf } from '../../src/core/array-type.js'
import { variableOf } from '../../src/core/graph.js'

const temporary = (elements: number) => variableOf({ shape: [elements], dtype: 'float32' })

describe('memory plan', () => {
  test('a chain reuses two places', () => {
    const [a, b, c, d] = [temporary(1000), temporary(1000), temporary(1000), temporary(1000)] as const
    const plan = planMemory([a, b, c, d], [[a], [a, b], [b, c], [c, d], [d]])
    expect(plan.arenaBytes).toBe(2 * 4032 + 64)
    expect(plan.totalBytes).toBe(4 * 4032)
  })

  test('temporaries alive together do not overlap, whatever the program', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            elements: fc.integer({ min: 0, max: 300 }),
            first: fc.integer({ min: 0, max: 9 }),
            length: fc.integer({ min: 0, max: 5 }),
          }),
          {
            maxLength: 20,
          },
        ),
        specs => {
          const all = specs.map(spec => ({ ...spec, v: temporary(spec.elements) }))
          const steps = Array.from({ length: 16 }, (_, i) => all.filter(s => s.first === i || s.first + s.length === i).map(s => s.v))
          const plan = planMemory(
            all.map(s => s.v),
            steps,
          )
          const placed = all.map(s => {
            const from = plan.offsets.get(s.v) ?? Number.NaN
            expect(from % 64).toBe(0)
            const to = from + Math.max(64, bytesOf(s.v.type))
            expect(to).toBeLessThanOrEqual(plan.arenaBytes)
            return { from, to, first: s.first, last: s.first + s.length }
          })
          for (const [i, p] of placed.entries())
            for (const q of placed.slice(i + 1))
              if (p.first <= q.last && q.first <= p.last) expect(p.to <= q.from || q.to <= p.from).toBe(true)
        },
      ),
    )
  })
})
