// What transforms infer: the compiler runs these.

import type { Tensor } from '../../src/core/tensor.js'
import { evalShape, grad, jit, jvp, linearize, type Scalar, type toGraph, valueAndGrad, vjp, vmap } from '../../src/transforms/index.js'
import type { TensorLike } from '../../src/types/index.js'
import { check, type Equal } from '../types/equal.js'

type F32<S extends readonly number[]> = Tensor<S, 'float32'>
interface Params {
  readonly weight: F32<[4, 3]>
  readonly layers: readonly { readonly bias: F32<[4]> }[]
}

declare const params: Params
declare const x: F32<[8, 3]>
declare const labels: Tensor<[8], 'int32'>
declare const loss: (p: Params, x: F32<[number, 3]>, labels: Tensor<[number], 'int32'>) => F32<[]>
declare const generic: <B extends number>(p: Params, x: F32<[B, 3]>, y: F32<[B, 4]>) => F32<[]>
declare const withAux: (p: Params, x: F32<[8, 3]>) => readonly [F32<[]>, { readonly logits: F32<[8, 4]> }]
declare const product: (a: F32<[2]>, b: F32<[3]>, times: number) => F32<[]>

// grad keeps trees, names and what the function is generic in.
const gradient = grad(loss)
check<Equal<typeof gradient, (p: Params, x: F32<[number, 3]>, labels: Tensor<[number], 'int32'>) => Params>>()
const genericGradient = grad(generic)
declare const targets: F32<[8, 4]>
declare const tooFew: F32<[7, 4]>
check<Equal<ReturnType<typeof genericGradient>, Params>>()
genericGradient(params, x, targets)
// @ts-expect-error the sizes of the batch must agree
genericGradient<8>(params, x, tooFew)

// Options: one position, several, auxiliary values.
const [dFirst, aux] = grad(withAux, { aux: true })(params, x)
check<Equal<typeof dFirst, Params>>()
check<Equal<typeof aux, { readonly logits: F32<[8, 4]> }>>()
const second = grad(product, { argnums: 1 })
check<Equal<ReturnType<typeof second>, F32<[3]>>>()
const both = grad(product, { argnums: [1, 0] })
check<Equal<ReturnType<typeof both>, [F32<[3]>, F32<[2]>]>>()

const [value, grads] = valueAndGrad(loss)(params, x, labels)
check<Equal<typeof value, F32<[]>>>()
check<Equal<typeof grads, Params>>()
const [[auxValue, { logits }], auxGrads] = valueAndGrad(withAux, { aux: true })(params, x)
check<Equal<typeof auxValue, F32<[]>>>()
check<Equal<typeof logits, F32<[8, 4]>>>()
check<Equal<typeof auxGrads, Params>>()
const [, [dBoth]] = valueAndGrad(product, { argnums: [0] })(...([0, 0, 3] as unknown as [F32<[2]>, F32<[3]>, number]))
check<Equal<typeof dBoth, F32<[2]>>>()

// Code generic in its parameters may differentiate by them.
const trainer =
  <P>(f: (p: P, x: Tensor) => Scalar) =>
  (p: P, batch: Tensor): [Scalar, P] =>
    valueAndGrad(f)(p, batch)
declare const anyTensors: Tensor
declare const anyLoss: (p: Tensor, x: Tensor) => Scalar
check<Equal<ReturnType<ReturnType<typeof trainer<Tensor>>>, [Scalar, Tensor]>>()
trainer(anyLoss)(anyTensors, anyTensors)

// @ts-expect-error the function must return a scalar
grad((v: F32<[3]>) => v)

// jit is the function itself.
const compiled = jit(generic)
check<Equal<typeof compiled, typeof generic>>()

// vmap adds the axis where it is mapped, in trees and in results.
const perExample = vmap(
  grad((p: Params, row: F32<[3]>, label: Tensor<[], 'int32'>) => loss(p, row as never, label as never)),
  {
    in: [null, 0, 0],
  },
)(params, x, labels)
check<Equal<(typeof perExample)['weight'], F32<[8, 4, 3]>>>()
check<Equal<(typeof perExample)['layers'][number]['bias'], F32<[8, 4]>>>()
declare const pair: (p: { readonly w: F32<[3]>; readonly b: F32<[5]> }, n: number) => { readonly y: F32<[3]>; readonly n: number }
declare const mapped: { readonly w: F32<[3, 7]>; readonly b: F32<[5]> }
const placed = vmap(pair, { in: [{ w: 1, b: null }, null], out: { y: -1, n: null } })(mapped, 2)
check<Equal<typeof placed, { readonly y: F32<[3, 7]>; readonly n: number }>>()

// Linear maps have the types of what they map.
declare const tanh: (v: F32<[3]>) => F32<[3]>
declare const v3: F32<[3]>
const [y, dy] = jvp(tanh, [v3], [v3])
check<Equal<typeof y, F32<[3]>>>()
check<Equal<typeof dy, F32<[3]>>>()
const [, pullback] = vjp(tanh, v3)
check<Equal<typeof pullback, (cotangents: F32<[3]>) => [v: F32<[3]>]>>()
const [, derivative] = linearize(tanh, v3)
check<Equal<typeof derivative, (v: F32<[3]>) => F32<[3]>>>()

// Looking at functions.
check<Equal<Parameters<ReturnType<typeof toGraph<[F32<[3]>]>>>, [F32<[3]>]>>()
const shapes = evalShape(withAux)(params, x)
check<Equal<(typeof shapes)[0], TensorLike<[], 'float32'>>>()
