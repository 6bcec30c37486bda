// What custom rules, remat, checkFinite and debug infer: the compiler runs these.

import { checkFinite, checkpointName, checkpointPolicies, customJvp, customVjp, debug, remat, type Shape, type Tensor } from 'tenet'
import { check, type Equal } from '../types/equal.js'

type F32<S extends Shape> = Tensor<S, 'float32'>
interface Params {
  readonly w: F32<[3]>
}
declare const loss: (p: Params, x: F32<[3]>, k: number) => F32<[]>
declare const generic: <B extends number>(p: Params, x: F32<[B, 3]>) => F32<[B]>
declare const params: Params
declare const x: F32<[3]>

// Rules see arguments and results as the function has them.
const withJvp = customJvp(loss, ([p, v, k], [dp, dv, dk]) => {
  check<Equal<typeof p, Params>>()
  check<Equal<typeof dp, Params>>()
  check<Equal<typeof dk, number>>()
  return [loss(p, v, k), loss(dp, dv, dk)]
})
check<Equal<typeof withJvp, (p: Params, x: F32<[3]>, k: number) => F32<[]>>>()
declare const identity: (v: F32<[3]>) => F32<[3]>
declare const total: (v: F32<[3]>) => F32<[]>
declare const first: (a: F32<[3]>, b: F32<[3]>) => F32<[3]>
// @ts-expect-error the tangent must be like the result
customJvp(identity, ([v]) => [v, v.sum()])

const withVjp = customVjp(
  loss,
  (p, v, k) => [loss(p, v, k), { p, name: 'kept' }] as const,
  ({ p, name }, ct) => {
    check<Equal<typeof name, 'kept'>>()
    check<Equal<typeof ct, F32<[]>>>()
    return [p, null, null]
  },
)
check<Equal<typeof withVjp, (p: Params, x: F32<[3]>, k: number) => F32<[]>>>()
declare const keepsNothing: (a: F32<[3]>) => readonly [F32<[]>, null]
declare const keepsNeither: (a: F32<[3]>, b: F32<[3]>) => readonly [F32<[3]>, null]
// @ts-expect-error one cotangent for each argument
customVjp(first, keepsNeither, (_, ct) => [ct])
// @ts-expect-error of the argument's type
customVjp(total, keepsNothing, (_, ct) => [ct])

// The others are the function itself.
const kept = remat(generic, { policy: checkpointPolicies.dotsSaveable })
check<Equal<typeof kept, typeof generic>>()
const checked = checkFinite(generic)
check<Equal<typeof checked, typeof generic>>()
const named = checkpointName(params, 'params')
check<Equal<typeof named, Params>>()
// @ts-expect-error no such policy
remat(generic, { policy: 'dots' })

debug.callback(
  (p, v, text) => {
    check<Equal<typeof p, Params>>()
    check<Equal<typeof v, F32<[3]>>>()
    check<Equal<typeof text, string>>()
  },
  params,
  x,
  'text' as string,
)
debug.print('x is {}', x)
