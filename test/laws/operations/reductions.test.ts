import { lawsOf } from './laws-of.js'
import { reductions } from './reductions.js'

lawsOf(reductions)
