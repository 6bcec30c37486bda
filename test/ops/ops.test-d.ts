// What calls of operations infer, and that mistakes are errors at the argument that is wrong. The rules themselves are tested in test/types.

import {
  arange,
  conv2d,
  convTranspose2d,
  einsum,
  eye,
  full,
  maxPool2d,
  moveAxis,
  oneHot,
  pad,
  pow,
  random,
  repeat,
  type Shape,
  split,
  type Tensor,
  take,
  takeAlongAxis,
  tensor,
  tile,
  tree,
  where,
  zeros,
} from 'tenet'
import type { DType, FloatDType } from '../../src/types/index.js'
import type { Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void
declare const n: number

const a = zeros([2, 3])
const i = zeros([3], 'int32')

// ---- creation ----

is<F32<[2, 2]>>()(
  tensor([
    [1, 2],
    [3, 4],
  ]),
)
is<Tensor<[2], 'int32'>>()(tensor([1, 2], 'int32'))
is<Tensor<[1, 2], 'bool'>>()(tensor([[true, false]]))
is<F32<[]>>()(tensor(1))
is<F32<[number]>>()(tensor(new Float32Array(3)))
is<Tensor<[3, 1], 'float64'>>()(tensor(new Float64Array(3), [3, 1]))
is<F32<[number]>>()(tensor([1, 2].map(x => x)))
is<Tensor<[2], 'bool'>>()(full([2], true))
is<Tensor<[5], 'int32'>>()(arange(5, 'int32'))
is<F32<[3]>>()(arange(2, 5))
is<F32<[number]>>()(arange(n))
is<F32<[number]>>()(arange(-3))
is<F32<[3, 3]>>()(eye(3))
is<F32<[3, 10]>>()(oneHot(i, 10))
// @ts-expect-error the rows differ in length
tensor([[1, 2], [3]])

// ---- elementwise ----

is<F32<[2, 3]>>()(
  a
    .add(zeros([3]))
    .mul(2)
    .neg()
    .relu(),
)
is<Tensor<[3], 'int32'>>()(i.add(1))
is<Tensor<[2, 3], 'bool'>>()(a.less(0.5))
is<F32<[2, 3]>>()(a.pow(2))
is<F32<[2, 3]>>()(pow(2, a))
is<F32<[2, 3]>>()(where(a.less(0), a, 0))
is<F32<[2, 3]>>()(where(a.less(0), 1, 0))
// @ts-expect-error cannot broadcast [2,3] with [2]
a.add(zeros([2]))
// @ts-expect-error cannot promote
a.add(i)
// @ts-expect-error integers have no exponential
i.exp()
// @ts-expect-error integers have no quotient
i.div(2)
// @ts-expect-error logic is for bools
a.logicalAnd(a)

// ---- reductions, products, shapes ----

is<F32<[]>>()(a.sum())
is<F32<[2, 1]>>()(a.mean(-1, { keepDims: true }))
is<Tensor<[2], 'int32'>>()(a.argmax(1))
is<F32<[3, 2]>>()(a.T)
is<F32<[2, 2]>>()(a.matmul(a.T))
is<F32<[6]>>()(a.reshape([-1]))
is<F32<[3, 2]>>()(a.transpose())
is<F32<[3, 4, 2]>>()(moveAxis(zeros([2, 3, 4]), 0, -1))
is<F32<[4, 2, 3]>>()(moveAxis(zeros([2, 3, 4]), 2, 0))
is<F32<[4, 8]>>()(pad(a, [[1, 1], [2, 3]])) // biome-ignore format: one call a line
is<F32<[4, 5]>>()(pad(a, 1))
is<F32<[4, 9]>>()(tile(a, [2, 3]))
is<F32<[2, 6]>>()(repeat(a, 2, 1))
is<[F32<[2, 1]>, F32<[2, 1]>, F32<[2, 1]>]>()(split(a, 3, 1))
is<[F32<[2, 1]>, F32<[2, 2]>]>()(split(a, [1, 2], 1))
is<F32<[number, 2]>[]>()(split(zeros([n, 2]), n))
is<F32<[3, 2]>>()(einsum('...ij->...ji', a))
is<F32<[2]>>()(einsum('ij->i', a))
// @ts-expect-error axis 2 is out of range
a.sum(2)
// @ts-expect-error inner sizes differ
a.matmul(a)
// @ts-expect-error axis 5 is out of range
moveAxis(a, 5, 0)
// @ts-expect-error not a pair for each axis
pad(a, [[1, 1]])
// @ts-expect-error 3 is not divisible by 2
split(a, 2, 1)

// ---- positions and windows ----

is<F32<[3, 3]>>()(take(a, i))
is<F32<[2, 4, 5]>>()(a.take(zeros([4, 5], 'int32'), 1))
is<F32<[2, 1]>>()(takeAlongAxis(a, zeros([2, 1], 'int32'), 1))
is<F32<[8, 16, 16, 16]>>()(conv2d(zeros([8, 3, 32, 32]), zeros([16, 3, 5, 5]), { padding: 2, stride: 2, bias: zeros([16]) }))
is<F32<[1, 3, 16, 16]>>()(convTranspose2d(zeros([1, 4, 8, 8]), zeros([4, 3, 4, 4]), { stride: 2, padding: 1 }))
is<F32<[8, 3, 16, 16]>>()(maxPool2d(zeros([8, 3, 32, 32]), 2))
// @ts-expect-error indices are integers
take(a, a)
// @ts-expect-error channels must match
conv2d(zeros([8, 3, 32, 32]), zeros([16, 4, 5, 5]))
// @ts-expect-error not a batch of images
maxPool2d(a, 2)

// ---- random ----

const [left, right] = random.split(random.key(0))
is<random.Key>()(left)
is<F32<[4]>>()(random.normal(right, [4]))
is<Tensor<[4], 'float64'>>()(random.uniform(right, [4], { dtype: 'float64' }))
is<[random.Key, random.Key, random.Key]>()(random.split(left, 3))
is<random.Key[]>()(random.split(left, n))
is<Tensor<[64, 2], 'uint32'>>()(random.keys(left, 64))
is<F32<[4, 3]>>()(random.pareto(right, [4, 3], zeros([3])))
is<Tensor<[4, 3], 'float64'>>()(random.weibullMin(right, [4, 3], zeros([4, 1], 'float64'), 2))
is<F32<[2]>>()(random.uniform(right, [2], { min: zeros([2]) }))
is<Tensor<[5], 'uint8'>>()(random.geometric(right, [5], 0.5, 'uint8'))
is<Tensor<[5], 'int32'>>()(random.rademacher(right, [5]))
is<Tensor<[2], 'int32'>>()(random.categorical(right, a))
is<Tensor<[7, 3], 'int32'>>()(random.categorical(right, a, 0, { shape: [7, 3] }))
is<Tensor<[9], 'int32'>>()(random.permutation(right, 9))
is<Tensor<[4], 'float64'>>()(random.gamma(right, [4], zeros([4], 'float64')))
is<F32<[4]>>()(random.beta(right, [4], 1, 2))
is<F32<[5, 3]>>()(random.dirichlet(right, [5], zeros([3])))
is<F32<[5, 3]>>()(random.multivariateNormal(right, [5], zeros([3]), zeros([3, 3])))
is<F32<[2, 3, 3]>>()(random.orthogonal(right, [2], 3))
is<F32<[3, 4]>>()(random.orthogonal(right, [], 3, { columns: 4 }))
is<F32<[5, 3]>>()(random.ball(right, [5], 3))
is<Tensor<[4], 'int32'>>()(random.poisson(right, [4], 2))
is<F32<[4]>>()(random.binomial(right, [4], 10, 0.5))
is<F32<[2, 3]>>()(random.permutation(right, a, { axis: -1, independent: true }))
is<Tensor<[4, 2], 'int32'>>()(random.choice(right, [4, 2], 10, { replace: true }))
is<F32<[5, 3]>>()(random.choice(right, [5], a))
is<F32<[2, 4, 5]>>()(random.choice(right, [4, 5], a, { axis: 1 }))
// @ts-expect-error there is no such axis
random.permutation(right, a, { axis: 2 })
// @ts-expect-error there is no such axis
random.choice(right, [5], a, { axis: 2 })
// @ts-expect-error parameters stretch to the shape
random.pareto(right, [4, 3], zeros([2]))
// @ts-expect-error parameters are floats
random.pareto(right, [4, 3], zeros([3], 'int32'))
// @ts-expect-error signs need negative numbers
random.rademacher(right, [5], 'uint8')

// ---- trees ----

const params = { layer: { weight: a, bias: zeros([3]) }, name: 'dense' }
is<typeof params>()(tree.map(params, leaf => leaf.mul(2).sqrt()))
is<typeof params>()(tree.zipWith([params, params], (p, g) => p.sub(g.mul(0.1))))
is<{ layer: { weight: number; bias: number }; name: string }>()(tree.map(params, leaf => leaf.sum().item()))

// ---- generic code, and what is known less ----

function normalise<S extends Shape, D extends FloatDType>(x: Tensor<S, D>) {
  is<Tensor<S, D>>()(x.mul(2).add(1).tanh())
  is<Tensor<S, D>>()(x.softmax())
  return x.sub(1)
}
is<F32<[2, 3]>>()(normalise(a))

function dense<B extends number>(x: F32<[B, 3]>) {
  is<F32<[3, B]>>()(x.T)
  is<F32<[B, 2]>>()(x.matmul(a.T))
}
void dense

const lessKnown: readonly [Tensor, Tensor<Shape>, Tensor<[number, 3]>, Tensor<[2, 3]>] = [a, a, a, a]
is<Tensor<Shape>>()(lessKnown[0].add(lessKnown[1]))
is<Tensor<Shape, DType>>()(lessKnown[0].T)
is<Tensor<[3, number]>>()(lessKnown[2].T)

// ---- the dtype is what is asked for, not what is hoped for ----

// @ts-expect-error zeros are float32 unless told otherwise
const hoped: Tensor<[2], 'int32'> = zeros([2])
// @ts-expect-error and so is a range
const counted: Tensor<[3], 'int64'> = arange(3)
const asked: readonly [Tensor<[2], 'int32'>, Tensor<[3], 'int64'>] = [zeros([2], 'int32'), arange(3, 'int64')]
void [hoped, counted, asked]
