// Methods of complex numbers: their parts.

import type { DType, Shape } from '../../types/index.js'
import { angle, conj, imag, type PartMethod, real } from '../complex/parts.js'
import type { UnaryMethod } from '../signatures/signatures.js'
import type { MethodName } from './method-name.js'

declare module '../../core/tensor.js' {
  interface Tensor<out S extends Shape = Shape, out D extends DType = DType> {
    /** The real part. */
    readonly real: PartMethod
    /** The imaginary part; zeros of a real tensor. */
    readonly imag: PartMethod
    /** `re - im·i` */
    readonly conj: UnaryMethod
    /** `atan2(im, re)` */
    readonly angle: PartMethod
  }
}

export const complexMethods = { angle, conj, imag, real } satisfies Partial<Record<MethodName, unknown>>
