// The laws of random numbers.

import { lawsOf } from './laws-of.js'
import { randomNumbers } from './random.js'

lawsOf(randomNumbers)
