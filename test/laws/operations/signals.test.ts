// The laws of Fourier transforms, windows and polynomials.

import { lawsOf } from './laws-of.js'
import { signals } from './signals.js'

lawsOf(signals)
