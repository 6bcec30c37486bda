// eigh: eigenvalues, ascending, and orthonormal eigenvectors (columns) of symmetric matrices, of which the lower triangle is read.
// By a tridiagonal form (see eigh-program.ts): the eigenvalues are within about n·ε·‖A‖ of exact ones. A matrix with NaN or infinities
// gives NaN everywhere.
// Its derivative divides by differences of eigenvalues: between equal ones eigenvectors are not determined and have none (∞ or NaN, as in
// JAX and PyTorch); the derivative of the eigenvalues is right for functions in which equal ones may change places.

import { arrayType, type HostArray, hostArray } from '../../core/array-type.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { two } from '../operands.js'
import { only } from '../single.js'
import { countOf, el, largestIn, partOf } from './access.js'
import { complexEigh } from './complex/eigh.js'
import { eighCells, eighProgram, eighScratch } from './eigh-program.js'
import { eighTangents } from './eigh-tangent.js'
import { batchInFront, checkSquare, epsilon, matrixShape, rounding } from './matrices.js'
import { applyInPlace, type Reflection, reflectInPlace } from './reflection.js'
import { mostSteps, negligible } from './tridiagonal.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [-6, 6] }],
  params: {},
})

type Round = (x: number) => number

/** A symmetric matrix becomes tridiagonal; gives its diagonals and the orthogonal matrix whose columns lead there. */
function tridiagonalize(
  a: TypedArray,
  n: number,
  dtype: DTypeName,
): { readonly d: TypedArray; readonly e: TypedArray; readonly q: TypedArray } {
  const round = rounding(dtype)
  const zeros = (size: number): TypedArray => hostArray({ shape: [size], dtype }).data
  const [d, e, q] = [zeros(n), zeros(n), zeros(n * n)]
  const reflections = Array.from({ length: Math.max(0, n - 2) }, (_, k): Reflection => {
    const tau = reflectInPlace(a, n, n, k, k + 1, round)
    if (tau === 0) return { v: a, columns: n, k, head: k + 1, tau }
    const [v, p] = [zeros(n), zeros(n)]
    for (let i = k + 1; i < n; i++) v[i] = i === k + 1 ? 1 : el(a, i * n + k)
    for (let j = k + 1; j < n; j++) {
      p[j] = el(a, (k + 1) * n + j)
      for (let i = k + 2; i < n; i++) p[j] = el(p, j) + round(el(v, i) * el(a, i * n + j))
      p[j] = tau * el(p, j)
    }
    let sum = 0
    for (let i = k + 1; i < n; i++) sum = round(sum + round(el(p, i) * el(v, i)))
    const share = round(round(0.5 * tau) * sum)
    for (let j = k + 1; j < n; j++) p[j] = el(p, j) - round(share * el(v, j))
    for (let i = k + 1; i < n; i++)
      for (let j = k + 1; j < n; j++) a[i * n + j] = el(a, i * n + j) - round(round(el(v, i) * el(p, j)) + round(el(p, i) * el(v, j)))
    return { v: a, columns: n, k, head: k + 1, tau }
  })
  for (let i = 0; i < n; i++) {
    d[i] = el(a, i * (n + 1))
    if (i < n - 1) e[i] = el(a, (i + 1) * n + i)
    q[i * (n + 1)] = 1
  }
  for (const reflection of reflections.reverse()) if (reflection.tau !== 0) applyInPlace(q, n, n, reflection.head, reflection, round)
  return { d, e, q }
}

/** One QL step on rows l … m of a tridiagonal matrix, whose eigenvectors are the rows of z. */
function step(d: TypedArray, e: TypedArray, z: TypedArray, n: number, l: number, m: number, round: Round): void {
  const ratio = round(round(el(d, l + 1) - el(d, l)) / round(2 * el(e, l)))
  const root = round(Math.sqrt(round(round(ratio * ratio) + 1)))
  let g = round(round(el(d, m) - el(d, l)) + round(el(e, l) / round(ratio + (ratio < 0 ? -root : root))))
  let [s, c, p] = [1, 1, 0]
  for (let i = m - 1; i >= l; i--) {
    const [f, b] = [round(s * el(e, i)), round(c * el(e, i))]
    const radius = round(Math.sqrt(round(round(f * f) + round(g * g))))
    e[i + 1] = radius
    if (radius === 0) {
      d[i + 1] = el(d, i + 1) - p
      e[m] = 0
      return
    }
    s = round(f / radius)
    c = round(g / radius)
    g = round(el(d, i + 1) - p)
    const r = round(round(round(el(d, i) - g) * s) + round(round(2 * c) * b))
    p = round(s * r)
    d[i + 1] = g + p
    g = round(round(c * r) - b)
    for (let j = 0; j < n; j++) {
      const [x, y] = [el(z, i * n + j), el(z, (i + 1) * n + j)]
      z[(i + 1) * n + j] = round(s * x) + round(c * y)
      z[i * n + j] = round(c * x) - round(s * y)
    }
  }
  d[l] = el(d, l) - p
  e[l] = g
  e[m] = 0
}

/** Makes the tridiagonal matrix diagonal; says whether it succeeded. */
function diagonalize(d: TypedArray, e: TypedArray, z: TypedArray, n: number, dtype: DTypeName): boolean {
  const round = rounding(dtype)
  const isSmall = (i: number): boolean =>
    Math.abs(el(e, i)) <= round(round(epsilon(dtype) * round(Math.abs(el(d, i)) + Math.abs(el(d, i + 1)))) + negligible(dtype))
  for (let l = 0; l < n; l++) {
    let isActive = true
    for (let steps = 0; steps < mostSteps && isActive; steps++) {
      let m = l
      while (m < n - 1 && !isSmall(m)) m++
      if (m === l) isActive = false
      else step(d, e, z, n, l, m, round)
    }
    if (isActive) return false
  }
  return true
}

function decompose(source: TypedArray, n: number, dtype: DTypeName, values: TypedArray, vectors: TypedArray): void {
  const a = source.slice()
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) a[i * n + j] = el(source, j * n + i)
  const scale = largestIn(a)
  if (scale !== 0) for (let i = 0; i < a.length; i++) a[i] = el(a, i) / scale
  const isKnown = a.every(x => !Number.isNaN(x))
  const { d, e, q } = tridiagonalize(a, n, dtype)
  const z = q.slice()
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) z[i * n + j] = el(q, j * n + i)
  if (!isKnown || !diagonalize(d, e, z, n, dtype)) {
    values.fill(Number.NaN)
    vectors.fill(Number.NaN)
    return
  }
  const order = Array.from({ length: n }, (_, i) => i)
  for (let i = 0; i < n; i++) {
    let least = i
    for (let j = i + 1; j < n; j++) if (el(d, el(order, j)) < el(d, el(order, least))) least = j
    const held = el(order, i)
    order[i] = el(order, least)
    order[least] = held
  }
  for (const [i, own] of order.entries()) {
    values[i] = el(d, own) * scale
    for (let j = 0; j < n; j++) vectors[j * n + i] = el(z, own * n + j)
  }
}

export const eighP: Primitive = Object.freeze({
  name: 'eigh',
  domain: [sample([3, 3]), sample([2, 4, 4]), sample([1, 1]), sample([2, 2], 'float64'), sample([0, 0]), sample([0, 2, 2]), sample([9, 9])],
  typeOf(inputs) {
    const x = only(inputs)
    const { batch, rows } = checkSquare('eigh', 'a', x)
    return [arrayType([...batch, rows], x.dtype), x]
  },
  reference(inputs, _params, outputs) {
    const [a, [values, vectors]] = [only(inputs), two<HostArray>(outputs)]
    const { rows: n } = matrixShape(a)
    for (let matrix = 0; matrix < countOf(a); matrix++)
      decompose(partOf(a, matrix), n, a.dtype, partOf(values, matrix, 1), partOf(vectors, matrix))
  },
  jvp(_primals, [da], _params, [values, vectors]) {
    return da == null || values === undefined || vectors === undefined ? [null, null] : eighTangents(da, values, vectors)
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(eighP, inputs, axes, size, params),
  lower(inputs) {
    const { dtype } = only(inputs)
    const { batch, rows: n } = matrixShape(only(inputs))
    return {
      kind: 'procedure',
      batch,
      scratch: eighScratch(n, dtype),
      cells: eighCells(dtype),
      body: w => eighProgram(w, n, dtype),
      cost: 2 * n ** 3 + 20 * n * n,
    }
  },
  complex: inputs => complexEigh(only(inputs)),
} satisfies Primitive)

/** Eigenvalues, ascending, and eigenvectors, the columns, of symmetric or Hermitian matrices given by their lower triangles. @throws ShapeError, DTypeError */
export const eigh = (a: Tensor): readonly [values: Tensor, vectors: Tensor] => two(bind(eighP, [a], {}))
