// What the example shows: gradients of recurrent nets vanish, explode, and can be clipped; its backward walk is the gradient; its picture holds every curve.

import { describe, expect, test } from 'vitest'
import { gradientNorms } from '../../examples/bptt/gradients.js'
import { decades, drawCurves } from '../../examples/bptt/picture.js'

describe('gradients by distance', () => {
  test('of a tanh net vanish with small weights: at most half as large with each step', () => {
    const norms = gradientNorms('rnn', 0.5, 20)
    expect(norms.length).toBe(21)
    for (const [k, norm] of norms.entries()) if (k > 0) expect(norm).toBeLessThanOrEqual((norms[k - 1] ?? 0) * 0.5 * (1 + 1e-5))
  })

  test('explode with large ones, and stay at 1 when they are clipped', () => {
    expect(gradientNorms('rnn', 4, 20)[20]).toBeGreaterThan(100)
    for (const norm of gradientNorms('rnn', 4, 20, 1)) expect(norm).toBeLessThanOrEqual(1 + 1e-5)
  })

  test.each(['lstm', 'gru'] as const)('of a %s vanish more slowly than those of a tanh net with the same small weights', cell => {
    expect(gradientNorms(cell, 0.5, 20)[20]).toBeGreaterThan((gradientNorms('rnn', 0.5, 20)[20] ?? 0) * 10)
  })
})

test('the picture holds every curve and panel, and twelve powers of ten to either side', () => {
  const curve = (name: string, values: readonly number[]) => ({ name, values, colour: 'black' })
  const panels = [
    { title: 'first', curves: [curve('a', [1, 1e-30]), curve('b', [1, 100])] },
    { title: 'second', curves: [curve('a', [1, 0]), curve('b', [1, 3])] },
  ]
  expect(decades(panels)).toEqual([-12, 2])
  const svg = drawCurves('both', panels)
  expect(svg.match(/<polyline/g)?.length).toBe(4)
  for (const word of ['both', 'first', 'second', '>a<', '>b<']) expect(svg).toContain(word)
  expect(svg).not.toContain('NaN')
})
