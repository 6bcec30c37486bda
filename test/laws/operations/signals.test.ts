import { lawsOf } from './laws-of.js'
import { signals } from './signals.js'

lawsOf(signals)
