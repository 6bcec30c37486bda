// Maps, normalisations, sums, layouts, indices, order, attention, compiled.

import { cumsum, gelu, indexAdd, jit, matmul, random, softmax, sort, type Tensor, take } from 'tenet'
import { type Program, program, type Sizes, sizeOf, waitFor } from './program.js'

type Matrix = Tensor<[number, number], 'float32'>

const noise = (...shape: readonly number[]): Tensor<readonly number[], 'float32'> => random.normal(random.key(0), shape)
const matrixOf = (sizes: Sizes): Matrix => random.normal(random.key(0), [sizeOf(sizes, 'rows'), sizeOf(sizes, 'columns')])

export function dispatch(): Program {
  const increment = jit((x: Tensor<[4], 'float32'>) => x.add(1))
  const x = random.normal(random.key(0), [4])
  return program(
    () => increment(x).dataSync(),
    () => {},
  )
}

export function fused(sizes: Sizes): Program {
  const f = jit((x: Tensor<readonly number[], 'float32'>) => x.mul(2).add(1).tanh().mul(x))
  const x = noise(sizeOf(sizes, 'size'))
  return program(() => f(x), waitFor)
}

export function sum(sizes: Sizes): Program {
  const f = jit((x: Tensor) => x.sum())
  const x = noise(sizeOf(sizes, 'size'))
  return program(() => f(x), waitFor)
}

/** A function of one matrix. */
const ofMatrix =
  (f: (x: Matrix) => Tensor) =>
  (sizes: Sizes): Program => {
    const compiled = jit(f)
    const x = matrixOf(sizes)
    return program(() => compiled(x), waitFor)
  }

export const softmaxRows = ofMatrix(x => softmax(x, -1))
export const transposed = ofMatrix(x => x.transpose())
export const sortRows = ofMatrix(x => sort(x, 1))
export const cumsumRows = ofMatrix(x => cumsum(x, 1))

export function geluRows(sizes: Sizes): Program {
  const f = jit((x: Matrix, bias: Tensor<[number], 'float32'>, scale: Tensor<[number], 'float32'>): Tensor => gelu(x.add(bias)).mul(scale))
  const [x, bias, scale] = [
    matrixOf(sizes),
    random.normal(random.key(1), [sizeOf(sizes, 'columns')]),
    random.normal(random.key(2), [sizeOf(sizes, 'columns')]),
  ]
  return program(() => f(x, bias, scale), waitFor)
}

export function layerNorm(sizes: Sizes): Program {
  const f = jit((x: Matrix, weight: Tensor<[number], 'float32'>, bias: Tensor<[number], 'float32'>): Tensor => {
    const centred = x.sub(x.mean(1, { keepDims: true }))
    const variance = centred.square().mean(1, { keepDims: true })
    return centred.mul(variance.add(1e-5).rsqrt()).mul(weight).add(bias)
  })
  const [x, weight, bias] = [
    matrixOf(sizes),
    random.normal(random.key(1), [sizeOf(sizes, 'columns')]),
    random.normal(random.key(2), [sizeOf(sizes, 'columns')]),
  ]
  return program(() => f(x, weight, bias), waitFor)
}

const picks = (sizes: Sizes): Tensor<[number], 'int32'> =>
  random.randint(random.key(1), [sizeOf(sizes, 'picked')], 0, sizeOf(sizes, 'rows'))

export function gather(sizes: Sizes): Program {
  const f = jit((x: Matrix, rows: Tensor<[number], 'int32'>): Tensor => take(x, rows))
  const [x, rows] = [matrixOf(sizes), picks(sizes)]
  return program(() => f(x, rows), waitFor)
}

export function scatterAdd(sizes: Sizes): Program {
  const f = jit((x: Matrix, rows: Tensor<[number], 'int32'>, updates: Matrix): Tensor => indexAdd(x, rows, updates))
  const updates: Matrix = random.normal(random.key(2), [sizeOf(sizes, 'picked'), sizeOf(sizes, 'columns')])
  const [x, rows] = [matrixOf(sizes), picks(sizes)]
  return program(() => f(x, rows, updates), waitFor)
}

export function attention(sizes: Sizes): Program {
  type Heads = Tensor<[number, number, number, number], 'float32'>
  const shape = [sizeOf(sizes, 'batch'), sizeOf(sizes, 'heads'), sizeOf(sizes, 'length'), sizeOf(sizes, 'size')] as const
  const f = jit(
    (q: Heads, k: Heads, v: Heads): Tensor => matmul(softmax(matmul(q, k.swapAxes(-1, -2)).div(Math.sqrt(sizeOf(sizes, 'size'))), -1), v),
  )
  const [q, k, v] = [random.normal(random.key(0), shape), random.normal(random.key(1), shape), random.normal(random.key(2), shape)]
  return program(() => f(q, k, v), waitFor)
}
