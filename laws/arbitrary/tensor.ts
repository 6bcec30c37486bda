// Tensors: a shape, then elements that fill it. A failure first loses axes, then elements become simple; counterexamples print as
// nested arrays with dtype and shape.

import fc from 'fast-check'
import { type DType, tensor as make, type Shape, type Tensor } from 'tenet'
import { elements, type Purpose, type Range } from './elements.js'
import { shape as anyShape, type Sizes } from './shape.js'

export interface TensorOptions<S extends Shape = Shape, D extends DType = DType> {
  /** A shape, which is then known in the type, or an arbitrary of shapes. Default `laws.shape()`. */
  readonly shape?: S | fc.Arbitrary<S>
  /** Default float32. */
  readonly dtype?: D
  /** What the elements are for. Default 'dyadic', for exact equalities. */
  readonly elements?: Purpose
  /** The least and greatest element, but for special values. By default what the purpose says. */
  readonly range?: Range
}

type Mutable<S extends Shape> = { -readonly [Axis in keyof S]: S[Axis] }

const typedArrays = {
  bool: Uint8Array,
  uint8: Uint8Array,
  uint16: Uint16Array,
  uint32: Uint32Array,
  int8: Int8Array,
  int16: Int16Array,
  int32: Int32Array,
  float16: Float32Array,
  bfloat16: Float32Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
} as const satisfies Record<Exclude<DType, 'int64' | 'uint64'>, unknown>

/** A tensor of elements in row-major order; a bool is 0 or 1, a complex one its two parts. */
export function tensorOf<D extends DType>(values: Iterable<number>, shape: Sizes, dtype: D): Tensor<Shape, D> {
  if (dtype === 'int64' || dtype === 'uint64') return make(BigInt64Array.from([...values].map(BigInt)), shape).cast(dtype)
  return make(typedArrays[dtype as Exclude<D, 'int64' | 'uint64'>].from(values), shape, dtype)
}

/**
 * A tensor.
 * @example
 * ```
 * fc.assert(fc.property(laws.tensor({ shape: laws.shape({ rank: 2 }) }), x => …))
 * laws.tensor({ shape: [3], dtype: 'int32', elements: 'distinct' })
 * ```
 */
export function tensor<const S extends Shape = Shape, D extends DType = 'float32'>(
  options: TensorOptions<S, D> = {},
): fc.Arbitrary<Tensor<Mutable<S>, D>> {
  const { shape = anyShape(), elements: purpose = 'dyadic', range } = options
  // The default of D is float32.
  const dtype = options.dtype ?? ('float32' as D)
  const shapes: fc.Arbitrary<Sizes> = shape instanceof fc.Arbitrary ? shape : fc.constant(shape)
  return shapes.chain(sizes =>
    elements(
      sizes.reduce((size, axis) => size * axis, 1),
      dtype,
      purpose,
      range,
      // The shape has been drawn from what was asked for.
    ).map(values => tensorOf(values, sizes, dtype) as Tensor<Mutable<S>, D>),
  )
}
