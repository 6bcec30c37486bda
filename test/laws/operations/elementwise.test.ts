// The laws of functions of numbers.

import { elementwise } from './elementwise.js'
import { lawsOf } from './laws-of.js'

lawsOf(elementwise)
