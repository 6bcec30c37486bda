// Inverse trigonometric functions, angles, and sinc, elementwise over floats.

import type { Tensor } from '../../core/tensor.js'
import * as p from '../../primitives/elementwise/index.js'
import { full } from '../../primitives/structure/broadcast.js'
import * as t from '../complex/trigonometric.js'
import { floatBinary, floatFunction, inexactFunction } from '../signatures/families.js'
import type { FloatBinaryFunction, FloatFunction, InexactFunction } from '../signatures/signatures.js'

/**
 * The angle in [-π/2, π/2] whose sine is x; NaN beyond ±1.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * asin(tensor([0, 2])).toArray() // [0, NaN]
 * ```
 */
export const asin: InexactFunction = inexactFunction('asin', p.asin, t.asin)

/**
 * The angle in [0, π] whose cosine is x; NaN beyond ±1.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * acos(tensor([1, 2])).toArray() // [0, NaN]
 * ```
 */
export const acos: InexactFunction = inexactFunction('acos', p.acos, t.acos)

/**
 * The angle in [-π/2, π/2] whose tangent is x.
 * @param x floats[…] or complex[…]
 * @throws DTypeError unless float or complex
 * @example
 * ```
 * atan(tensor([0])).toArray() // [0]
 * ```
 */
export const atan: InexactFunction = inexactFunction('atan', p.atan, t.atan)

/**
 * The angle in [-π, π] of the point (x, y), seen from the origin: `atan(y / x)`, in the quadrant of the point.
 * @param y floats[…], or a JavaScript number, which takes the dtype of x
 * @param x likewise; shapes broadcast, dtypes promote
 * @returns the broadcast shape, of the promoted dtype
 * @throws ShapeError when the shapes do not broadcast, DTypeError when the dtypes do not promote or are not float
 * @example
 * ```
 * atan2(tensor([0, 1], 'float64'), tensor([1, 0], 'float64')).toArray() // [0, 1.5707963267948966]
 * ```
 */
export const atan2: FloatBinaryFunction = floatBinary('atan2', p.atan2)

/**
 * The normalized cardinal sine: `sin πx / (πx)`; 1 at 0.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * sinc(tensor([0, 1])).toArray() // [1, 0]
 * ```
 */
export const sinc: FloatFunction = floatFunction('sinc', p.sinc)

const scaled = (factor: number) => (x: Tensor) => p.mul(x, full(factor, x))

/**
 * Degrees to radians: `x · π / 180`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * deg2rad(tensor([180], 'float64')).toArray() // [3.141592653589793]
 * ```
 */
export const deg2rad: FloatFunction = floatFunction('deg2rad', scaled(Math.PI / 180))

/**
 * Radians to degrees: `x · 180 / π`.
 * @param x floats[…]
 * @throws DTypeError unless float
 * @example
 * ```
 * rad2deg(tensor([Math.PI], 'float64')).toArray() // [180]
 * ```
 */
export const rad2deg: FloatFunction = floatFunction('rad2deg', scaled(180 / Math.PI))
