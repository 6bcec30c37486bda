// What is limited by memory, or by how elements are found: maps, normalisations, sums, layouts, indices, order; and attention.

import { type CallRow, callsFor, float, type ProgramSpec, type Work } from './row.js'

const row = (name: string, description: string, work: Work, { program, sizes }: ProgramSpec): CallRow => ({
  kind: 'calls',
  name,
  description,
  program,
  sizes,
  work,
  calls: callsFor(work),
})

const moved = (floats: number): Work => ({ flops: 0, bytes: floats * float })

const [rows, columns] = [4096, 1024]
const matrix = { rows, columns }
/** 256 MB: out of every cache. */
const far = { rows: 65_536, columns: 1024 }
const farFloats = far.rows * far.columns
const [batch, heads, length, size] = [8, 12, 256, 64]

export const memoryRows: readonly CallRow[] = [
  row('fused', 'tanh(2x + 1) * x on 4,194,304 floats', moved(2 * 4_194_304), { program: 'fused', sizes: { size: 4_194_304 } }),
  row('gelu', 'gelu(x + b) * s on [4096, 1024], b and s along rows', moved(2 * rows * columns), { program: 'gelu', sizes: matrix }),
  row('softmax', 'softmax along the rows of [4096, 1024]', moved(2 * rows * columns), { program: 'softmax', sizes: matrix }),
  row('layer-norm', 'layer norm along the rows of [4096, 1024]', moved(2 * rows * columns), { program: 'layer-norm', sizes: matrix }),
  row('sum', 'the sum of 16,777,216 floats', moved(16_777_216), { program: 'sum', sizes: { size: 16_777_216 } }),
  row('fused-far', 'tanh(2x + 1) * x on 67,108,864 floats', moved(2 * farFloats), { program: 'fused', sizes: { size: farFloats } }),
  row('softmax-far', 'softmax along the rows of [65536, 1024]', moved(2 * farFloats), { program: 'softmax', sizes: far }),
  row('layer-norm-far', 'layer norm along the rows of [65536, 1024]', moved(2 * farFloats), { program: 'layer-norm', sizes: far }),
  row('sum-far', 'the sum of 67,108,864 floats', moved(farFloats), { program: 'sum', sizes: { size: farFloats } }),
  row('transpose', '[4096, 1024] transposed', moved(2 * rows * columns), { program: 'transpose', sizes: matrix }),
  row('gather', '65,536 rows of 64 floats from 50,000', moved(2 * 65_536 * 64), {
    program: 'gather',
    sizes: { rows: 50_000, columns: 64, picked: 65_536 },
  }),
  row('scatter-add', '65,536 rows of 64 floats added to 50,000', moved(65_536 * 64 + 2 * 50_000 * 64), {
    program: 'scatter-add',
    sizes: { rows: 50_000, columns: 64, picked: 65_536 },
  }),
  row('sort', 'the rows of [1024, 1024] sorted', moved(2 * 1024 * 1024), { program: 'sort', sizes: { rows: 1024, columns: 1024 } }),
  row('cumsum', 'running sums along the rows of [4096, 1024]', moved(2 * rows * columns), { program: 'cumsum', sizes: matrix }),
  row(
    'attention',
    'softmax(q kᵀ / 8) v, [8, 12, 256, 64]',
    { flops: 4 * batch * heads * length * length * size, bytes: 4 * batch * heads * length * size * float },
    { program: 'attention', sizes: { batch, heads, length, size } },
  ),
]
