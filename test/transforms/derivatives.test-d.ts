// What Jacobians, Hessians, transposes and collectives infer: the compiler runs these.

import {
  allGather,
  type axisIndex,
  type axisSize,
  hessian,
  hvp,
  jacfwd,
  jacrev,
  linearTranspose,
  pmean,
  psum,
  type Scalar,
  type Shape,
  type Tensor,
  vmap,
} from 'tenet'
import { check, type Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
interface Params {
  readonly w: F32<[4, 3]>
  readonly b: Tensor<[4], 'float64'>
}
declare const params: Params
declare const x: F32<[3]>
declare const affine: (p: Params, x: F32<[3]>) => { readonly y: F32<[4]>; readonly name: string }
declare const pair: (a: F32<[2]>, b: F32<[3]>, k: number) => F32<[5]>
declare const scalar: (p: Params, x: F32<[3]>) => F32<[]>
declare const withAux: (p: Params) => readonly [F32<[4]>, { readonly n: number }]

// Shapes of result and argument, one after the other; the dtype is the result's forward and the argument's in reverse.
const forward = jacfwd(affine)(params, x)
check<Equal<typeof forward, { y: { w: F32<[4, 4, 3]>; b: F32<[4, 4]> }; name: string }>>()
const reverse = jacrev(affine)(params, x)
check<Equal<typeof reverse, { y: { w: F32<[4, 4, 3]>; b: Tensor<[4, 4], 'float64'> }; name: string }>>()
const byPosition = jacrev(pair, { argnums: 1 })
check<Equal<ReturnType<typeof byPosition>, F32<[5, 3]>>>()
const byBoth = jacfwd(pair, { argnums: [1, 0] })
check<Equal<ReturnType<typeof byBoth>, [F32<[5, 3]>, F32<[5, 2]>]>>()
const [jacobian, aux] = jacrev(withAux, { aux: true })(params)
check<Equal<typeof jacobian, { w: F32<[4, 4, 3]>; b: Tensor<[4, 4], 'float64'> }>>()
check<Equal<typeof aux, { readonly n: number }>>()
const perExample = vmap(jacrev(pair), { in: [0, null, null] })
declare const rows: F32<[8, 2]>
declare const b: F32<[3]>
const blocks = perExample(rows, b, 1)
check<Equal<typeof blocks, F32<[8, 5, 2]>>>()

const second = hessian(scalar)(params, x)
check<Equal<(typeof second)['w']['w'], F32<[4, 3, 4, 3]>>>()
check<Equal<(typeof second)['w']['b'], F32<[4, 3, 4]>>>()
const secondBoth = hessian((a: F32<[2]>, c: F32<[3]>): F32<[]> => a.sum().mul(c.sum()), { argnums: [0, 1] })
check<Equal<ReturnType<typeof secondBoth>, [[F32<[2, 2]>, F32<[2, 3]>], [F32<[3, 2]>, F32<[3, 3]>]]>>()

const product = hvp(scalar)
check<Equal<ReturnType<typeof product>, Params>>()
product(params, params, x)
// @ts-expect-error the direction must be like the argument
product(params, x, x)
// @ts-expect-error the function must return a scalar
hvp((v: F32<[3]>) => v)

// Of unknown shapes the result is of unknown shape.
declare const unknown: (v: Tensor) => Tensor
const unknownJacobian = jacfwd(unknown)
check<Equal<ReturnType<typeof unknownJacobian>['shape'], Shape>>()

const back = linearTranspose(pair, b.slice([0, 2]), b, 2)
declare const ct: F32<[5]>
const cotangents = back(ct)
check<Equal<(typeof cotangents)[1], F32<[3]>>>()

// Collectives keep types; gathering adds an axis.
const summed = vmap((p: { readonly v: F32<[3]> }) => psum(p, 'batch'), { axisName: 'batch' })
declare const batch: { readonly v: F32<[7, 3]> }
const sums = summed(batch)
check<Equal<typeof sums, { readonly v: F32<[7, 3]> }>>()
const gathered = allGather(x, 'batch')
check<Equal<typeof gathered, F32<[number, 3]>>>()
const last = allGather({ x }, 'batch', { axis: -1 })
check<Equal<typeof last, { x: F32<[3, number]> }>>()
check<Equal<ReturnType<typeof axisIndex>, Tensor<[], 'int32'>>>()
check<Equal<ReturnType<typeof axisSize>, number>>()
declare const loss: (v: F32<[3]>) => Scalar
const mean = vmap((v: F32<[3]>) => pmean(loss(v), ['batch', 'more']), { axisName: 'batch' })
check<Equal<ReturnType<typeof mean>['shape'], [number]>>()
