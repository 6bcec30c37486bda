// Any acyclic graph is drawn so that it can be read: boxes apart, lines downwards, everything inside.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { layers } from '../../src/explain/html/layers.js'

const sizes = { width: 100, height: 40, gapX: 10, gapY: 20 }

const graph = fc.integer({ min: 0, max: 24 }).chain(count =>
  fc
    .uniqueArray(fc.tuple(fc.nat({ max: Math.max(0, count - 1) }), fc.nat({ max: Math.max(0, count - 1) })), {
      selector: ([a, b]) => `${a} ${b}`,
      maxLength: 60,
    })
    .map(pairs => ({ count, edges: pairs.filter(([a, b]) => a < b) })),
)

test('boxes do not overlap, edges go down, all is inside', () => {
  fc.assert(
    fc.property(graph, ({ count, edges }) => {
      const drawing = layers(count, edges, sizes)
      expect(drawing.nodes).toHaveLength(count)
      for (const [i, a] of drawing.nodes.entries()) {
        expect(a.x - 50).toBeGreaterThanOrEqual(-1e-6)
        expect(a.x + 50).toBeLessThanOrEqual(drawing.width + 1e-6)
        expect(a.y + 20).toBeLessThanOrEqual(drawing.height)
        for (const b of drawing.nodes.slice(i + 1))
          expect(Math.abs(a.x - b.x) >= 110 - 1e-6 || Math.abs(a.y - b.y) >= 60, `${i} at ${a.x}, ${a.y}`).toBe(true)
      }
      for (const { from, to, through } of drawing.edges) {
        const heights = [drawing.nodes[from], ...through, drawing.nodes[to]].map(point => point?.y ?? 0)
        for (const [i, y] of heights.entries()) if (i > 0) expect(y).toBeGreaterThan(heights[i - 1] ?? 0)
      }
    }),
    { numRuns: 200 },
  )
})

test('a chain is straight', () => {
  const { nodes } = layers(
    4,
    [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
    sizes,
  )
  expect(new Set(nodes.map(({ x }) => x)).size).toBe(1)
})
