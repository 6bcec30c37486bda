// Special functions of PyTorch: Bessel's and Airy's, and orthogonal polynomials.

import { isTensor } from 'tenet'
import { numberOf, ours, type Row, row, type Table } from '../row.js'

const unary = (name: string): Row => row(name, 'input', ({ input }) => ours(name, input))

/** Theirs differ from the functions, at 50 digits, by up to 4e-7. */
const rough = (name: string): Row => ({ ...unary(name), tolerance: 1e-6 })

/** Degrees are floats there, cut off towards 0. */
const polynomial = (name: string): Row =>
  row(name, 'input n', ({ input, n }) => ours(name, isTensor(n) ? ours('cast', ours('trunc', n), 'int32') : numberOf(n, 0), input))

export const special: Table = {
  ...Object.fromEntries(
    Object.entries({
      ...{ airy_ai: 'airyAi', bessel_j0: 'j0', bessel_j1: 'j1', bessel_y0: 'y0', bessel_y1: 'y1', modified_bessel_k0: 'k0' },
      ...{
        modified_bessel_k1: 'k1',
        scaled_modified_bessel_k0: 'k0e',
        scaled_modified_bessel_k1: 'k1e',
        spherical_bessel_j0: 'sphericalJ0',
      },
    }).map(([theirs, name]) => [`special.${theirs}`, unary(name)]),
  ),
  ...Object.fromEntries(
    Object.entries({ airy_ai: 'airyAi', bessel_j0: 'j0', bessel_j1: 'j1', bessel_y0: 'y0', bessel_y1: 'y1' }).map(([theirs, name]) => [
      `special.${theirs}`,
      rough(name),
    ]),
  ),
  ...Object.fromEntries(
    Object.entries({
      ...{ chebyshev_polynomial_t: 'chebyshevT', chebyshev_polynomial_u: 'chebyshevU', chebyshev_polynomial_v: 'chebyshevV' },
      ...{ chebyshev_polynomial_w: 'chebyshevW', hermite_polynomial_h: 'hermiteH', hermite_polynomial_he: 'hermiteHe' },
      ...{ laguerre_polynomial_l: 'laguerreL', legendre_polynomial_p: 'legendreP', shifted_chebyshev_polynomial_t: 'shiftedChebyshevT' },
      ...{ shifted_chebyshev_polynomial_u: 'shiftedChebyshevU', shifted_chebyshev_polynomial_v: 'shiftedChebyshevV' },
      ...{ shifted_chebyshev_polynomial_w: 'shiftedChebyshevW' },
    }).map(([theirs, name]) => [`special.${theirs}`, polynomial(name)]),
  ),
}
