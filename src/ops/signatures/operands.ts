// What every operation does with its arguments first: JavaScript numbers become tensors of the others' dtype, dtypes promote,
// shapes broadcast; what does not fit is refused in one wording. Primitives then see tensors of equal shapes and dtypes only.

import { showType } from '../../core/array-type.js'
import { isTensor, type Tensor } from '../../core/tensor.js'
import { cast } from '../../primitives/elementwise/cast.js'
import { broadcast, full } from '../../primitives/structure/broadcast.js'
import { reshape } from '../../primitives/structure/reshape.js'
import { type Complex, isComplexNumber } from '../../support/complex.js'
import {
  type DTypeName,
  dtypeInfo,
  isComplexDType,
  isDType,
  isFloat,
  isWide,
  type Kind,
  partDType,
  promoteDTypes,
} from '../../support/dtype.js'
import { ArgumentError, DTypeError, ShapeError } from '../../support/errors.js'
import { broadcastShapes, type Dims, sameShape, showShape } from '../../support/shape.js'
import { show } from '../../support/show.js'

export { show }

/** How messages name operands: `float32[2,2] and float32[3]`. */
export const showOperands = (operands: readonly unknown[]): string => operands.map(show).join(' and ')

/** @throws ArgumentError unless it is a tensor */
export function checkTensor(operation: string, value: unknown): asserts value is Tensor {
  if (!isTensor(value)) throw new ArgumentError(`${operation}: expected a tensor; got ${show(value)}, make one with tensor(…)`)
}

const kindNames: Readonly<Record<Kind, string>> = { bool: 'bool', int: 'integer', uint: 'integer', float: 'float', complex: 'complex' }

/** @throws DTypeError unless the tensor is of one of the kinds, ArgumentError unless it is a tensor */
export function checkKind(operation: string, x: unknown, kinds: readonly Kind[], name = 'elements'): asserts x is Tensor {
  checkTensor(operation, x)
  if (kinds.includes(dtypeInfo(x.dtype).kind)) return
  const [last, ...rest] = [...new Set(kinds.map(kind => kindNames[kind]))].toReversed()
  const expected = rest.length === 0 ? last : `${rest.toReversed().join(', ')} or ${last}`
  const way = isComplexDType(x.dtype) ? 'take its abs, real or imag first' : 'cast it first'
  throw new DTypeError(`${operation}: ${name} must be ${expected}; got ${showType(x)}; ${way}`)
}

export const boolKind: readonly Kind[] = ['bool']
export const floatKind: readonly Kind[] = ['float']
export const integerKinds: readonly Kind[] = ['int', 'uint']
export const numberKinds: readonly Kind[] = ['int', 'uint', 'float']
/** What has no order, or needs none. */
export const arithmeticKinds: readonly Kind[] = [...numberKinds, 'complex']
export const inexactKinds: readonly Kind[] = ['float', 'complex']

/** @throws DTypeError unless it is the name of a dtype */
export function checkDType(operation: string, dtype: unknown): asserts dtype is DTypeName {
  if (!isDType(dtype)) throw new DTypeError(`${operation}: unknown dtype; got ${show(dtype)}`)
}

/** @throws ArgumentError unless it is an integer of at least `least` */
export function checkInteger(
  operation: string,
  name: string,
  value: unknown,
  least: number = Number.MIN_SAFE_INTEGER,
): asserts value is number {
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return
  const bound = least === Number.MIN_SAFE_INTEGER ? '' : ` of at least ${least}`
  throw new ArgumentError(`${operation}: ${name} must be an integer${bound}; got ${show(value)}`)
}

/** @throws ArgumentError unless it is a finite number */
export function checkFinite(operation: string, name: string, value: unknown): asserts value is number {
  if (typeof value !== 'number' || !Number.isFinite(value))
    throw new ArgumentError(`${operation}: ${name} must be a finite number; got ${show(value)}`)
}

/** The integers of a list, or the one. @throws ArgumentError unless it is one of the two */
export function integerList(operation: string, name: string, value: unknown, least?: number): Dims {
  const list: readonly unknown[] = Array.isArray(value) ? [...value] : [value]
  for (const each of list) checkInteger(operation, name, each, least)
  return list as Dims
}

/** The element of the dtype that a JavaScript value stands for: a complex number where it is one. @throws DTypeError when there is none */
export function literalOf(operation: string, value: unknown, dtype: DTypeName): number | Complex {
  if (!isComplexNumber(value)) return elementOf(operation, value, dtype)
  if (!isComplexDType(dtype))
    throw new DTypeError(
      `${operation}: a complex number is not an element of ${dtype}; got ${show(value)}; cast the tensor to a complex dtype`,
    )
  const part = partDType(dtype)
  return { re: elementOf(operation, value.re, part), im: elementOf(operation, value.im, part) }
}

/** The element of the dtype that a JavaScript number, bigint or boolean stands for. @throws DTypeError when there is none */
export function elementOf(operation: string, value: unknown, dtype: DTypeName): number {
  if (typeof value === 'boolean') {
    if (dtype === 'bool') return value ? 1 : 0
    throw new DTypeError(`${operation}: a boolean is not an element of ${dtype}; got ${value}; use a number, or cast the bool tensor`)
  }
  if (typeof value !== 'number' && typeof value !== 'bigint')
    throw new ArgumentError(`${operation}: expected a number, bigint, boolean or tensor; got ${show(value)}`)
  const { min, max, store } = dtypeInfo(dtype)
  if (isFloat(dtype) || isComplexDType(dtype)) return store(value)
  if (dtype === 'bool')
    throw new DTypeError(`${operation}: a number is not an element of bool; got ${show(value)}; use true or false, or cast the tensor`)
  if (typeof value === 'number') {
    if (!Number.isInteger(value))
      throw new DTypeError(`${operation}: ${value} is not an element of ${dtype}; it needs a float dtype (cast)`)
    if (isWide(dtype) && !Number.isSafeInteger(value))
      throw new DTypeError(`${operation}: a number beyond 2^53 is not exact; got ${value} for ${dtype}; use a bigint, ${BigInt(value)}n`)
  }
  if (value < min || value > max)
    throw new DTypeError(
      `${operation}: ${show(value)} is outside of the range of ${dtype}, ${min} to ${max}; it needs a wider dtype (cast)`,
    )
  // Which has no negative zero.
  return store(value)
}

/** The dtype of a JavaScript value where nothing else says it: bool, int64 for a bigint, complex64 for a complex number, float32 for a number. */
export const literalDType = (value: unknown): DTypeName =>
  typeof value === 'boolean' ? 'bool' : typeof value === 'bigint' ? 'int64' : isComplexNumber(value) ? 'complex64' : 'float32'

/** The dtype that tensors promote to. @throws DTypeError across kinds */
export function commonDType(operation: string, tensors: readonly Tensor[]): DTypeName {
  const [first, ...rest] = tensors
  if (first === undefined) throw new ArgumentError(`${operation}: at least one operand must be a tensor`)
  return rest.reduce<DTypeName>((dtype, x) => {
    const promoted = promoteDTypes(dtype, x.dtype)
    if (promoted === undefined) throw new DTypeError(`${operation}: dtypes must promote; got ${showOperands(tensors)}; cast one of them`)
    return promoted
  }, first.dtype)
}

/** The shape that tensors broadcast to. @throws ShapeError */
export function commonShape(operation: string, tensors: readonly Tensor[]): Dims {
  return tensors.reduce<Dims>((shape, x) => {
    const common = broadcastShapes(shape, x.shape)
    if (common === undefined) throw new ShapeError(`${operation}: shapes must broadcast; got ${showOperands(tensors)}`)
    return common
  }, [])
}

/** Broadcasts to a shape that the tensor is known to stretch to: missing axes in front, axes of size 1 repeated. */
export function stretch(x: Tensor, shape: Dims): Tensor {
  if (sameShape(x.shape, shape)) return x
  const ahead = shape.length - x.shape.length
  const kept = x.shape.map((_, axis) => axis).filter(axis => x.shape[axis] === shape[axis + ahead])
  return broadcast(
    reshape(
      x,
      kept.map(axis => x.shape[axis] as number),
    ),
    shape,
    kept.map(axis => axis + ahead),
  )
}

/** Broadcasts to a shape. @throws ShapeError when the tensor does not stretch to it */
export function stretchTo(operation: string, name: string, x: Tensor, shape: Dims): Tensor {
  const common = broadcastShapes(x.shape, shape)
  if (common === undefined || !sameShape(common, shape))
    throw new ShapeError(`${operation}: ${name} must stretch to the shape; expected ${showShape(shape)}, got ${showType(x)}`)
  return stretch(x, shape)
}

/**
 * The operands as tensors of one shape and dtype.
 * @throws ShapeError, DTypeError when they do not broadcast or promote; ArgumentError when none is a tensor
 */
export function align<const O extends readonly unknown[]>(operation: string, operands: O): { readonly [I in keyof O]: Tensor } {
  const tensors = operands.filter(isTensor)
  const dtype = commonDType(operation, tensors)
  const shape = commonShape(operation, tensors)
  const aligned = operands.map(operand =>
    isTensor(operand) ? stretch(cast(operand, dtype), shape) : full(literalOf(operation, operand, dtype), { shape, dtype }),
  )
  // One tensor for each operand, which `map` does not say of tuples.
  return aligned as { readonly [I in keyof O]: Tensor }
}
