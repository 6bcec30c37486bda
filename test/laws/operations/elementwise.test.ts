import { elementwise } from './elementwise.js'
import { lawsOf } from './laws-of.js'

lawsOf(elementwise)
