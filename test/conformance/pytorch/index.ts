// Every operation that PyTorch tests: what it is in ours, or why there is none.

import type { Table } from '../row.js'
import { collections } from './collections.js'
import { contractions } from './contractions.js'
import { elementwise } from './elementwise.js'
import { fourier } from './fourier.js'
import { indexing } from './indexing.js'
import { layers } from './layers.js'
import { linearAlgebra } from './linear-algebra.js'
import { losses } from './losses.js'
import { masked } from './masked.js'
import { missing } from './missing.js'
import { randomness } from './random.js'
import { reductions } from './reductions.js'
import { shapes } from './shapes.js'
import { signals } from './signals.js'
import { special } from './special.js'
import { windows } from './windows.js'

export const pytorch: Table = {
  ...missing,
  ...elementwise,
  ...shapes,
  ...reductions,
  ...contractions,
  ...losses,
  ...collections,
  ...layers,
  ...masked,
  ...fourier,
  ...indexing,
  ...linearAlgebra,
  ...signals,
  ...special,
  ...windows,
  ...randomness,
}
