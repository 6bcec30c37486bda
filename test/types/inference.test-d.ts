// What a call infers: operations, code generic in its sizes, gradual typing, transforms.

import type { DType, LeafDType, Mismatch, Promote, Shape } from '../../src/types/index.js'
import { check, type Equal } from './equal.js'
import {
  add,
  concat,
  conv,
  einsum,
  exp,
  expandDims,
  flatten,
  grad,
  less,
  matmul,
  maxPool,
  reshape,
  type Scalar,
  slice,
  squeeze,
  stack,
  sum,
  type Tensor,
  tensor,
  transpose,
  vmap,
  where,
  zeros,
} from './mock.js'

/** The type of a value, inferred without widening. */
type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void

const a = zeros([2, 3])
const b = zeros([3, 4])
const i = zeros([2, 3], 'int32')
declare const n: number

// ---- operations ----

is<F32<[2, 3]>>()(a)
is<Tensor<[2, 3], 'int32'>>()(i)
is<F32<[2, 2]>>()(
  tensor([
    [1, 2],
    [3, 4],
  ]),
)
is<F32<[]>>()(tensor(1))
is<F32<[number]>>()(tensor([1, 2].map(x => x)))
is<F32<[2, 3]>>()(add(a, zeros([3])))
is<F32<[2, 3]>>()(add(a, 1))
is<Tensor<[2, 3], 'int32'>>()(add(i, 1))
is<Tensor<[2, 3], 'float64'>>()(add(a, zeros([], 'float64')))
is<Tensor<[2, 3], 'bool'>>()(less(a, 0))
is<F32<[4, 2, 3]>>()(where(less(a, 0), zeros([4, 1, 1]), 0))
is<F32<[2, 4]>>()(matmul(a, b))
is<F32<[4, 2]>>()(einsum('ij,jk->ki', a, b))
is<F32<[6]>>()(reshape(a, [-1]))
is<F32<[3, 2]>>()(transpose(a, [1, 0]))
is<F32<[4, 3]>>()(concat([a, a], 0))
is<F32<[number, 3]>>()(
  concat(
    [1, 2].map(() => a),
    0,
  ),
)
is<Tensor<[4, 3], 'float64'>>()(concat([a, zeros([2, 3], 'float64')], 0))
is<F32<[2, 2, 3]>>()(stack([a, a], 0))
is<F32<[2, 3]>>()(squeeze(zeros([2, 1, 3]), 1))
is<F32<[2, 3, 1]>>()(expandDims(a, -1))
is<F32<[2]>>()(slice(a, [], 1))
is<F32<[2, 2]>>()(slice(a, [], [1, 3]))
is<F32<[]>>()(sum(a))
is<F32<[2, 1]>>()(sum(a, -1, { keepDims: true }))
is<F32<[]>>()(sum(a, [0, 1]))
is<F32<[1, 6, 28, 28]>>()(conv(zeros([1, 1, 28, 28]), zeros([6, 1, 5, 5]), { padding: 2 }))
is<F32<[1, 6, 14, 28]>>()(conv(zeros([1, 1, 28, 28]), zeros([6, 1, 5, 5]), { padding: [2, 2], stride: [2, 1] }))
is<F32<[1, 6, 12, 12]>>()(maxPool(zeros([1, 6, 24, 24]), 2))
is<F32<[1, 864]>>()(flatten(zeros([1, 6, 12, 12])))

// fluent
is<F32<[2, 1]>>()(a.matmul(b).add(1).relu().sum(1, { keepDims: true }))
is<F32<[3, 2]>>()(a.t())
is<F32<[6]>>()(a.reshape([-1]))

// ---- gradual typing ----

declare const unknownShape: F32<Shape>
declare const unknownRows: F32<[number, 3]>
declare const unknownDType: Tensor<[2, 3]>
declare const sizes: number[]

is<F32<Shape>>()(add(unknownShape, a))
is<F32<Shape>>()(matmul(unknownShape, a))
is<F32<[2, 3]>>()(add(unknownRows, a))
is<F32<[number, 4]>>()(matmul(unknownRows, b))
is<F32<[number]>>()(sum(unknownRows, 1))
is<F32<Shape>>()(sum(a, n))
is<F32<[]>>()(sum(unknownShape))
is<F32<[number, 3]>>()(reshape(unknownShape, [-1, 3]))
is<F32<Shape>>()(reshape(a, sizes))
is<F32<[number, 5]>>()(zeros([n, 5]))
is<Tensor<[2, 3], 'float32' | 'float64'>>()(add(unknownDType, a))
is<Tensor<[2, 3]>>()(add(unknownDType, unknownDType))

// A tensor that is known better may stand where less is asked, not the other way round.
const lessKnown: readonly [Tensor, Tensor<Shape>, Tensor<[number, 3]>, Tensor<number[]>, Tensor<readonly [2, 3]>] = [a, a, a, a, a]
// @ts-expect-error 3 rows are not known to be 2
const betterKnown: F32<[2, 3]> = unknownRows
void [lessKnown, betterKnown]

// ---- code generic in its sizes ----

function mlp<B extends number>(x: F32<[B, 784]>, w: F32<[784, 10]>, bias: F32<[10]>, row: F32<[1, 10]>) {
  const y = add(add(matmul(x, w), bias), row)
  is<F32<[B, 10]>>()(y)
  is<F32<[B, 10]>>()(add(y, sum(y, -1, { keepDims: true })))
  is<F32<[B, 10]>>()(add(y, 1).relu())
  is<F32<[10, B]>>()(y.t())
  const r = reshape(y, [y.shape[0], 2, 5])
  is<F32<[B, 2, 5]>>()(r)
  const t = transpose(r, [0, 2, 1])
  is<F32<[B, 5, 2]>>()(t)
  is<F32<[B, 2, 2]>>()(einsum('bij,bjk->bik', r, t))
  is<F32<[B, 2, 2]>>()(matmul(r, t))
  is<F32<[B, 5]>>()(slice(r, [], 0))
  is<F32<[B, 5]>>()(slice(y, [], [0, 5]))
  is<F32<[B, 10]>>()(flatten(r))
  is<F32<[B, 20]>>()(concat([y, y], 1))
  is<F32<[B, 2, 10]>>()(stack([y, y], 1))
  is<F32<[B, 10]>>()(squeeze(expandDims(y, 1), 1))
  return y
}
is<F32<[32, 10]>>()(mlp(zeros([32, 784]), zeros([784, 10]), zeros([10]), zeros([1, 10])))
is<F32<[number, 10]>>()(mlp(zeros([n, 784]), zeros([784, 10]), zeros([10]), zeros([1, 10])))

function attention<B extends number, T extends number>(x: F32<[B, T, 512]>, w: F32<[512, 512]>, mask: F32<[1, 1, T, T]>) {
  const q = transpose(reshape(matmul(x, w), [x.shape[0], x.shape[1], 8, 64]), [0, 2, 1, 3])
  is<F32<[B, 8, T, 64]>>()(q)
  const scores = add(matmul(q, transpose(q, [0, 1, 3, 2])), mask)
  is<F32<[B, 8, T, T]>>()(scores)
  const out = reshape(transpose(matmul(scores, q), [0, 2, 1, 3]), [x.shape[0], x.shape[1], 512])
  return add(x, matmul(out, w))
}
is<F32<[4, 16, 512]>>()(attention(zeros([4, 16, 512]), zeros([512, 512]), zeros([1, 1, 16, 16])))

// Code generic in the whole shape and the dtype.
function shiftedDouble<S extends Shape, D extends DType>(x: Tensor<S, D>) {
  const y = add(add(x, 1), x)
  is<Tensor<S, D>>()(y)
  return y.add(x)
}
is<Tensor<[2, 3], 'int32'>>()(shiftedDouble(i))

// ---- dtypes ----

check<Equal<Promote<'uint8', 'int32'>, 'int32'>>()
check<Equal<Promote<'float32', 'float64'>, 'float64'>>()
check<Equal<Promote<'bool', 'bool'>, 'bool'>>()
check<Equal<Promote<never, 'int32'>, 'int32'>>()
check<Equal<Promote<'uint32', 'int32'>, 'int64'>>()
check<Equal<Promote<'int8', 'uint8'>, 'int16'>>()
check<Equal<Promote<'uint64', 'int32'>, Mismatch<'cannot promote uint64 with int32; use cast'>>>()
check<Equal<Promote<'bool', 'float32'>, Mismatch<'cannot promote bool with float32; use cast'>>>()

// ---- transforms ----

type Params = {
  readonly layer: { readonly w: F32<[3, 4]>; readonly b: F32<[4]> }
  readonly scales: readonly [F32<[]>, Tensor<[], 'float64'>]
}
check<Equal<LeafDType<Params>, 'float32' | 'float64'>>()
check<Equal<LeafDType<{ w: Tensor<[2], 'int32'>; f: () => void; k: null }>, 'int32'>>()

const loss = (p: Params, x: F32<[number, 3]>): Scalar => sum(add(matmul(x, p.layer.w), p.layer.b))
const gradient = grad(loss)
check<Equal<typeof gradient, (params: Params, x: F32<[number, 3]>) => Params>>()
// What the function is generic in, its gradient is too.
const genericLoss = <B extends number>(p: Params, x: F32<[B, 3]>, y: F32<[NoInfer<B>, 4]>) => sum(add(matmul(x, p.layer.w), y))
declare const params: Params
is<Params>()(grad(genericLoss)(params, zeros([5, 3]), zeros([5, 4])))
// @ts-expect-error x and y differ in batch size
grad(genericLoss)(params, zeros([5, 3]), zeros([6, 4]))

const dotProducts = vmap((x: F32<[3]>, y: F32<[3]>) => sum(add(x, y)))
is<F32<[5]>>()(dotProducts(zeros([5, 3]), zeros([5, 3])))
const columns = vmap((x: F32<[3]>) => exp(x), { in: 1, out: -1 })
is<F32<[3, 7]>>()(columns(zeros([3, 7])))
const perExample = vmap(
  grad((p: Params, x: F32<[3]>) => sum(matmul(x, p.layer.w))),
  { in: [null, 0] },
)
is<{
  readonly layer: { readonly w: F32<[64, 3, 4]>; readonly b: F32<[64, 4]> }
  readonly scales: readonly [F32<[64]>, Tensor<[64], 'float64'>]
}>()(perExample(params, zeros([64, 3])))
// @ts-expect-error integers have no derivative
grad((p: { readonly steps: Tensor<[], 'int32'> }) => sum(add(zeros([]), p.steps.shape.length)))
// @ts-expect-error the batches differ in size
dotProducts(zeros([5, 3]), zeros([6, 3]))
