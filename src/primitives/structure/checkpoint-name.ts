// checkpointName: the identity that gives a value a name, for policies of remat to speak of. Passes drop it.

import type { Params, Primitive, Sample } from '../../core/primitive.js'
import type { Tensor } from '../../core/tensor.js'
import { anything, commonDType, elementwise, given, samples } from '../elementwise/family.js'
import { bindOne } from '../single.js'

export interface NameParams extends Params {
  readonly name: string
}

const domain: readonly Sample<NameParams>[] = samples(1, anything).map(sample => ({ ...sample, params: { name: 'a' } }))

export const checkpointNameP: Primitive<NameParams> = elementwise(1, {
  name: 'checkpointName',
  domain,
  resultOf: inputs => commonDType('checkpointName', anything, inputs),
  value: () => x => x,
  body: ([x]) => given(x),
  jvp: (_, [t = null]) => t,
  transpose: ct => [ct],
  complex: 'parts',
})

/** The same value with a name. */
export const checkpointName = (x: Tensor, name: string): Tensor => bindOne(checkpointNameP, [x], { name })
