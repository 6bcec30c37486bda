// What the tests of transforms compute with: the reference backend, tensors from nested arrays, and finite differences.

import { HostBuffer } from '../../src/core/buffer.js'
import { useCompiler } from '../../src/core/executable.js'
import { useEvaluator } from '../../src/core/pending.js'
import { Tensor } from '../../src/core/tensor.js'
import { referenceCompiler } from '../../src/runtime/reference/compile.js'
import { referenceEvaluator } from '../../src/runtime/reference/evaluate.js'
import { type DTypeName, dtypeInfo } from '../../src/support/dtype.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import type { Scalar } from '../../src/transforms/index.js'

useEvaluator(referenceEvaluator)
useCompiler(referenceCompiler)

type Nested = number | readonly Nested[]

const shapeOf = (values: Nested): number[] => (typeof values === 'number' ? [] : [values.length, ...shapeOf(values[0] ?? 0)])

const flatten = (values: Nested): readonly number[] => (typeof values === 'number' ? [values] : values.flatMap(flatten))

/** A held tensor of these elements. */
export function array(values: Nested, dtype: DTypeName = 'float64'): Tensor {
  return fromFlat(flatten(values), shapeOf(values), dtype)
}

export function fromFlat(values: readonly number[], shape: Dims, dtype: DTypeName = 'float64'): Tensor {
  const data = dtypeInfo(dtype).create(sizeOf(shape))
  data.set(values)
  return new Tensor({ shape, dtype }, { kind: 'held', buffer: new HostBuffer({ shape, dtype, data }) })
}

/** Smooth, distinct values in -1 … 1, the same in every run. */
export const wave = (shape: Dims, seed = 1, dtype: DTypeName = 'float64'): Tensor =>
  fromFlat(
    Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(1.7 * i * seed + seed)),
    shape,
    dtype,
  )

/** The primitives' wrappers do not know shapes; grad asks for a scalar in the types and checks at run time. */
export const scalar = (x: Tensor): Scalar => x as Scalar

export const elements = (x: Tensor): number[] => [...x.dataSync()]

/** The largest difference of two tensors' elements. */
export function distance(a: Tensor, b: Tensor): number {
  const [p, q] = [elements(a), elements(b)]
  if (String(a.shape) !== String(b.shape) || a.dtype !== b.dtype) throw new Error(`${a.dtype}[${a.shape}] against ${b.dtype}[${b.shape}]`)
  return Math.max(0, ...p.map((value, i) => Math.abs(value - (q[i] ?? Number.NaN))))
}

export const dotProduct = (a: Tensor, b: Tensor): number => {
  const q = elements(b)
  return elements(a).reduce((sum, value, i) => sum + value * (q[i] ?? Number.NaN), 0)
}

/** The gradient of a float64 function by central differences; for functions of size 1 its error is about 1e-10 at this step. */
export function numericalGradient(f: (x: Tensor) => Tensor, x: Tensor, step = 1e-5): Tensor {
  const at = elements(x)
  const value = (i: number, change: number): number => {
    const moved = [...at]
    moved[i] = (moved[i] ?? 0) + change
    return elements(f(fromFlat(moved, x.shape)))[0] ?? Number.NaN
  }
  return fromFlat(
    at.map((_, i) => (value(i, step) - value(i, -step)) / (2 * step)),
    x.shape,
  )
}

/** Central differences leave about 1e-10 of noise; derivatives here are of size 1, so this is generous and still sees any wrong rule. */
export const differencesTolerance = 1e-7

/** Two exact computations of the same float64 number that may round differently a few hundred times. */
export const roundingTolerance = 1e-12

/** The message of what a function throws, without the line that points to the caller. */
export function messageOf(body: () => unknown): string {
  try {
    body()
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0]}`
    throw error
  }
  throw new Error('expected an error')
}
