// eigh: eigenvalues, ascending, and orthonormal eigenvectors (columns) of symmetric matrices, of which the lower triangle is read.
// Cyclic Jacobi: rotations make one element beside the diagonal zero after the other, until none is larger than ε·‖A‖/n; the eigenvalues
// are then within about n·ε·‖A‖ of exact ones. A matrix with NaN or infinities gives NaN everywhere.
// Its derivative divides by differences of eigenvalues: between equal ones eigenvectors are not determined and have none (∞ or NaN, as in
// JAX and PyTorch); the derivative of the eigenvalues is right for functions in which equal ones may change places.

import { arrayType, type HostArray } from '../../core/array-type.js'
import { add, and, compare, constant, convert, div, type Expr, mul, select, sub } from '../../core/expr.js'
import type { Params, Primitive, Sample } from '../../core/primitive.js'
import { each, loop, type Step, store, type Workplace, when } from '../../core/procedure.js'
import type { Tensor } from '../../core/tensor.js'
import { bind } from '../../core/trace.js'
import type { DTypeName, TypedArray } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { broadcast, full, reduceSum } from '../broadcast.js'
import { sub as minus, div as over, add as plus, mul as times } from '../elementwise-arithmetic.js'
import { nth, two } from '../operands.js'
import { only } from '../single.js'
import { abs, after, countOf, el, inputMatrix, largestIn, type Matrix, matrixOf, partOf, sqrt, square, sumOf } from './access.js'
import {
  batchInFront,
  checkSquare,
  diagonalPart,
  epsilon,
  identityLike,
  matrixShape,
  mT,
  product,
  rounding,
  symmetricFromLower,
} from './matrices.js'
import { mostSweeps, type Rotation, rotationOf, setRotation } from './rotation.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [{ shape, dtype, range: [-1, 1], diagonal: [-6, 6] }],
  params: {},
})

/** No element beside the diagonal is larger than this share of ‖A‖ in the end. */
const share = (dtype: DTypeName, n: number): number => rounding(dtype)(epsilon(dtype) / Math.max(1, n))

/** Rows p and q turned by the rotation, at column j. */
const turned =
  (m: Matrix, p: Expr, q: Expr, { cosine, sine }: Rotation) =>
  (j: Expr) => [
    m.put(p, j, sub(mul(cosine.value, m.at(p, j)), mul(sine.value, m.at(q, j)))),
    m.put(q, j, add(mul(sine.value, m.at(p, j)), mul(cosine.value, m.at(q, j)))),
  ]

/** Turns rows p and q of a symmetric matrix and its columns alike, so that the element `off` between them vanishes. */
function turn(n: number, a: Matrix, p: Expr, q: Expr, off: Expr, rotation: Rotation): readonly Step[] {
  const row = turned(a, p, q, rotation)
  const shift = mul(rotation.tangent.value, off)
  const zero = constant(off.type, 0)
  return [
    each('j', 0, p, n, row),
    each('j', after(p), q, n, row),
    each('j', after(q), n, n, row),
    store(a.put(p, p, sub(a.at(p, p), shift)), a.put(q, q, add(a.at(q, q), shift)), a.put(p, q, zero), a.put(q, p, zero)),
    loop('j', 0, n, n, j => [
      when(and(compare('ne', j, p), compare('ne', j, q)), [store(a.put(j, p, a.at(p, j)), a.put(j, q, a.at(q, j)))]),
    ]),
  ]
}

function program(w: Workplace, n: number, dtype: DTypeName): readonly Step[] {
  const [a, vectors, order] = [matrixOf(nth(w.scratch, 0)), matrixOf(nth(w.scratch, 1)), nth(w.scratch, 2)]
  const [source, values, result] = [inputMatrix(w, 0), nth(w.outputs, 0), matrixOf(nth(w.outputs, 1), w.batch)]
  const rotation: Rotation = { tangent: nth(w.cells, 0), cosine: nth(w.cells, 1), sine: nth(w.cells, 2) }
  const [bound, off, scale, isActive, least] = [nth(w.cells, 3), nth(w.cells, 4), nth(w.cells, 5), nth(w.cells, 6), nth(w.cells, 7)]
  const [zero, one, nan] = [constant(dtype, 0), constant(dtype, 1), constant(dtype, Number.NaN)]
  const position = (i: Expr): Expr => convert('index', order.at(i))
  const eigenvalue = (i: Expr): Expr => a.at(position(i), position(i))
  const everywhere = (body: (i: Expr, j: Expr) => Step): Step => loop('i', 0, n, n, i => [loop('j', 0, n, n, j => [body(i, j)])])
  // The bound is a number unless the matrix is not of numbers.
  const known = (e: Expr): Expr => select(compare('eq', bound.value, bound.value), e, nan)
  return [
    loop('i', 0, n, n, i => [
      each('j', 0, after(i), n, j => a.put(i, j, source(i, j))),
      each('j', after(i), n, n, j => a.put(i, j, source(j, i))),
      each('j', 0, n, n, j => vectors.put(i, j, select(compare('eq', i, j), one, zero))),
    ]),
    // Scaled by the largest element, so that no square overflows; infinities become NaN.
    scale.set(zero),
    everywhere((i, j) => when(compare('gt', abs(a.at(i, j)), scale.value), [scale.set(abs(a.at(i, j)))])),
    when(compare('ne', scale.value, zero), [loop('i', 0, n, n, i => [each('j', 0, n, n, j => a.put(i, j, div(a.at(i, j), scale.value)))])]),
    off.set(zero),
    everywhere((i, j) => off.set(add(off.value, square(a.at(i, j))))),
    bound.set(mul(constant(dtype, share(dtype, n)), sqrt(off.value))),
    isActive.set(constant('bool', 1)),
    loop('sweep', 0, mostSweeps, mostSweeps, () => [
      when(isActive.value, [
        isActive.set(constant('bool', 0)),
        loop('p', 0, n, n, p => [
          loop('q', after(p), n, n, q => [
            when(compare('gt', abs(a.at(p, q)), bound.value), [
              isActive.set(constant('bool', 1)),
              off.set(a.at(p, q)),
              ...setRotation(rotation, a.at(p, p), a.at(q, q), off.value),
              ...turn(n, a, p, q, off.value, rotation),
              each('j', 0, n, n, turned(vectors, p, q, rotation)),
            ]),
          ]),
        ]),
      ]),
    ]),
    // Ascending, by selection.
    each('i', 0, n, n, i => order.put([i], convert('int32', i))),
    loop('i', 0, n, n, i => [
      least.set(i),
      loop('j', after(i), n, n, j => [when(compare('lt', eigenvalue(j), eigenvalue(least.value)), [least.set(j)])]),
      store(order.put([i], order.at(least.value)), order.put([least.value], order.at(i))),
    ]),
    loop('i', 0, n, n, i => [
      store(values.put([...w.batch, i], known(mul(eigenvalue(i), scale.value)))),
      each('j', 0, n, n, j => result.put(j, i, known(vectors.at(position(i), j)))),
    ]),
  ]
}

function decompose(source: TypedArray, n: number, dtype: DTypeName, values: TypedArray, vectors: TypedArray): void {
  const round = rounding(dtype)
  const [a, rows] = [source.slice(), source.slice()]
  for (let i = 0; i < n; i++)
    for (let j = 0; j < n; j++) {
      a[i * n + j] = el(source, j <= i ? i * n + j : j * n + i)
      rows[i * n + j] = i === j ? 1 : 0
    }
  const scale = largestIn(a)
  if (scale !== 0) for (const [i, x] of a.entries()) a[i] = x / scale
  const bound = round(share(dtype, n) * round(Math.sqrt(sumOf(a, x => round(x * x), round))))
  for (let sweep = 0, isActive = true; sweep < mostSweeps && isActive; sweep++) {
    isActive = false
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const off = el(a, p * n + q)
        if (!(Math.abs(off) > bound)) continue
        isActive = true
        const { tangent, cosine, sine } = rotationOf(el(a, p * n + p), el(a, q * n + q), off, round)
        const turnAt = (m: TypedArray, j: number): void => {
          const [x, y] = [el(m, p * n + j), el(m, q * n + j)]
          m[p * n + j] = round(cosine * x) - round(sine * y)
          m[q * n + j] = round(sine * x) + round(cosine * y)
        }
        for (let j = 0; j < n; j++) {
          turnAt(rows, j)
          if (j === p || j === q) continue
          turnAt(a, j)
          a[j * n + p] = el(a, p * n + j)
          a[j * n + q] = el(a, q * n + j)
        }
        const shift = round(tangent * off)
        a[p * n + p] = el(a, p * n + p) - shift
        a[q * n + q] = el(a, q * n + q) + shift
        a[p * n + q] = 0
        a[q * n + p] = 0
      }
  }
  const order = Array.from({ length: n }, (_, i) => i)
  const eigenvalue = (i: number): number => el(a, el(order, i) * (n + 1))
  for (let i = 0; i < n; i++) {
    let least = i
    for (let j = i + 1; j < n; j++) if (eigenvalue(j) < eigenvalue(least)) least = j
    const held = el(order, i)
    order[i] = el(order, least)
    order[least] = held
  }
  for (let i = 0; i < n; i++) {
    values[i] = Number.isNaN(bound) ? Number.NaN : eigenvalue(i) * scale
    for (let j = 0; j < n; j++) vectors[j * n + i] = Number.isNaN(bound) ? Number.NaN : el(rows, el(order, i) * n + j)
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
  // In the basis of the eigenvectors, dA has the changes of the eigenvalues on its diagonal, and beside it what turns the eigenvectors.
  jvp(_primals, [da], _params, [values, vectors]) {
    if (da == null || values === undefined || vectors === undefined) return [null, null]
    const inner = product(product(mT(vectors), symmetricFromLower(da)), vectors)
    const rank = da.shape.length
    const batch = da.shape.slice(0, -2).map((_, i) => i)
    const along = (axis: number): Tensor => broadcast(values, da.shape, [...batch, axis])
    const one = identityLike(inner)
    const ratios = minus(over(full(1, inner), plus(minus(along(rank - 1), along(rank - 2)), one)), one)
    return [reduceSum(diagonalPart(inner), [rank - 1]), product(vectors, times(ratios, inner))]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(eighP, inputs, axes, size, params),
  lower(inputs) {
    const { dtype } = only(inputs)
    const { batch, rows: n } = matrixShape(only(inputs))
    return {
      kind: 'procedure',
      batch,
      scratch: [
        { dtype, shape: [n, n] },
        { dtype, shape: [n, n] },
        { dtype: 'int32', shape: [n] },
      ],
      cells: [dtype, dtype, dtype, dtype, dtype, dtype, 'bool', 'index'],
      body: w => program(w, n, dtype),
      cost: 8 * n ** 3 + 20 * n * n,
    }
  },
} satisfies Primitive)

/** Eigenvalues, ascending, and eigenvectors, the columns, of symmetric matrices given by their lower triangles. @throws ShapeError, DTypeError */
export const eigh = (a: Tensor): readonly [values: Tensor, vectors: Tensor] => two(bind(eighP, [a], {}))
