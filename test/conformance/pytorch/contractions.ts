// Products, convolutions and windows of PyTorch.

import { isTensor, type Tensor } from 'tenet'
import { LeftOut, numberOf, numbersOf, ours, type Row, row, type Table, tensorOf, tensorsOf } from '../row.js'

const product = (name: string): Row => row(name, 'input other', ({ input, other }) => ours(name, input, other))
/** `beta · input + alpha · product`. */
const plus = (input: unknown, beta: unknown, alpha: unknown, product: Tensor): Tensor =>
  numberOf(beta, 1) === 0
    ? ours('mul', product, numberOf(alpha, 1))
    : ours('add', ours('mul', input, numberOf(beta, 1)), ours('mul', product, numberOf(alpha, 1)))

const several = (value: unknown, rank: number, otherwise: number): readonly number[] =>
  value === undefined
    ? new Array<number>(rank).fill(otherwise)
    : typeof value === 'number'
      ? new Array<number>(rank).fill(value)
      : numbersOf(value).length === 1
        ? new Array<number>(rank).fill(numbersOf(value)[0] ?? otherwise)
        : numbersOf(value)

/** Theirs takes images without a batch too. */
function batched(input: unknown, rank: number, run: (x: Tensor) => Tensor): Tensor {
  const x = tensorOf(input)
  return x.shape.length === rank + 2 ? run(x) : ours('squeeze', run(ours('expandDims', x, 0)), 0)
}

const convolution = (rank: 1 | 2 | 3): Row =>
  row(`conv${rank}d`, 'input weight bias stride padding dilation groups', ({ input, weight, bias, stride, padding, dilation, groups }) => {
    return batched(input, rank, x =>
      ours(`conv${rank}d`, x, weight, {
        stride: several(stride, rank, 1),
        padding: padding === 'same' ? 'same' : several(padding === 'valid' ? 0 : padding, rank, 0),
        dilation: several(dilation, rank, 1),
        groups: numberOf(groups, 1),
        ...(isTensor(bias) ? { bias } : {}),
      }),
    )
  })

const transposed = (rank: 1 | 2 | 3): Row =>
  row(
    `convTranspose${rank}d`,
    'input weight bias stride padding output_padding groups dilation',
    ({ input, weight, bias, stride, padding, output_padding, groups, dilation }) =>
      batched(input, rank, x =>
        ours(`convTranspose${rank}d`, x, weight, {
          stride: several(stride, rank, 1),
          padding: several(padding, rank, 0),
          outputPadding: several(output_padding, rank, 0),
          dilation: several(dilation, rank, 1),
          groups: numberOf(groups, 1),
          ...(isTensor(bias) ? { bias } : {}),
        }),
      ),
  )

const averagePool = (rank: 1 | 2 | 3): Row =>
  row(
    `avgPool${rank}d`,
    'input kernel_size stride padding ceil_mode count_include_pad divisor_override',
    ({ input, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override }) => {
      const strides = stride === undefined || (Array.isArray(stride) && stride.length === 0) ? kernel_size : stride
      return batched(input, rank, x =>
        ours(`avgPool${rank}d`, x, several(kernel_size, rank, 1), {
          stride: several(strides, rank, 1),
          padding: several(padding, rank, 0),
          ceilMode: ceil_mode === true,
          countIncludePad: count_include_pad !== false,
          ...(divisor_override === undefined ? {} : { divisorOverride: divisor_override }),
        }),
      )
    },
  )

const maximumPool = (rank: 1 | 2 | 3): Row =>
  row(
    `maxPool${rank}d`,
    'input kernel_size stride padding dilation ceil_mode return_indices',
    ({ input, kernel_size, stride, padding, dilation, ceil_mode, return_indices }) => {
      const pooled = batched(input, rank, x =>
        ours(`maxPool${rank}d`, x, several(kernel_size, rank, 1), {
          stride: several(stride ?? kernel_size, rank, 1),
          padding: several(padding, rank, 0),
          dilation: several(dilation, rank, 1),
          ceilMode: ceil_mode === true,
        }),
      )
      return return_indices === true ? [pooled] : pooled
    },
  )

export const contractions: Table = {
  ...Object.fromEntries(['matmul', 'mm', 'bmm', 'mv', 'bmm.triton_optimized'].map(name => [name, product('matmul')])),
  dot: product('dot'),
  outer: product('outer'),
  tensordot: row('tensordot', 'input other dims', ({ input, other, dims }) => {
    const [a, b] = [tensorOf(input), tensorOf(other)]
    if (Array.isArray(dims)) {
      const [left, right] = dims.map(numbersOf)
      if (left?.some((axis, i) => a.shape.at(axis) !== b.shape.at(right?.[i] ?? 0))) throw new LeftOut('paired sizes that broadcast')
    }
    return ours('tensordot', a, b, dims ?? 2)
  }),
  einsum: row('einsum', 'tensors specification', ({ tensors, specification }) => ours('einsum', specification, ...tensorsOf(tensors))),
  addmm: row('add matmul mul', 'input mat1 mat2 beta alpha', ({ input, mat1, mat2, beta, alpha }) =>
    plus(input, beta, alpha, ours('matmul', mat1, mat2)),
  ),
  'addmm.decomposed': row('add matmul mul', 'input mat1 mat2 beta alpha', ({ input, mat1, mat2, beta, alpha }) =>
    plus(input, beta, alpha, ours('matmul', mat1, mat2)),
  ),
  addmv: row('add matmul mul', 'input mat vec beta alpha', ({ input, mat, vec, beta, alpha }) =>
    plus(input, beta, alpha, ours('matmul', mat, vec)),
  ),
  addr: row('add outer mul', 'input vec1 vec2 beta alpha', ({ input, vec1, vec2, beta, alpha }) =>
    plus(input, beta, alpha, ours('outer', vec1, vec2)),
  ),
  baddbmm: row('add matmul mul', 'input batch1 batch2 beta alpha', ({ input, batch1, batch2, beta, alpha }) =>
    plus(input, beta, alpha, ours('matmul', batch1, batch2)),
  ),
  addbmm: row('add matmul sum mul', 'input batch1 batch2 beta alpha', ({ input, batch1, batch2, beta, alpha }) =>
    plus(input, beta, alpha, ours('sum', ours('matmul', batch1, batch2), 0)),
  ),
  'nn.functional.linear': row('matmul add', 'input weight bias', ({ input, weight, bias }) => {
    const w = tensorOf(weight)
    const y = ours('matmul', input, w.shape.length === 2 ? ours('transpose', w) : w)
    return bias === undefined ? y : ours('add', y, bias)
  }),
  'nn.functional.bilinear': row('einsum add', 'input1 input2 weight bias', ({ input1, input2, weight, bias }) => {
    const y = ours('einsum', '...i,kij,...j->...k', input1, weight, input2)
    return bias === undefined ? y : ours('add', y, bias)
  }),
  'nn.functional.conv1d': convolution(1),
  'nn.functional.conv2d': convolution(2),
  'nn.functional.conv3d': convolution(3),
  'nn.functional.conv_transpose1d': transposed(1),
  'nn.functional.conv_transpose2d': transposed(2),
  'nn.functional.conv_transpose3d': transposed(3),
  'nn.functional.avg_pool1d': averagePool(1),
  'nn.functional.avg_pool2d': averagePool(2),
  'nn.functional.avg_pool3d': averagePool(3),
  'nn.functional.max_pool1d': maximumPool(1),
  'nn.functional.max_pool2d': maximumPool(2),
  'nn.functional.max_pool3d': maximumPool(3),
}
