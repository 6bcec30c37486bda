// The laws of reductions, running ones and statistics.

import { lawsOf } from './laws-of.js'
import { reductions } from './reductions.js'

lawsOf(reductions)
