// The laws of sorting, counting and sets.

import { lawsOf } from './laws-of.js'
import { sorting } from './sorting.js'

lawsOf(sorting)
