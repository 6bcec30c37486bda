import { indexing } from './indexing.js'
import { lawsOf } from './laws-of.js'

lawsOf(indexing)
