// What all elementwise primitives have in common: inputs of equal shapes (broadcasting is explicit), one output of that shape, a loop
// as reference, an elementwise lowering, and batching by lining the mapped axes up. A primitive adds what is its own.
// Invariant: `value` and `body` mean the same function of one element.

import { type ArrayType, arrayType, showType } from '../../core/array-type.js'
import { convert, type Expr, widened } from '../../core/expr.js'
import type { BatchAxis, Batched, Params, Primitive, Sample, Tangent, TransposeInput } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import { type DTypeName, dtypeInfo, dtypeNames, isHalf, type Kind } from '../../support/dtype.js'
import { DTypeError, InternalError, ShapeError } from '../../support/errors.js'
import { type Dims, sameShape } from '../../support/shape.js'
import { bindOne } from '../single.js'
import { broadcast } from '../structure/broadcast.js'
import { moveAxis } from '../structure/permute.js'

/** A function of one element of each input. */
export type ScalarFunction = (a: number, b: number, c: number) => number

export interface ElementwiseRules<P extends Params> {
  readonly name: string
  readonly domain: readonly Sample<P>[]
  /** The dtype of the output, from inputs of equal shapes. @throws DTypeError */
  readonly resultOf: (inputs: readonly ArrayType[], params: P) => DTypeName
  /** The exact value, in float64, for inputs of which the last has `dtype`; what is stored wraps (integers) or rounds (floats). */
  readonly value: (dtype: DTypeName, params: P) => ScalarFunction
  readonly body: (args: readonly Expr[], params: P) => Expr
  readonly jvp: (primals: readonly Tensor[], tangents: readonly Tangent[], output: Tensor, params: P) => Tangent
  readonly transpose:
    | 'nonlinear'
    | ((cotangent: Tensor, inputs: readonly TransposeInput[], params: P, output: ArrayType) => readonly Tangent[])
  /** On complex tensors; 'none' unless given. */
  readonly complex?: 'parts' | ((...inputs: readonly [Tensor, Tensor]) => Tensor)
}

/** What an operation computes with: halves in float32, unless it only moves them. */
type Halves = 'in float32' | 'as they are'

/** Completes the record of an elementwise primitive. */
export function elementwise<P extends Params>(arity: number, rules: ElementwiseRules<P>, halves: Halves = 'in float32'): Primitive<P> {
  const { name, domain, resultOf, value, body, jvp, transpose, complex = 'none' } = rules
  const widens = halves === 'in float32'
  const primitive: Primitive<P> = Object.freeze({
    name,
    domain,
    typeOf: (inputs: readonly ArrayType[], params: P) => [arrayType(commonShape(name, arity, inputs), resultOf(inputs, params))],
    reference(inputs, params, [output]) {
      const last = inputs.at(-1)
      if (last === undefined || output === undefined) throw new InternalError(`${name}: reference called without inputs`)
      const f = value(widens && isHalf(last.dtype) ? 'float32' : last.dtype, params)
      // Functions of fewer arguments ignore the surplus ones.
      const [a = last.data, b = last.data, c = last.data] = inputs.map(input => input.data)
      for (let i = 0; i < output.data.length; i++) output.data[i] = f(a[i] as number, b[i] as number, c[i] as number)
    },
    jvp: (primals, tangents, params, [output]) => [output === undefined ? null : jvp(primals, tangents, output, params)],
    transpose:
      transpose === 'nonlinear'
        ? transpose
        : ([cotangent], inputs, params, [output]) =>
            cotangent == null || output === undefined ? inputs.map(() => null) : transpose(cotangent, inputs, params, output),
    batch: (inputs, axes, size, params) => batchElementwise(primitive, inputs, axes, size, params),
    lower: (_inputs, params, [output]) => ({
      kind: 'elementwise',
      body(args) {
        const result = body(widens ? args.map(widened) : args, params)
        return [output !== undefined && isHalf(output.dtype) ? convert(output.dtype, result) : result]
      },
    }),
    complex: typeof complex === 'string' ? complex : ([a, b = a]) => [complex(given(a), given(b))],
  } satisfies Primitive<P>)
  return primitive
}

/** The shape that all inputs have. @throws ShapeError when they differ */
export function commonShape(name: string, arity: number, inputs: readonly ArrayType[]): Dims {
  const [first, ...rest] = inputs
  if (first === undefined || inputs.length !== arity) throw new InternalError(`${name}: takes ${arity} inputs; got ${inputs.length}`)
  const other = rest.find(input => !sameShape(input.shape, first.shape))
  if (other !== undefined)
    throw new ShapeError(
      `${name}: shapes must be equal; expected [${first.shape}] (input 0), got [${other.shape}] (input ${inputs.indexOf(other)}) from ${inputs.map(showType).join(', ')}`,
    )
  return first.shape
}

/** The dtype that all inputs have, of one of the kinds. @throws DTypeError */
export function commonDType(name: string, kinds: readonly Kind[], inputs: readonly ArrayType[]): DTypeName {
  const [first, ...rest] = inputs
  if (first === undefined) throw new InternalError(`${name}: needs inputs`)
  const from = (): string => `from ${inputs.map(showType).join(', ')}`
  const other = rest.find(input => input.dtype !== first.dtype)
  if (other !== undefined)
    throw new DTypeError(
      `${name}: dtypes must be equal; expected ${first.dtype} (input 0), got ${other.dtype} (input ${inputs.indexOf(other)}) ${from()}`,
    )
  if (!kinds.includes(dtypeInfo(first.dtype).kind))
    throw new DTypeError(`${name}: unsupported dtype; expected ${dtypesOf(kinds).join(' or ')}, got ${first.dtype} ${from()}`)
  return first.dtype
}

export const floats: readonly Kind[] = ['float']
export const integers: readonly Kind[] = ['int', 'uint']
export const numbers: readonly Kind[] = ['int', 'uint', 'float']
export const anything: readonly Kind[] = ['bool', 'int', 'uint', 'float']

export const dtypesOf = (kinds: readonly Kind[]): readonly DTypeName[] => dtypeNames.filter(d => kinds.includes(dtypeInfo(d).kind))

/** Legal uses without parameters: every dtype of the kinds at one rank, and the first of them at the other ranks too. */
export function samples(
  arity: number,
  kinds: readonly Kind[],
  input: { readonly range?: readonly [number, number]; readonly distinct?: boolean } = {},
): readonly Sample<Params>[] {
  const sample = (dtype: DTypeName, shape: Dims) => ({
    inputs: Array.from({ length: arity }, () => ({ shape, dtype, ...input })),
    params: {},
  })
  const dtypes = dtypesOf(kinds)
  return [...dtypes.map(dtype => sample(dtype, [2, 3])), ...dtypes.slice(0, 1).flatMap(dtype => [sample(dtype, []), sample(dtype, [5])])]
}

/** Batches by lining the mapped axes up (in front, unless they agree already) and repeating unmapped inputs along them. */
export function batchElementwise<P extends Params>(
  primitive: Primitive<P>,
  inputs: readonly Tensor[],
  axes: readonly BatchAxis[],
  size: number,
  params: P,
): Batched {
  const mapped = axes.filter(axis => axis !== null)
  const [first = 0] = mapped
  const target = mapped.every(axis => axis === first) ? first : 0
  const aligned = inputs.map((input, i) => {
    const axis = axes[i] ?? null
    if (axis !== null) return axis === target ? input : moveAxis(input, axis, target)
    return broadcast(
      input,
      input.shape.toSpliced(target, 0, size),
      input.shape.map((_, k) => (k < target ? k : k + 1)),
    )
  })
  const outputs = bind(primitive, aligned, params)
  return { outputs, axes: outputs.map(() => target) }
}

export const unaryOf =
  (primitive: Primitive) =>
  (x: Tensor): Tensor =>
    bindOne(primitive, [x], {})

export const binaryOf =
  (primitive: Primitive) =>
  (a: Tensor, b: Tensor): Tensor =>
    bindOne(primitive, [a, b], {})

/** An operand that the number of inputs promises. */
export function given<T>(operand: T | undefined): T {
  if (operand === undefined) throw new InternalError('a rule was called without one of its operands')
  return operand
}
