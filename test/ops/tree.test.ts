// Trees as users handle them: leaves, paths, maps and selections by path.

import { isTensor, ones, type Tensor, tree, zeros } from 'tenet'
import { expect, expectTypeOf, test } from 'vitest'

const params = { conv: { weight: ones([2, 3]) }, fc: [{ bias: zeros([3]) }, null], name: 'net' }

test('leaves and paths go together', () => {
  expect(tree.leaves(params).map(leaf => leaf.shape)).toEqual([[2, 3], [3]])
  expect(tree.paths(params)).toEqual(['conv.weight', 'fc.0.bias'])
  expect(tree.paths(ones([]))).toEqual([''])
})

test('a map keeps everything but the tensors, and says so in its type', () => {
  const shapes = tree.map(params, (leaf, path) => `${path}: ${leaf.shape}`)
  expect(shapes).toEqual({ conv: { weight: 'conv.weight: 2,3' }, fc: [{ bias: 'fc.0.bias: 3' }, null], name: 'net' })
  expectTypeOf(shapes.conv.weight).toEqualTypeOf<string>()
  const doubled = tree.map({ a: ones([2]) }, (leaf: Tensor) => leaf.mul(2))
  expect(isTensor(doubled.a)).toBe(true)
})

test('a selection by path is true where the path matches, with patterns that remember too', () => {
  const expected = { conv: { weight: false }, fc: [{ bias: true }, false], name: false }
  expect(tree.byPath(params, /^fc\./)).toEqual(expected)
  expect(tree.byPath(params, /^fc\./g)).toEqual(expected)
})
