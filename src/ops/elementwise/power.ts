// Powers. A small integer exponent known while tracing is computed by multiplications alone: exact squares, and derivatives
// that are defined everywhere, also at 0 and below.

import { isComplex } from '../../core/complex.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import { isFloat } from '../../support/dtype.js'
import { DTypeError } from '../../support/errors.js'
import type { BroadcastArgument, BroadcastResult, DType, InexactDType, PromoteArgument, PromoteResult, Shape } from '../../types/index.js'
import { pow as complexPower } from '../complex/exponential.js'
import { align, arithmeticKinds, checkKind, showOperands } from '../signatures/operands.js'
import type { WeakNumber } from '../signatures/signatures.js'

/** Above this, float powers are exponentials of logarithms: as exact, and shorter. */
const longestProduct = 8

/** `xⁿ` for an integer n ≥ 1, by repeated squaring. */
function product(x: Tensor, n: number): Tensor {
  if (n === 1) return x
  const half = product(x, Math.floor(n / 2))
  const even = p.mul(half, half)
  return n % 2 === 0 ? even : p.mul(even, x)
}

function integerPower(x: Tensor, n: number): Tensor {
  if (n === 0) return full(1, x)
  return n > 0 ? product(x, n) : p.div(full(1, x), product(x, -n))
}

/**
 * The power: `xⁿ`. An integer exponent from -8 to 8 (for integers: any from 0) is computed by multiplications.
 * @param x numbers[…], or a JavaScript number, which takes the dtype of the exponent
 * @param exponent floats[…] or complex[…], or a JavaScript number; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype; NaN for a negative base under a fractional exponent, which complex numbers have
 * @throws DTypeError when integers are raised to a tensor, a fraction or a negative number
 * @example
 * ```
 * pow(tensor([3, -2]), 2).toArray() // [9, 4]
 * pow(tensor([2, 3], 'int32'), 10).toArray() // [1024, 59049]
 * ```
 */
export function pow<S extends Shape, D extends DType>(x: Tensor<S, D>, exponent: number): Tensor<S, D>
export function pow<A extends Shape = [], DA extends InexactDType = never, B extends Shape = [], DB extends InexactDType = never>(
  x: WeakNumber | Tensor<A, DA>,
  exponent: BroadcastArgument<A, B, PromoteArgument<DA, DB, Tensor<B, DB>>>,
): Tensor<BroadcastResult<A, B>, PromoteResult<DA, DB>>
export function pow(x: unknown, exponent: unknown): Tensor {
  if (isTensor(x)) checkKind('pow', x, arithmeticKinds)
  if (isTensor(x) && typeof exponent === 'number') {
    const whole = Number.isInteger(exponent)
    if (!isFloat(x.dtype) && !isComplex(x)) {
      if (whole && exponent >= 0) return integerPower(x, exponent)
      throw new DTypeError(
        `pow: an integer can be raised to a non-negative integer only; got ${showOperands([x, exponent])}; cast to float`,
      )
    }
    if (whole && Math.abs(exponent) <= longestProduct) return integerPower(x, exponent)
  }
  const [base, by] = align('pow', [x, exponent])
  if (isComplex(base)) return complexPower(base, by)
  if (!isFloat(base.dtype))
    throw new DTypeError(`pow: elements must be float under an exponent that is a tensor; got ${showOperands([x, exponent])}; cast first`)
  return p.pow(base, by)
}
