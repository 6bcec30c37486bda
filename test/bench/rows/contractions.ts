// Products of matrices, large, odd, thin and many; convolutions as in ResNet's stages, forwards and for both gradients.

import { type CallRow, callsFor, float, type Work } from './row.js'
import { phaseProducts, windowProducts } from './window-products.js'

/** Bytes of an element, and what a multiplication costs in those of float32: 16 bits are computed in 32. */
const dtypes = {
  float64: { bytes: 8, flops: 2 },
  float32: { bytes: float, flops: 1 },
  float16: { bytes: 2, flops: 1 },
  bfloat16: { bytes: 2, flops: 1 },
} as const

interface Matmul {
  readonly batch?: number
  readonly rows: number
  readonly depth: number
  readonly columns: number
  readonly dtype?: keyof typeof dtypes
}

function matmul(name: string, { batch = 1, rows, depth, columns, dtype = 'float32' }: Matmul): CallRow {
  const work: Work = {
    flops: 2 * batch * rows * depth * columns * dtypes[dtype].flops,
    bytes: batch * (rows * depth + depth * columns + rows * columns) * dtypes[dtype].bytes,
  }
  const many = batch === 1 ? '' : `${batch}, `
  return {
    kind: 'calls',
    name,
    description: `${dtype} [${many}${rows}, ${depth}] times [${many}${depth}, ${columns}]`,
    program: 'matmul',
    sizes: { batch, rows, depth, columns, dtype },
    work,
    calls: callsFor(work),
  }
}

const square = (n: number): CallRow => matmul(`matmul-${n}`, { rows: n, depth: n, columns: n })

export interface Conv {
  readonly batch: number
  readonly channels: number
  readonly size: number
  readonly groups?: number
  readonly pass?: 'forward' | 'input' | 'weight'
}

const passes = { forward: '', input: ', gradient of the input', weight: ', gradient of the weights' } as const

/** 3 × 3, same size, as many channels out as in. */
function conv(name: string, { batch, channels, size, groups = 1, pass = 'forward' }: Conv): CallRow {
  const work: Work = {
    flops: 2 * batch * windowProducts(channels, channels / groups, size),
    bytes: (2 * batch * channels * size ** 2 + channels * (channels / groups) * 9) * float,
  }
  return {
    kind: 'calls',
    name,
    description: `conv2d 3 × 3, padding 1, ${channels} channels, ${groups} group${groups === 1 ? '' : 's'}, on [${batch}, ${channels}, ${size}, ${size}]${passes[pass]}`,
    program: 'conv',
    sizes: { batch, channels, size, groups, pass },
    work,
    calls: callsFor(work),
  }
}

const stages = [
  { channels: 64, size: 56 },
  { channels: 128, size: 28 },
  { channels: 256, size: 14 },
  { channels: 512, size: 7 },
] as const

const residual: readonly CallRow[] = [1, 16].flatMap(batch =>
  stages.flatMap(({ channels, size }) =>
    (['forward', 'input', 'weight'] as const).map(pass =>
      conv(`conv-${batch}x${channels}x${size}${pass === 'forward' ? '' : `-${pass}`}`, { batch, channels, size, pass }),
    ),
  ),
)

const transposedWork: Work = {
  flops: 2 * 16 * 4 * phaseProducts(128, 64, 16),
  bytes: (16 * 128 * 16 ** 2 + 16 * 64 * 32 ** 2 + 128 * 64 * 16) * float,
}

export const contractionRows: readonly CallRow[] = [
  ...[64, 127, 256, 511, 1024, 1023, 2048].map(square),
  ...(['float64', 'float16', 'bfloat16'] as const).map(dtype =>
    matmul(`matmul-1024-${dtype}`, { rows: 1024, depth: 1024, columns: 1024, dtype }),
  ),
  matmul('matmul-32x4096', { rows: 32, depth: 4096, columns: 4096 }),
  matmul('matmul-1x4096', { rows: 1, depth: 4096, columns: 4096 }),
  matmul('matmul-batched', { batch: 64, rows: 128, depth: 64, columns: 128 }),
  conv('conv-8x64x32', { batch: 8, channels: 64, size: 32 }),
  ...residual,
  conv('conv-depthwise', { batch: 16, channels: 128, size: 28, groups: 128 }),
  {
    kind: 'calls',
    name: 'conv-transposed',
    description: 'transposed conv2d 4 × 4, stride 2, padding 1, 128 to 64 channels on [16, 128, 16, 16]',
    program: 'conv-transposed',
    sizes: { batch: 16, channels: 128, outChannels: 64, size: 16 },
    work: transposedWork,
    calls: callsFor(transposedWork),
  },
]
