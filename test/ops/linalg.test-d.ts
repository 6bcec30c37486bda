// What calls of linear algebra infer, and that mistakes are errors at the argument that is wrong.

import { linalg, type Shape, type Tensor, zeros } from 'tenet'
import type { Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void
declare const n: number
declare const any: F32<Shape>

const tall = zeros([5, 3])
const flat = zeros([7, 2, 4])
const square = zeros([2, 3, 3])
const twisted = zeros([2, 3, 3], 'complex64')

is<F32<[2, 3, 3]>>()(linalg.cholesky(square))
is<F32<[2, 3, 3]>>()(linalg.inv(square))
is<F32<[2, 3, 3]>>()(linalg.expm(square))
is<F32<[2, 3, 3]>>()(linalg.matrixPower(square, n))
is<F32<[2]>>()(linalg.det(square))
is<F32<[2]>>()(linalg.slogdet(square).sign)
is<F32<[2, 3]>>()(linalg.eigh(square).eigenvalues)
is<F32<[2, 3, 3]>>()(linalg.eigh(square).eigenvectors)
is<F32<[2, 3]>>()(linalg.eigvalsh(square))
is<Tensor<[2, 3], 'complex64'>>()(linalg.eig(square).eigenvalues)
is<Tensor<[2, 3, 3], 'complex64'>>()(linalg.eig(square).eigenvectors)
is<Tensor<[2, 3], 'complex64'>>()(linalg.eigvals(square))
is<F32<[2, 3]>>()(linalg.eigvalsh(twisted))
is<Tensor<[2, 3, 3], 'complex64'>>()(linalg.eigh(twisted).eigenvectors)
is<Tensor<[2, 3], 'complex64'>>()(linalg.eigvals(twisted))
is<Tensor<[2], 'complex64'>>()(linalg.slogdet(twisted).sign)
is<F32<[2]>>()(linalg.slogdet(twisted).logAbsDet)
is<F32<[2, 3]>>()(linalg.svd(twisted).s)
is<F32<[2]>>()(linalg.cond(twisted))
is<F32<[2, 3]>>()(linalg.vectorNorm(twisted, 1))
is<F32<[5, 3]>>()(linalg.polar(tall).u)
is<F32<[3, 3]>>()(linalg.polar(tall).h)
is<F32<[2, 3, 3]>>()(linalg.matrixSqrth(square))
is<F32<[2, 3, 3]>>()(linalg.choleskyInverse(square))
is<F32<[2, 3, 4]>>()(linalg.choleskySolve(square, zeros([3, 4])))
is<F32<[5, 3]>>()(linalg.householderProduct(tall, zeros([3])))
is<F32<[2, 3, 4]>>()(linalg.luSolve(linalg.lu(square), zeros([3, 4])))
// @ts-expect-error matrices must be square
linalg.matrixSqrth(tall)
is<F32<Shape>>()(linalg.det(any))
// @ts-expect-error matrices must be square
linalg.cholesky(tall)
// @ts-expect-error matrices must be square
linalg.det(flat)
// @ts-expect-error needs a matrix
linalg.eigh(zeros([3]))

is<F32<[5, 3]>>()(linalg.qr(tall).q)
is<F32<[3, 3]>>()(linalg.qr(tall).r)
is<F32<[5, 5]>>()(linalg.qr(tall, { fullMatrices: true }).q)
is<F32<[5, 3]>>()(linalg.qr(tall, { fullMatrices: true }).r)
is<F32<[7, 2, 2]>>()(linalg.svd(flat).u)
is<F32<[7, 2]>>()(linalg.svd(flat).s)
is<F32<[7, 2, 4]>>()(linalg.svd(flat).vt)
is<F32<[7, 4, 4]>>()(linalg.svd(flat, { fullMatrices: true }).vt)
is<F32<[7, 2]>>()(linalg.svdvals(flat))
is<F32<[5, 3]>>()(linalg.lu(tall).l)
is<F32<[3, 3]>>()(linalg.lu(tall).u)
is<F32<[7, 2]>>()(linalg.svdvals(zeros([7, 2, 10])))
is<F32<[7, 4, 2]>>()(linalg.pinv(flat))
is<Tensor<[7], 'int32'>>()(linalg.matrixRank(flat))
is<F32<[7]>>()(linalg.matrixNorm(flat, { ord: 'nuc' }))
is<F32<[7]>>()(linalg.cond(flat))
// @ts-expect-error needs a matrix
linalg.svd(zeros([3]))

is<F32<[2, 3, 1]>>()(linalg.solve(square, zeros([3, 1])))
is<F32<[2, 3]>>()(linalg.solve(square, zeros([3])))
is<F32<[3, 2]>>()(linalg.triangularSolve(zeros([3, 3]), zeros([3, 2]), { lower: true }))
// @ts-expect-error shapes do not fit
linalg.solve(square, zeros([4, 1]))
// @ts-expect-error matrices must be square
linalg.solve(tall, zeros([5]))

is<F32<[5]>>()(linalg.vectorNorm(tall, 1))
is<F32<[5, 1]>>()(linalg.vectorNorm(tall, 1, { ord: 1, keepDims: true }))
is<F32<[2, 3]>>()(linalg.cross(zeros([2, 3]), zeros([3])))
// @ts-expect-error axis 2 is out of range for [5,3]
linalg.vectorNorm(tall, 2)
