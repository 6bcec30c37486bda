// Tensor: an immutable array whose elements are held in memory, deferred (they will be computed when someone reads them),
// or traced (they stand for a value inside a transform). The three look the same to whoever computes with them.
// Fluent methods are declared and defined in `ops/`, by declaration merging; here is only what a tensor is.

import { inspect } from 'node:util'
import type { Complex } from '../support/complex.js'
import type { TypedArray } from '../support/dtype.js'
import { complexElement, dtypeInfo, isComplexDType } from '../support/dtype.js'
import { ArgumentError, InternalError, ShapeError, TraceError } from '../support/errors.js'
import { sizeOf } from '../support/shape.js'
import type { DType, Shape } from '../types/index.js'
import { type ArrayType, showType } from './array-type.js'
import { type Buffer, HostBuffer, PairBuffer } from './buffer.js'
import { origin, ownOrigin, refuseStranger } from './copies.js'
import { formatElements } from './format-elements.js'
import type { Pending } from './pending.js'
import type { Trace } from './trace.js'

export type Value =
  | { readonly kind: 'held'; readonly buffer: Buffer }
  | { readonly kind: 'pending'; readonly node: Pending; readonly output: number }
  /** A complex tensor: two real ones of its shape. */
  | { readonly kind: 'pair'; readonly re: Tensor; readonly im: Tensor }
  /** What a traced tensor stands for is the secret of its trace. */
  | { readonly kind: 'traced'; readonly trace: Trace }

/** The JavaScript array of the same nesting as the shape. */
export type Nested<S extends Shape, E> = number extends S['length']
  ? E | NestedArray<E>
  : S extends readonly [unknown, ...infer Rest extends Shape]
    ? Nested<Rest, E>[]
    : E
export type NestedArray<E> = (E | NestedArray<E>)[]
/** What an element is in JavaScript: a bigint where numbers would not be exact, `{ re, im }` where it is complex. */
export type Element<D extends DType> = D extends 'bool'
  ? boolean
  : D extends 'int64' | 'uint64'
    ? bigint
    : D extends 'complex64' | 'complex128'
      ? Complex
      : number
/**
 * The typed array that holds the elements: of a bool bytes that are 0 or 1, of float16 and bfloat16 the same numbers in a Float32Array,
 * of complex numbers real and imaginary parts in turn. Where the dtype is not known in the types, an array of numbers:
 * for int64 and uint64, whose elements are bigints, name the dtype.
 */
export type ElementArray<D extends DType> = DType extends D ? TypedArray : D extends keyof ElementArrays ? ElementArrays[D] : never
interface ElementArrays {
  bool: Uint8Array
  uint8: Uint8Array
  uint16: Uint16Array
  uint32: Uint32Array
  uint64: BigUint64Array
  int8: Int8Array
  int16: Int16Array
  int32: Int32Array
  int64: BigInt64Array
  float16: Float32Array
  bfloat16: Float32Array
  float32: Float32Array
  float64: Float64Array
  complex64: Float32Array
  complex128: Float64Array
}

const elementOf = (dtype: DType, elements: TypedArray, i: number): unknown =>
  dtype === 'bool' ? elements[i] !== 0 : isComplexDType(dtype) ? complexElement(elements, i) : elements[i]

export let contentOf: (tensor: Tensor) => Value
/** Says that a deferred operation computes with the tensor, or, with -1, that it no longer has to. */
export let awaitedBy: (tensor: Tensor, operations: 1 | -1) => void
/** Whether there are deferred operations that compute with the tensor, or that nobody will ask for any more: its memory must stay what it is. */
export let isAwaited: (tensor: Tensor) => boolean
/** What a deferred operation computes with: the same as `contentOf`, and still that when the tensor has been given away since. */
export let operandOf: (tensor: Tensor) => Value
/** From now on whoever looks at the tensor is told that it was given to `receiver`, a function's name. For `jit`, when its program has been given the memory. */
export let giveAway: (tensor: Tensor, receiver: string) => void
/** The tensor's elements as a tensor of its own, for when the tensor itself is given away; what waits for the one waits for the other. */
export let handedOn: (tensor: Tensor) => Tensor

/** What a tensor holds on to when it was given away. */
const nothing: Value = { kind: 'held', buffer: new HostBuffer({ shape: [0], dtype: 'bool', data: new Uint8Array(0) }) }

export class Tensor<out S extends Shape = Shape, out D extends DType = DType> {
  readonly shape: S
  readonly dtype: D
  #value: Value
  #receiver: string | null = null
  /** How many deferred operations compute with it. */
  #awaited = 0

  static {
    contentOf = tensor => tensor.#content()
    operandOf = tensor => tensor.#settle()
    awaitedBy = (tensor, operations) => {
      tensor.#awaited += operations
      if (tensor.#awaited === 0 && tensor.#receiver !== null) tensor.#value = nothing
    }
    isAwaited = tensor => tensor.#awaited > 0
    Object.defineProperty(Tensor.prototype, origin, { value: ownOrigin })
    giveAway = (tensor, receiver) => {
      tensor.#receiver = receiver
      if (tensor.#awaited === 0) tensor.#value = nothing
    }
    handedOn = tensor => {
      const next = new Tensor(tensor, tensor.#content())
      next.#awaited = tensor.#awaited
      return next
    }
  }

  /** For the library itself: users make tensors with `tensor`, `zeros`, … */
  constructor(type: ArrayType, value: Value) {
    // The caller vouches for the static type: it computed the run-time type by the same rules.
    const { shape } = type
    this.shape = (Object.isFrozen(shape) ? shape : Object.freeze([...shape])) as unknown as S
    this.dtype = type.dtype as D
    this.#value = value
    Object.freeze(this)
  }

  /** @throws ArgumentError when the tensor was given away */
  #content(): Value {
    if (this.#receiver !== null)
      throw new ArgumentError(
        `${showType(this)} was given to ${this.#receiver} (jit's { donate }), whose results are in its memory now: go on with what ` +
          `${this.#receiver} returned, or do not donate the argument`,
      )
    return this.#settle()
  }

  /** A pending tensor becomes held once its node has been computed; what the node held on to is then free. */
  #settle(): Value {
    const value = this.#value
    if (value.kind === 'pending' && value.node.results !== null) {
      const buffer = value.node.results[value.output]
      if (buffer !== undefined && buffer !== null) this.#value = { kind: 'held', buffer }
    }
    return this.#value
  }

  /** The trace that the elements, or some of them, belong to. */
  #trace(): Trace | null {
    const value = this.#value
    if (value.kind === 'pair') return value.re.#trace() ?? value.im.#trace()
    return value.kind === 'traced' ? value.trace : null
  }

  #buffer(operation: string): Buffer {
    const value = this.#content()
    switch (value.kind) {
      case 'held':
        return value.buffer
      case 'pending': {
        value.node.force(value.output)
        const after = this.#settle()
        if (after.kind !== 'held') throw new InternalError(`${operation}: evaluation left ${showType(this)} pending`)
        return after.buffer
      }
      case 'pair': {
        const [re, im] = [value.re.#content(), value.im.#content()]
        // One batch for both.
        if (re.kind === 'pending' && im.kind === 'pending') re.node.force(re.output, [im])
        return new PairBuffer(this, value.re.#buffer(operation), value.im.#buffer(operation))
      }
      case 'traced':
        throw new TraceError(
          `${operation}: ${showType(this)} is a traced value inside ${value.trace.name}: it has no elements yet. ` +
            'Return it from the function and read the result, choose with where(condition, a, b) instead of an if, ' +
            'or mark the argument static if its value must steer the program.',
        )
    }
  }

  /** The elements, row-major, computed off the JavaScript thread; a copy. */
  async data<E extends DType>(this: Tensor<Shape, E>): Promise<ElementArray<E>> {
    const buffer = this.#buffer('data')
    await buffer.settled()
    return buffer.copy() as unknown as ElementArray<E>
  }

  /** The elements, row-major; blocks until they are computed; a copy. */
  dataSync<E extends DType>(this: Tensor<Shape, E>): ElementArray<E> {
    // The array of the dtype, as `Note [Wide integers]` (support/dtype.ts) explains.
    return this.#buffer('dataSync').copy() as unknown as ElementArray<E>
  }

  /** The elements as nested arrays (one element for a scalar); blocks until they are computed. */
  toArray<A extends Shape, E extends DType>(this: Tensor<A, E>): Nested<A, Element<E>> {
    const elements = this.#buffer('toArray').read()
    const element = (i: number): unknown => elementOf(this.dtype, elements, i)
    const build = (axis: number, offset: number): unknown => {
      if (axis === this.shape.length) return element(offset)
      const stride = sizeOf(this.shape.slice(axis + 1))
      return Array.from({ length: this.shape[axis] as number }, (_, i) => build(axis + 1, offset + i * stride))
    }
    return build(0, 0) as Nested<A, Element<E>>
  }

  /** The only element; blocks until it is computed. @throws ShapeError when there is more than one */
  item(): Element<D> {
    if (sizeOf(this.shape) !== 1) throw new ShapeError(`item: expected exactly one element; got ${showType(this)}`)
    return elementOf(this.dtype, this.#buffer('item').read(), 0) as Element<D>
  }

  /** Type and elements, long axes abridged; a traced tensor shows its type only. */
  toString(): string {
    const trace = this.#trace()
    if (trace !== null) return `Tensor ${showType(this)} (traced by ${trace.name})`
    return `${formatElements(this.#buffer('toString').read(), this.shape, dtypeInfo(this.dtype).kind)} ${showType(this)}`
  }

  [inspect.custom](): string {
    return this.toString()
  }

  /** @throws TraceError always: a tensor is no JavaScript number, string or key */
  [Symbol.toPrimitive](): never {
    throw new TraceError(
      `${showType(this)} was used as a JavaScript number, string or key (in a comparison, arithmetic, a template or obj[tensor]). ` +
        'Compute with tensor operations (add, less, where, take); read a held value with item() or toArray(); print it with toString().',
    )
  }
}

export const typeOf = (tensor: Tensor): ArrayType => tensor

/** Whether a value is a tensor. @throws ArgumentError when it is one of another copy of the package */
export function isTensor(value: unknown): value is Tensor {
  if (value instanceof Tensor) return true
  refuseStranger(value)
  return false
}
