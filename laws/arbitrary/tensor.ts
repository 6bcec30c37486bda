// Tensors: a shape, then elements that fill it. A failure first loses axes, then elements become simple; counterexamples print as
// nested arrays with dtype and shape.

import fc from 'fast-check'
import { type DType, tensor as make, type Shape, type Tensor } from 'tenet'
import { elements, type Purpose, type Range } from './elements.js'
import { shape as anyShape, type Sizes } from './shape.js'

export interface TensorOptions<D extends DType = DType> {
  /** A shape, or an arbitrary of shapes. Default `laws.shape()`. */
  readonly shape?: Sizes | fc.Arbitrary<Sizes>
  /** Default float32. */
  readonly dtype?: D
  /** What the elements are for. Default 'dyadic', for exact equalities. */
  readonly elements?: Purpose
  /** The least and greatest element, but for special values. By default what the purpose says. */
  readonly range?: Range
}

const typedArrays = {
  bool: Uint8Array,
  uint8: Uint8Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
} as const satisfies Record<DType, unknown>

/** A tensor of elements in row-major order; a bool is 0 or 1. */
export const tensorOf = <D extends DType>(values: Iterable<number>, shape: Sizes, dtype: D): Tensor<Shape, D> =>
  make(typedArrays[dtype].from(values), shape, dtype)

/**
 * A tensor.
 * @example
 * ```
 * fc.assert(fc.property(laws.tensor({ shape: laws.shape({ rank: 2 }) }), x => …))
 * laws.tensor({ shape: [3], dtype: 'int32', elements: 'distinct' })
 * ```
 */
export function tensor<D extends DType = 'float32'>(options: TensorOptions<D> = {}): fc.Arbitrary<Tensor<Shape, D>> {
  const { shape = anyShape(), elements: purpose = 'dyadic', range } = options
  // The default of D is float32.
  const dtype = options.dtype ?? ('float32' as D)
  const shapes = shape instanceof fc.Arbitrary ? shape : fc.constant(shape)
  return shapes.chain(sizes =>
    elements(
      sizes.reduce((size, axis) => size * axis, 1),
      dtype,
      purpose,
      range,
    ).map(values => tensorOf(values, sizes, dtype)),
  )
}
