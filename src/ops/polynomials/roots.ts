// Where polynomials are 0: the eigenvalues of the companion matrix.
// Source: Edelman, Murakami, Polynomial roots from companion matrix eigenvalues, 1995.

import { showType } from '../../core/array-type.js'
import { contentOf, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { concat } from '../../primitives/structure/join.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { complexDType } from '../../support/dtype.js'
import { TraceError } from '../../support/errors.js'
import { optionsOf } from '../../support/options.js'
import type { ComplexOf, InexactDType, Shape } from '../../types/index.js'
import { eye } from '../creation/creation.js'
import { eigvals } from '../linalg/eigenvalues.js'
import { part } from '../shape/along.js'
import { trimZeros } from '../shape/insert.js'
import { computed } from '../signatures/halves.js'
import { checkKind, inexactKinds } from '../signatures/operands.js'
import { typed } from '../signatures/signatures.js'
import { coefficientsOf } from './arithmetic.js'

/** What `roots` takes. */
export interface RootsOptions {
  /** Whether zeros at both ends are taken off first: then the leading coefficient may be 0, and roots at 0 are exact. Default true. */
  readonly stripZeros?: boolean
}

/** The roots of a polynomial whose leading coefficient is not 0. */
function companionEigenvalues(c: Tensor): Tensor {
  const degree = (c.shape[0] as number) - 1
  if (degree < 1) return full(0, { shape: [0], dtype: complexDType(c.dtype) })
  const lead = broadcast(reshape(part(c, 0, 0, 1), []), [degree], [])
  const row = p.neg(p.div(part(c, 0, 1, degree + 1), lead))
  const companion = concat([reshape(row, [1, degree]), p.cast(eye(degree - 1, degree), c.dtype)], 0)
  return eigvals(typed<[number, number], InexactDType>(companion))
}

/**
 * The roots of a polynomial: every x with `Σ_i c[i] · x^(n - 1 - i) = 0`, as often as it is one. They are the eigenvalues of the companion matrix,
 * to within rounding those of a polynomial whose coefficients are off by rounding: a root that comes m times moves by about the m-th root of that.
 * @param coefficients floats[n] or complex[n], the highest power first; or JavaScript numbers
 * @param options stripZeros: whether zeros at both ends are taken off first, default true, for which their elements have to be known; with false
 *   the leading coefficient must not be 0
 * @returns complex[n - 1], one less for each leading 0; ordered by real parts, those with equal ones by imaginary parts, roots at 0 that were
 *   taken off last
 * @throws ShapeError unless a vector with elements, DTypeError unless float or complex, TraceError inside of transforms unless stripZeros is false
 * @example
 * ```
 * roots([1, 0, 4]).toArray() // [{"re": 0, "im": -2}, {"re": 0, "im": 2}]
 * roots([0, 3, 0]).toArray() // [{"re": 0, "im": 0}]
 * ```
 * @deviation from NumPy: in order, where theirs are in none; complex also where all roots are real.
 */
export function roots<D extends InexactDType = 'float32'>(
  coefficients: readonly number[] | Tensor<Shape, D>,
  options?: RootsOptions,
): Tensor<[number], ComplexOf<D>>
export function roots(coefficients: unknown, options?: RootsOptions): Tensor {
  const { stripZeros } = optionsOf('roots', options, { stripZeros: true })
  const given = coefficientsOf('roots', coefficients)
  checkKind('roots', given, inexactKinds, 'coefficients')
  const c = computed(given)
  if (!stripZeros) return companionEigenvalues(c)
  if (contentOf(given).kind === 'traced')
    throw new TraceError(
      `roots: how many there are depends on elements of ${showType(given)}, which a transform (jit, grad, vmap, …) does not know; call it outside, or say { stripZeros: false }`,
    )
  const vector = typed<readonly [number], InexactDType>(c)
  const fromFirst = trimZeros(vector, 'front')
  const stripped = trimZeros(fromFirst, 'back')
  const zeros = fromFirst.shape[0] - stripped.shape[0]
  const others = companionEigenvalues(stripped)
  return zeros === 0 ? others : concat([others, full(0, { shape: [zeros], dtype: others.dtype })], 0)
}
