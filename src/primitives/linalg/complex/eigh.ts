// eigh of Hermitian matrices, of which the lower triangle is read, on the two parts: reflections make the matrix tridiagonal and real, and from there on it
// is what eigh is (tridiagonal.ts). Eigenvectors are turned so that their largest element is real and positive.

import { arrayType } from '../../../core/array-type.js'
import { pairOf, partsOf } from '../../../core/complex.js'
import { add, compare, constant, convert, div, type Expr, index, mul, neg, or, select } from '../../../core/expr.js'
import type { ProcedureLowering } from '../../../core/lowering.js'
import type { Params, Primitive, Sample } from '../../../core/primitive.js'
import { countdown, each, loop, type Step, store, type Workplace, when } from '../../../core/procedure.js'
import { runProcedure } from '../../../core/run-procedure.js'
import type { Tensor } from '../../../core/tensor.js'
import { bind } from '../../../core/trace.js'
import type { DTypeName } from '../../../support/dtype.js'
import type { Dims } from '../../../support/shape.js'
import { nth, three } from '../../operands.js'
import { after, matrixOf } from '../access.js'
import { eighTangents } from '../eigh-tangent.js'
import { batchInFront, checkSquareParts, matrixShape } from '../matrices.js'
import { ascending, diagonalize, qlCells, qlCellsIn } from '../tridiagonal.js'
import {
  at,
  type Complex,
  type ComplexMatrix,
  complexCell,
  complexInput,
  complexMatrix,
  conj,
  conjTimes,
  filling,
  largerPart,
  minus,
  plus,
  put,
  scaled,
  times,
  upright,
} from './expressions.js'
import { applyReflector, type Reflector, reflectionCells, reflectorIn } from './reflection.js'
import { tangentPair } from './tangents.js'

const sample = (shape: Dims, dtype: 'float32' | 'float64' = 'float32'): Sample<Params> => ({
  inputs: [
    { shape, dtype, range: [-1, 1], diagonal: [-6, 6] },
    { shape, dtype, range: [-1, 1] },
  ],
  params: {},
})

/** A becomes tridiagonal and real; the vectors of the reflections stay below. */
function tridiagonalize(
  w: Workplace,
  n: number,
  a: ComplexMatrix,
  { tau, reflect }: Reflector,
  sum: Workplace['cells'][number],
  dtype: DTypeName,
): readonly Step[] {
  const [vre, vim, pre, pim, tre, tim] = [7, 8, 9, 10, 11, 12].map(i => nth(w.scratch, i))
  if (vre === undefined || vim === undefined || pre === undefined || pim === undefined || tre === undefined || tim === undefined) return []
  const [zero, one, half] = [constant(dtype, 0), constant(dtype, 1), constant(dtype, 0.5)]
  const v = (i: Expr): Complex => ({ re: vre.at(i), im: vim.at(i) })
  const p = (i: Expr): Complex => ({ re: pre.at(i), im: pim.at(i) })
  const keep = (i: Expr, { re, im }: Complex) => [pre.put([i], re), pim.put([i], im)]
  return [
    loop('k', 0, Math.max(0, n - 1), n, k => {
      const head = after(k)
      const across = (stores: (j: Expr) => ReturnType<typeof put>): Step => each('j', head, n, n, stores)
      return [
        ...reflect(n, a, k, head),
        store(tre.put([k], tau.value.re), tim.put([k], tau.value.im)),
        when(or(compare('ne', tau.value.re, zero), compare('ne', tau.value.im, zero)), [
          across(i => {
            const isHead = compare('eq', i, head)
            return [vre.put([i], select(isHead, one, at(a, i, k).re)), vim.put([i], select(isHead, zero, at(a, i, k).im))]
          }),
          // p = τ·A·v, less what keeps A Hermitian; A is read by rows.
          across(j => keep(j, conj(at(a, head, j)))),
          loop('i', add(k, index(2)), n, n, i => [across(j => keep(j, plus(p(j), conjTimes(at(a, i, j), v(i)))))]),
          across(j => keep(j, times(tau.value, p(j)))),
          sum.set(zero),
          loop('i', head, n, n, i => [sum.set(add(sum.value, times(tau.value, conjTimes(p(i), v(i))).re))]),
          sum.set(mul(half, sum.value)),
          across(j => keep(j, minus(p(j), scaled(v(j), sum.value)))),
          loop('i', head, n, n, i => [
            across(j => put(a, i, j, minus(at(a, i, j), plus(times(v(i), conj(p(j))), times(p(i), conj(v(j))))))),
          ]),
        ]),
      ]
    }),
  ]
}

function program(w: Workplace, n: number, dtype: DTypeName): readonly Step[] {
  const [values, vre, vim] = three(w.outputs)
  const vectors = complexMatrix(vre, vim, w.batch)
  const [a, q] = [complexMatrix(nth(w.scratch, 0), nth(w.scratch, 1)), complexMatrix(nth(w.scratch, 2), nth(w.scratch, 3))]
  const [z, d, e, order] = [matrixOf(nth(w.scratch, 4)), nth(w.scratch, 5), nth(w.scratch, 6), nth(w.scratch, 13)]
  const row = [nth(w.scratch, 9), nth(w.scratch, 10)] as const
  const [tre, tim] = [nth(w.scratch, 11), nth(w.scratch, 12)]
  const reflector = reflectorIn(w.cells, dtype)
  const { tau } = reflector
  const cells = qlCellsIn(w.cells, 10)
  const scale = nth(w.cells, 16)
  const source = complexInput(w)
  const [zero, one, nan] = [0, 1, Number.NaN].map(value => constant(dtype, value)) as [Expr, Expr, Expr]
  const position = (i: Expr): Expr => convert('index', order.at(i))
  const known = (x: Expr): Expr => select(cells.isLost.value, nan, x)
  const everywhere = (body: (x: Complex) => Step): Step => loop('i', 0, n, n, i => [loop('j', 0, n, n, j => [body(at(a, i, j))])])
  const rowOf = (i: Expr) => ({
    at: (j: Expr): Complex => ({ re: z.at(i, j), im: z.at(i, add(j, index(n))) }),
    put: (j: Expr, { re, im }: Complex) => [z.put(i, j, re), z.put(i, add(j, index(n)), im)],
  })
  return [
    filling(a, n, n, (i, j) => {
      // Clamped, since both are computed wherever they are chosen.
      const [low, high] = [select(compare('lt', i, j), j, i), select(compare('lt', i, j), i, j)]
      const { re, im } = source(low, high)
      return { re, im: select(compare('eq', i, j), zero, select(compare('lt', i, j), neg(im), im)) }
    }),
    filling(q, n, n, (i, j) => ({ re: select(compare('eq', i, j), one, zero), im: zero })),
    // Scaled by the largest part, so that no square overflows; infinities become NaN.
    scale.set(zero),
    everywhere(x => when(compare('gt', largerPart(x), scale.value), [scale.set(largerPart(x))])),
    when(compare('ne', scale.value, zero), [
      filling(a, n, n, (i, j) => ({ re: div(at(a, i, j).re, scale.value), im: div(at(a, i, j).im, scale.value) })),
    ]),
    cells.isLost.set(constant('bool', 0)),
    everywhere(x => cells.isLost.set(or(cells.isLost.value, or(compare('ne', x.re, x.re), compare('ne', x.im, x.im))))),
    ...tridiagonalize(w, n, a, reflector, nth(w.cells, 10), dtype),
    loop('i', 0, n, n, i => [store(d.put([i], at(a, i, i).re), e.put([i], zero))]),
    loop('i', 0, Math.max(0, n - 1), n, i => [store(e.put([i], at(a, after(i), i).re))]),
    // The product of the reflections, then its transpose.
    countdown('k', 0, Math.max(0, n - 1), n, k => [
      ...tau.set({ re: tre.at(k), im: tim.at(k) }),
      when(
        or(compare('ne', tau.value.re, zero), compare('ne', tau.value.im, zero)),
        applyReflector(n, n, a, q, row, k, after(k), tau.value, after(k)),
      ),
    ]),
    loop('i', 0, n, n, i => [each('j', 0, n, n, j => rowOf(i).put(j, at(q, j, i)))]),
    ...diagonalize(n, { d, e, z, width: 2 * n }, cells, dtype),
    ...ascending(n, i => d.at(i), order, cells.end),
    loop('i', 0, n, n, i => [
      cells.end.set(position(i)),
      ...upright(n, rowOf(cells.end.value), nth(w.cells, 10), complexCell(w.cells, 11), nth(w.cells, 21)),
      store(values.put([...w.batch, i], known(mul(d.at(cells.end.value), scale.value)))),
      each('j', 0, n, n, j => {
        const { re, im } = rowOf(cells.end.value).at(j)
        return put(vectors, j, i, { re: known(re), im: known(im) })
      }),
    ]),
  ]
}

const lower = (inputs: Parameters<Primitive['lower']>[0]): ProcedureLowering => {
  const { dtype } = nth(inputs, 0)
  const { batch, rows: n } = matrixShape(nth(inputs, 0))
  const square = { dtype, shape: [n, n] }
  const line = { dtype, shape: [n] }
  return {
    kind: 'procedure',
    batch,
    scratch: [
      ...[square, square, square, square, { dtype, shape: [n, 2 * n] }],
      ...[line, line, line, line, line, line, line, line],
      { dtype: 'int32', shape: [n] },
    ],
    cells: [...reflectionCells(dtype), ...qlCells(dtype), 'index'],
    body: w => program(w, n, dtype),
    cost: 8 * n ** 3 + 40 * n * n,
  }
}

export const complexEighP: Primitive = Object.freeze({
  name: 'complexEigh',
  domain: [sample([3, 3]), sample([2, 4, 4]), sample([1, 1]), sample([2, 2], 'float64'), sample([0, 0]), sample([0, 2, 2]), sample([6, 6])],
  typeOf(inputs) {
    const x = checkSquareParts('eigh', inputs)
    return [arrayType(x.shape.slice(0, -1), x.dtype), x, x]
  },
  reference: (inputs, _params, outputs) => runProcedure(lower(inputs), inputs, outputs),
  jvp(_primals, tangents, _params, outputs) {
    const da = tangentPair(tangents)
    if (da === null) return [null, null, null]
    const [values, re, im] = three(outputs)
    const [dValues, dVectors] = eighTangents(da, values, pairOf(re, im))
    return [dValues, ...partsOf(dVectors)]
  },
  transpose: 'nonlinear',
  batch: (inputs, axes, size, params) => batchInFront(complexEighP, inputs, axes, size, params),
  lower: inputs => lower(inputs),
  complex: 'none',
} satisfies Primitive)

/** Eigenvalues, ascending and real, and eigenvectors, the columns, of Hermitian matrices. */
export function complexEigh(a: Tensor): readonly [values: Tensor, vectors: Tensor] {
  const [values, re, im] = three(bind(complexEighP, partsOf(a), {}))
  return [values, pairOf(re, im)]
}
