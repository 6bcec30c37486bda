// Complex numbers: against NumPy, PyTorch and JAX.

import { describe } from 'vitest'
import { checkGolden } from './golden-cases.js'

// Functions are compositions of some ten operations of 1 or 2 ulp each; sums of ten numbers of size 1.
describe('golden', () => checkGolden('complex/functions.json', 1e-13, 4e-6))

// Roots move by rounding, a few hundred units of it where they lie close together.
describe('places', () => checkGolden('complex/places.json', 1e-12))
