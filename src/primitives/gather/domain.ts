// Legal gathers and scatters, small: rows, points, windows, batches, both modes, all dtypes, and the degenerate sizes.

import type { Sample, SampleInput } from '../../core/primitive.js'
import { type DTypeName, dtypeInfo, isInteger } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { numberDTypes } from '../linear-map.js'
import type { GatherParams } from './geometry.js'

const plain: GatherParams = {
  offsetAxes: [],
  collapsedAxes: [],
  startMap: [],
  operandBatchAxes: [],
  indicesBatchAxes: [],
  sliceSizes: [],
  mode: 'clip',
}

const uses: readonly {
  readonly operand: SampleInput
  readonly indices: SampleInput
  readonly output: Dims
  readonly params: GatherParams
}[] = (() => {
  const use = (
    operand: Dims,
    indices: Dims,
    output: Dims,
    params: Partial<GatherParams>,
    dtype: DTypeName = 'float32',
    index: DTypeName = 'int32',
  ) => ({
    operand: { shape: operand, dtype },
    indices: { shape: indices, dtype: index, range: [dtypeInfo(index).kind === 'int' ? -2 : 0, 6] as const },
    output,
    params: { ...plain, ...params },
  })
  const rows: Partial<GatherParams> = { offsetAxes: [1], collapsedAxes: [0], startMap: [0], sliceSizes: [1, 3] }
  const windows: Partial<GatherParams> = { offsetAxes: [1, 2], startMap: [1, 0], sliceSizes: [2, 3] }
  const batched: Partial<GatherParams> = {
    offsetAxes: [2],
    collapsedAxes: [1],
    startMap: [1],
    operandBatchAxes: [0],
    indicesBatchAxes: [0],
    sliceSizes: [1, 1, 2],
  }
  return [
    use([5, 3], [4, 1], [4, 3], rows),
    use([5, 3], [4, 1], [4, 3], { ...rows, mode: 'fill' }),
    ...numberDTypes.slice(1).map(dtype => use([5, 3], [4, 1], [4, 3], rows, dtype)),
    use([5, 3], [4, 1], [4, 3], { ...rows, mode: 'fill' }, 'float32', 'uint8'),
    use([300, 3], [4, 1], [4, 3], rows, 'float32', 'uint8'),
    ...numberDTypes.filter(isInteger).map(index => use([5, 3], [4, 1], [4, 3], rows, 'float32', index)),
    use([5], [2, 3, 1], [2, 3], { collapsedAxes: [0], startMap: [0], sliceSizes: [1] }),
    use([5, 6], [3, 2], [3], { collapsedAxes: [0, 1], startMap: [0, 1], sliceSizes: [1, 1], mode: 'fill' }),
    use([5, 6], [4, 2], [4, 2, 3], windows),
    use([5, 6], [4, 2], [4, 2, 3], { ...windows, mode: 'fill' }),
    use([5, 6], [3, 2, 1], [2, 3, 2], { offsetAxes: [0], collapsedAxes: [1], startMap: [1], sliceSizes: [2, 1] }),
    use([3, 5, 2], [3, 4, 1], [3, 4, 2], batched),
    use([3, 5, 2], [3, 4, 1], [3, 4, 2], { ...batched, mode: 'fill' }),
    use([5, 2, 3], [3, 2, 4, 1], [3, 2, 4], {
      collapsedAxes: [0],
      startMap: [0],
      operandBatchAxes: [1, 2],
      indicesBatchAxes: [1, 0],
      sliceSizes: [1, 1, 1],
    }),
    use([4, 3], [0], [2, 3], { offsetAxes: [0, 1], sliceSizes: [2, 3] }),
    use([4], [1], [4], { offsetAxes: [0], startMap: [0], sliceSizes: [4], mode: 'fill' }),
    use([1, 3], [2, 1], [2, 3], rows),
    use([5, 3], [0, 1], [0, 3], rows),
    use([5, 0], [2, 1], [2, 0], { ...rows, sliceSizes: [1, 0] }),
    use([5, 3], [2, 1], [2, 0, 3], { offsetAxes: [1, 2], startMap: [0], sliceSizes: [0, 3] }),
  ]
})()

export const gatherDomain: readonly Sample<GatherParams>[] = [
  ...uses.map(({ operand, indices, params }) => ({ inputs: [operand, indices], params })),
  ...uses.slice(0, 1).map(({ operand, indices, params }) => ({ inputs: [{ ...operand, dtype: 'bool' as const }, indices], params })),
]

export const scatterDomain: readonly Sample<GatherParams>[] = uses.map(({ operand, indices, output, params }) => ({
  inputs: [operand, indices, { shape: output, dtype: operand.dtype }],
  params,
}))
