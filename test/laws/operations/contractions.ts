// Products of tensors, windows of images, and images of other sizes.

import * as tenet from 'tenet'
import { any, called, distinct, floats, numbers, type Row, type Rows, row, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>
type Einsum = (specification: string, ...operands: readonly Float[]) => unknown
/** Sums of several products. */
const sum = { ulps: 16 }

const products: Rows = {
  matmul: row(
    tenet.matmul,
    [x(2, 3, 4), x(4, 2)],
    'T[2,3,2]',
    numbers,
    [
      [[x(3), x(3)], 'T[]'],
      [[x(0, 3), x(3)], 'T[0]'],
      [[x(2, 0), x(0, 3)], 'T[2,3]'],
      [[x(2, 3), x(2, 3)], 'ShapeError'],
    ],
    sum,
  ),
  dot: row(
    tenet.dot,
    [x(3), x(3)],
    'T[]',
    numbers,
    [
      [[x(0), x(0)], 'T[]'],
      [[x(2), x(3)], 'ShapeError'],
    ],
    sum,
  ),
  inner: row(
    tenet.inner,
    [x(2, 3), x(4, 3)],
    'T[2,4]',
    numbers,
    [
      [[x(0), x(0)], 'T[]'],
      [[x(2), x(3)], 'ShapeError'],
    ],
    sum,
  ),
  outer: row(tenet.outer, [x(2), x(3)], 'T[2,3]', numbers, [[[x(0), x(3)], 'T[0,3]']]),
  vdot: row(
    tenet.vdot,
    [x(2, 2), x(4)],
    'T[]',
    numbers,
    [
      [[x(0), x(0)], 'T[]'],
      [[x(2), x(3)], 'ShapeError'],
    ],
    sum,
  ),
  vecdot: row(
    tenet.vecdot,
    [x(2, 3), x(3)],
    'T[2]',
    numbers,
    [
      [[x(2, 0), x(0)], 'T[2]'],
      [[x(2), x(3)], 'ShapeError'],
    ],
    sum,
  ),
  kron: row(tenet.kron, [x(2, 2), x(3)], 'T[2,6]', numbers, [
    [[x(0), x(2)], 'T[0]'],
    [[x(), x(2)], 'T[2]'],
  ]),
  tensordot: row((a: Float, b: Float) => tenet.tensordot(a as never, b as never, [[0, 1], [1, 0]]), [x(2, 3, 2), x(3, 2)], 'T[2]', numbers, [[[x(0, 3), x(3, 0)], 'T[]'], [[x(2, 3), x(2, 3)], 'ShapeError']], sum), // biome-ignore format: one line
  einsum: row(
    (a: Float, b: Float, c: Float) => (tenet.einsum as unknown as Einsum)('...ij,jk,k->...i', a, b, c),
    [x(2, 2, 3), x(3, 2), x(2)],
    'T[2,2]',
    numbers,
    [
      [[x(0, 3), x(3, 2), x(2)], 'T[0]'],
      [[x(2, 0), x(0, 2), x(2)], 'T[2]'],
    ],
    sum,
  ),
  'einsum with a diagonal': row((a: Float) => (tenet.einsum as unknown as Einsum)('ii->i', a), [x(3, 3)], 'T[3]', numbers, [
    [[x(0, 0)], 'T[0]'],
    [[x(2, 3)], 'ShapeError'],
  ]),
  cdist: row(
    tenet.cdist,
    [x(3, 2), x(2, 2)],
    'T[3,2]',
    floats,
    [
      [[x(0, 2), x(2, 2)], 'T[0,2]'],
      [[x(2, 2), x(2, 3)], 'ShapeError'],
    ],
    sum,
  ),
  pdist: row(
    tenet.pdist,
    [x(3, 2)],
    'T[3]',
    floats,
    [
      [[x(0, 2)], 'T[0]'],
      [[x(1, 2)], 'T[0]'],
      [[x(3)], 'ShapeError'],
    ],
    sum,
  ),
  convolve: row(
    tenet.convolve,
    [x(5), x(3)],
    'T[7]',
    numbers,
    [
      [[x(1), x(1)], 'T[1]'],
      [[x(0), x(2)], 'ShapeError'],
    ],
    sum,
  ),
  correlate: row(
    (a: Float, b: Float) => tenet.correlate(a as never, b as never, 'same'),
    [x(5), x(3)],
    'T[5]',
    numbers,
    [[[x(1), x(1)], 'T[1]']],
    sum,
  ),
  renorm: row(
    (a: Float) => tenet.renorm(a, { axis: 0, maxNorm: 0.75 }),
    [x(3, 2)],
    'T[3,2]',
    floats,
    [
      [[x(0, 2)], 'T[0,2]'],
      [[x()], 'ShapeError'],
    ],
    sum,
  ),
}

const sizes = [[5], [4, 4], [3, 3, 3]] as const
const windows: Rows = Object.fromEntries(
  sizes.flatMap((size, i): readonly (readonly [string, Row])[] => {
    const rank = i + 1
    const kernel = size.map(() => 2)
    const shown = (n: (size: number) => number): string => size.map(n).join(',')
    const options = { padding: 1, stride: 2 }
    return [
      [
        `conv${rank}d`,
        row(
          (a: Float, w: Float) => called(`conv${rank}d`)(a, w, options),
          [x(2, 2, ...size), x(3, 2, ...kernel)],
          `T[2,3,${shown(n => Math.floor(n / 2) + 1)}]`,
          numbers,
          [
            [[x(0, 2, ...size), x(3, 2, ...kernel)], `T[0,3,${shown(n => Math.floor(n / 2) + 1)}]`],
            [[x(1, 3, ...size), x(3, 2, ...kernel)], 'ShapeError'],
          ],
          sum,
        ),
      ],
      [
        `convTranspose${rank}d`,
        row(
          (a: Float, w: Float) => called(`convTranspose${rank}d`)(a, w, options),
          [x(1, 2, ...size), x(2, 3, ...kernel)],
          `T[1,3,${shown(n => 2 * (n - 1))}]`,
          numbers,
          [[[x(0, 2, ...size), x(2, 3, ...kernel)], `T[0,3,${shown(n => 2 * (n - 1))}]`]],
          sum,
        ),
      ],
      [
        `maxPool${rank}d`,
        row(
          (a: Float) => called(`maxPool${rank}d`)(a, 2),
          [distinct(1, 2, ...size)],
          `T[1,2,${shown(n => Math.floor(n / 2))}]`,
          numbers.filter(d => !d.startsWith('complex')),
          [[[x(0, 2, ...size)], `T[0,2,${shown(n => Math.floor(n / 2))}]`]],
        ),
      ],
      [
        `avgPool${rank}d`,
        row(
          (a: Float) => called(`avgPool${rank}d`)(a, 2, { padding: 1 }),
          [x(1, 2, ...size)],
          `T[1,2,${shown(n => Math.floor(n / 2) + 1)}]`,
          floats,
          [[[x(0, 2, ...size)], `T[0,2,${shown(n => Math.floor(n / 2) + 1)}]`]],
          sum,
        ),
      ],
    ]
  }),
)

const interpolated =
  (shape: readonly number[], to: readonly number[]) =>
  (mode: tenet.InterpolationMode): readonly [string, Row] => [
    `interpolate ${mode}`,
    row(
      (a: Float) => tenet.interpolate(a as never, { size: to as never, mode }),
      [x(1, 2, ...shape)],
      `T[1,2,${to}]`,
      mode.startsWith('nearest') ? any : floats,
      [[[x(0, 2, ...shape)], `T[0,2,${to}]`]],
      sum,
    ),
  ]

const images: Rows = {
  unfold: row((a: Float) => tenet.unfold(a as never, 2, { padding: 1 }), [x(1, 2, 3, 3)], 'T[1,8,16]', numbers, [
    [[x(0, 2, 3, 3)], 'T[0,8,16]'],
  ]),
  fold: row((a: Float) => tenet.fold(a as never, [3, 3], 2), [x(1, 8, 4)], 'T[1,2,3,3]', numbers, [[[x(0, 8, 4)], 'T[0,2,3,3]']], sum),
  slidingWindowView: row((a: Float) => tenet.slidingWindowView(a as never, 3), [x(5)], 'T[3,3]', any, [[[x(2)], 'ShapeError']]),
  ...Object.fromEntries([
    ...(['nearest', 'nearest-exact', 'linear', 'area'] as const).map(interpolated([5], [7])),
    ...(['bilinear', 'bicubic'] as const).map(interpolated([3, 4], [5, 3])),
    interpolated([2, 3, 2], [3, 2, 4])('trilinear'),
  ]),
  ...Object.fromEntries(
    (['bilinear', 'nearest', 'bicubic'] as const).flatMap(mode =>
      (['zeros', 'border', 'reflection'] as const).map(paddingMode => [
        `gridSample ${mode}, ${paddingMode}`,
        row(
          (a: Float, grid: Float) =>
            tenet.gridSample(a as never, grid as never, { mode, paddingMode, alignCorners: paddingMode === 'border' }),
          [x(2, 2, 3, 4), x(2, 2, 3, 2)],
          'T[2,2,2,3]',
          floats,
          [
            [[x(0, 2, 3, 4), x(0, 2, 3, 2)], 'T[0,2,2,3]'],
            [[x(1, 2, 3, 4), x(1, 0, 3, 2)], 'T[1,2,0,3]'],
            [[x(1, 2, 0, 4), x(1, 1, 3, 2)], 'ShapeError'],
            [[x(2, 2, 3, 4), x(1, 1, 3, 2)], 'ShapeError'],
          ],
          { ulps: 64 },
        ),
      ]),
    ),
  ),
  'gridSample of volumes': row(
    (a: Float, grid: Float) => tenet.gridSample(a as never, grid as never),
    [x(1, 2, 2, 3, 2), x(1, 2, 1, 2, 3)],
    'T[1,2,2,1,2]',
    floats,
    [],
    { ulps: 64 },
  ),
  affineGrid: row(
    (a: Float) => tenet.affineGrid(a as never, [2, 3]),
    [x(2, 2, 3)],
    'T[2,2,3,2]',
    floats,
    [
      [[x(0, 2, 3)], 'T[0,2,3,2]'],
      [[x(2, 2)], 'ShapeError'],
    ],
    sum,
  ),
  'affineGrid of volumes': row((a: Float) => tenet.affineGrid(a as never, [2, 1, 3]), [x(1, 3, 4)], 'T[1,2,1,3,3]', floats, [], sum),
  'interpolate, with a filter': row(
    (a: Float) => tenet.interpolate(a as never, { size: [2, 3] as never, mode: 'bilinear', antialias: true }),
    [x(1, 1, 5, 4)],
    'T[1,1,2,3]',
    floats,
    [],
    sum,
  ),
}

export const contractions: Rows = { ...products, ...windows, ...images }
