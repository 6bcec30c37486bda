// The order in which an einsum multiplies costs no more than any other.

import { einsumPath, ones } from 'tenet'
import { expect, test } from 'vitest'
import { contractionPath } from '../../src/ops/contraction/contraction-path.js'

/** The least that any order costs, by trying them all. */
function least(factors: readonly (readonly string[])[], output: readonly string[], sizes: ReadonlyMap<string, number>): number {
  if (factors.length < 2) return 0
  let best = Number.POSITIVE_INFINITY
  for (const [i, a] of factors.entries())
    for (const b of factors.slice(i + 1)) {
      const others = factors.filter(other => other !== a && other !== b)
      const all = [...new Set([...a, ...b])]
      const labels = all.filter(label => output.includes(label) || others.some(other => other.includes(label)))
      const cost = all.reduce((product, label) => product * (sizes.get(label) ?? 1), 1)
      best = Math.min(best, cost + least([...others, labels], output, sizes))
    }
  return best
}

const sizes = new Map([...'abcdefghijklm'].map((letter, i) => [letter, ((i * 5) % 7) + 2]))
const words = (text: string): string[][] => text.split(',').map(word => [...word])

test.each([
  ['ab,bc,cd', 'ad'],
  ['ab,bc,cd,de', 'ae'],
  ['abc,bd,ce,def', 'af'],
  ['ab,ac,ad,ae', 'bcde'],
  ['ab,cd,ef', ''],
  ['abc,ade,bdf,cef', ''],
  ['ab,bc,cd,de,ea', ''],
])('%s -> %s', (text, output) => {
  // Labels that one factor alone has are summed away before anything is multiplied.
  const factors = words(text)
  const needed = factors.map((labels, i) =>
    labels.filter(label => output.includes(label) || factors.some((other, j) => j !== i && other.includes(label))),
  )
  expect(contractionPath(factors, [...output], sizes).cost).toBe(least(needed, [...output], sizes))
})

test('of many factors each is multiplied once', () => {
  const factors = words('ab,bc,cd,de,ef,fg,gh,hi,ij,jk,kl,lm')
  const { steps, cost } = contractionPath(factors, ['a', 'm'], sizes)
  expect(steps.length).toBe(11)
  expect(steps.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 22 }, (_, i) => i))
  const inOrder = factors.slice(1).reduce((sum, [left = '', right = '']) => sum + 4 * (sizes.get(left) ?? 1) * (sizes.get(right) ?? 1), 0)
  expect(cost).toBeLessThan(4 * inOrder)
})

test('a path is told as NumPy tells it', () => {
  const path = einsumPath('ij,jk,kl->il', ones([2, 50]), ones([50, 3]), ones([3, 40]))
  expect(path).toEqual({ path: [[0, 1], [0, 1]], cost: 2 * 50 * 3 + 2 * 3 * 40, naiveCost: 2 * 50 * 3 * 40 * 2 }) // biome-ignore format: one line
  expect(einsumPath('ij->i', ones([2, 3]))).toEqual({ path: [], cost: 0, naiveCost: 6 })
})
