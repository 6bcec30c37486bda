// The laws of reading and writing at positions.

import { indexing } from './indexing.js'
import { lawsOf } from './laws-of.js'

lawsOf(indexing)
