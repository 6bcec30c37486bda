import { contractions } from './contractions.js'
import { lawsOf } from './laws-of.js'

lawsOf(contractions)
