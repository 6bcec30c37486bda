// The rows of the table, in its order. What a row computes stands in programs/ for us and in peers/ for the peers.

import { contractionRows } from './contractions.js'
import { dataRows } from './data.js'
import { freshRows } from './fresh.js'
import { linalgRows } from './linalg.js'
import { memoryRows } from './memory.js'
import { poolingRows } from './pooling.js'
import type { CallRow, Row } from './row.js'
import { trainingRows } from './training.js'

export { type CallRow, type FreshRow, type ProgramSpec, type Row, unitOf, type Work } from './row.js'

const dispatch: CallRow = {
  kind: 'calls',
  name: 'dispatch',
  description: 'x + 1 on 4 floats, compiled: from the call to its value in the host language',
  program: 'dispatch',
  sizes: {},
  work: { flops: 0, bytes: 0, nativeCalls: 1 },
  calls: 1000,
}

export const rows: readonly Row[] = [
  dispatch,
  ...memoryRows,
  ...contractionRows,
  ...poolingRows,
  ...linalgRows,
  ...trainingRows,
  ...dataRows,
  ...freshRows,
]

export const rowNames: readonly string[] = rows.map(row => row.name)
