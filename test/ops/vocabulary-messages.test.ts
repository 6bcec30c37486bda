// What the wider vocabulary (general gathers, sets, windows, polynomials, …) says of arguments that do not fit, as text.

import * as tenet from 'tenet'
import { expect, test } from 'vitest'
import { messageLines } from './message-lines.js'

const scope = {
  ...tenet,
  f: tenet.ones([2, 3]),
  v: tenet.ones([3]),
  i: tenet.ones([2, 3], 'int32'),
  n: tenet.ones([4, 1], 'int32'),
  b: tenet.ones([2, 3], 'bool'),
  s: tenet.ones([]),
  rows: { offsetAxes: [1], collapsedAxes: [0], startMap: [0] },
}

const calls = `
gather(f, n)
gather(f, n, rows)
gather(f, v, { ...rows, sliceSizes: [1, 3] })
gather(f, n, { ...rows, sliceSizes: [1, 4] })
gather(f, n, { ...rows, sliceSizes: [2, 3] })
gather(f, n, { ...rows, sliceSizes: [1] })
gather(f, n, { startMap: [0], sliceSizes: [1, 3] })
gather(f, n, { ...rows, startMap: [0, 1], sliceSizes: [1, 3] })
gather(f, n, { ...rows, offsetAxes: [2], sliceSizes: [1, 3] })
gather(f, n, { ...rows, operandBatchAxes: [0], indicesBatchAxes: [0], sliceSizes: [1, 3] })
gather(f, n, { ...rows, sliceSizes: [1, 3], mode: 'wrap' })
gather(i, n, { ...rows, sliceSizes: [1, 3], fillValue: 0.5 })
gather(f, n, { ...rows, sliceSizes: [1, 3], axis: 0 })
scatter(f, n, f, rows)
scatter(f, n, ones([4, 5]), rows)
scatter(f, n, ones([4, 3]), { ...rows, offsetAxes: [] })
scatter(f, n, i, rows)
scatter(f, n, 1, rows)
scatter(f, n, ones([4, 3]), { ...rows, combine: 'sub' })
scatter(b, n, ones([4, 3], 'bool'), { ...rows, combine: 'max' })
scatter(f, n, ones([4, 3]), { ...rows, mode: 'fill' })
`

test('arguments that do not fit', async () => {
  await expect(messageLines(calls, scope)).toMatchFileSnapshot('./__snapshots__/vocabulary-messages.txt')
})
