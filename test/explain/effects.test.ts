// What explain says of programs with effects and calls: what is computed for them, and that calls are put in place.

import { debug, explain, remat, type Tensor, zeros } from 'tenet'
import { expect, test } from 'vitest'

test('effects are not compiled; what they see is handed out', () => {
  const f = (x: Tensor<[3], 'float32'>) => {
    debug.print('{}', x.sin())
    return remat((v: typeof x) => v.exp())(x)
  }
  const explanation = explain(f)(zeros([3]))
  expect(explanation.graph.equations.map(({ primitive }) => primitive.name)).toEqual(['sin', 'callback', 'remat'])
  const { compilation } = explanation
  if (compilation === null) return
  expect(compilation.graph.equations.map(({ primitive }) => primitive.name)).toEqual(['sin', 'exp'])
  expect(compilation.kernels.flatMap(kernel => kernel.writes.map(({ role }) => role)).sort()).toEqual(['result', 'seen 0'])
})
