// Resampling, grids and series of PyTorch.

import type { Tensor } from 'tenet'
import { LeftOut, numberOf, numbersOf, ours, type Row, row, type Table, tensorOf, tensorsOf } from '../row.js'

const scaleOf = (value: unknown): unknown =>
  value === undefined ? undefined : Array.isArray(value) ? numbersOf(value) : numberOf(value, 1)

const interpolation = (fixed?: string, corners = false): Row =>
  row(
    'interpolate',
    'input size scale_factor mode align_corners recompute_scale_factor antialias',
    ({ input, size, scale_factor, mode, align_corners, recompute_scale_factor, antialias }) =>
      ours('interpolate', input, {
        mode: fixed ?? mode ?? 'nearest',
        ...(size === undefined ? {} : { size: scaleOf(size) }),
        ...(scale_factor === undefined ? {} : { scaleFactor: scaleOf(scale_factor) }),
        ...(align_corners === true || corners ? { alignCorners: true } : {}),
        ...(antialias === true ? { antialias: true } : {}),
        ...(recompute_scale_factor === true ? { recomputeScaleFactor: true } : {}),
      }),
  )

const modes = ['nearest', 'nearest-exact', 'linear', 'bilinear', 'bicubic', 'trilinear', 'area']

const grid = (vectors: readonly Tensor[], indexing: unknown): Tensor => {
  if (vectors.some(x => x.shape.length !== 1)) throw new LeftOut('scalars as vectors')
  return ours('meshgrid', vectors, { indexing: indexing ?? 'ij' })
}

const logspace = row('logspace', 'start end steps base dtype', ({ start, end, steps, base }) =>
  ours('logspace', numberOf(start, 0), numberOf(end, 0), numberOf(steps, 0), { base: numberOf(base, 10), dtype: 'float64' }),
)

const gridModes = ['bilinear', 'nearest', 'bicubic'] as const
const paddings = ['zeros', 'border', 'reflection'] as const

const grids = row(
  'gridSample',
  'input grid mode padding_mode align_corners',
  ({ input, grid: places, mode, padding_mode, align_corners }) =>
    ours('gridSample', input, places, {
      // The functions behind it number what has names.
      mode: typeof mode === 'number' ? gridModes[mode] : (mode ?? 'bilinear'),
      paddingMode: typeof padding_mode === 'number' ? paddings[padding_mode] : (padding_mode ?? 'zeros'),
      alignCorners: align_corners === true,
    }),
)

export const windows: Table = {
  'nn.functional.grid_sample': grids,
  grid_sampler_2d: grids,
  grid_sampler_3d: grids,
  ...Object.fromEntries(modes.map(mode => [`nn.functional.interpolate.${mode}`, interpolation()])),
  'nn.functional.upsample_nearest': interpolation('nearest'),
  'nn.functional.upsample_bilinear': interpolation('bilinear', true),
  'nn.functional.unfold': row('unfold', 'input kernel_size dilation padding stride', ({ input, kernel_size, dilation, padding, stride }) =>
    ours('unfold', input, kernel_size, {
      dilation: scaleOf(dilation) ?? 1,
      padding: scaleOf(padding) ?? 0,
      stride: scaleOf(stride) ?? 1,
    }),
  ),
  'meshgrid.variadic_tensors': row('meshgrid', 'a b c d indexing', ({ indexing, ...vectors }) =>
    grid(Object.values(vectors).map(tensorOf), indexing),
  ),
  'meshgrid.list_of_tensors': row('meshgrid', 'tensors indexing', ({ tensors, indexing }) => grid(tensorsOf(tensors), indexing)),
  logspace,
  'logspace.tensor_overload': logspace,
  kron: row('kron', 'input other', ({ input, other }) => ours('kron', input, other)),
  vdot: row('vdot', 'input other', ({ input, other }) => ours('vdot', input, other)),
  inner: row('inner', 'input other', ({ input, other }) => ours('inner', input, other)),
}
