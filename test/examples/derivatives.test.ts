// The example runs as it stands and says what it promises.

import { expect, test, vi } from 'vitest'

test('derivatives', async () => {
  const lines: unknown[][] = []
  vi.spyOn(console, 'log').mockImplementation((...line) => lines.push(line))
  await import('../../examples/derivatives.js')
  vi.restoreAllMocks()
  const numbers = (values: unknown): readonly string[] => (values as readonly number[]).map(value => value.toFixed(4))
  const [perExample, norms, jacobians, second, product, roots, deep, batch] = lines
  expect(perExample).toEqual(['per-example gradients', '{"hidden":[5,3,8],"out":[5,8,2]}'])
  expect(norms).toEqual(['their norms', [5]])
  expect(jacobians).toEqual(['Jacobians', [5, 2, 3]])
  expect(second).toEqual(['Hessian', '{"hidden":{"hidden":[3,8,3,8],"out":[3,8,8,2]},"out":{"hidden":[8,2,3,8],"out":[8,2,8,2]}}'])
  expect(product).toEqual(['Hessian times gradient', '{"hidden":[3,8],"out":[8,2]}'])
  // x = 1, 2, 3 and 1 / (3x² + 1)
  expect([numbers(roots?.[1]), numbers(roots?.[3])]).toEqual([
    ['1.0000', '2.0000', '3.0000'],
    ['0.2500', '0.0769', '0.0357'],
  ])
  expect(deep).toEqual(['with remat', [8, 8]])
  expect(batch).toEqual(['mean over the batch below 1e-6', true])
})
