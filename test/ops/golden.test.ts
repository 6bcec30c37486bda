// Operations against NumPy, JAX and PyTorch, on the reference backend and, where there is one, the CPU.

import { checkGolden } from './golden-cases.js'

// float64 throughout: sums of at most a hundred products of numbers of size 1, in another order than theirs, and functions within 2 ulp.
checkGolden('ops/operations.json', 1e-13)

// Counts, and edges of up to a hundred bins: quotients and sums of a few numbers.
checkGolden('ops/histograms.json', 1e-13)
