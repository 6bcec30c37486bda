// Operations as methods of tensors: `a.matmul(b).add(1).relu()`. Each is the function of the same name with the tensor as its first
// argument; what it does, takes and throws stands there.
// Methods are generic through `this`, so that Tensor stays covariant: see the recipe in types/index.ts.

import { Tensor } from '../../core/tensor.js'
import { transpose } from '../shape/permute.js'
import { arithmeticMethods } from './arithmetic.js'
import { comparisonMethods } from './comparison.js'
import { complexMethods } from './complex.js'
import { contractionMethods } from './contraction.js'
import { functionMethods } from './functions.js'
import { indexingMethods } from './indexing.js'
import type { MethodName } from './method-name.js'
import { reductionMethods } from './reductions.js'
import { shapeMethods } from './shape.js'
import { sortingMethods } from './sorting.js'

/** One function for each method declared: TypeScript rejects a forgotten one here, and a surplus one where it is listed. */
const methods = {
  ...arithmeticMethods,
  ...comparisonMethods,
  ...complexMethods,
  ...contractionMethods,
  ...functionMethods,
  ...indexingMethods,
  ...reductionMethods,
  ...shapeMethods,
  ...sortingMethods,
} satisfies Record<MethodName, unknown>

for (const [name, operation] of Object.entries(methods)) {
  // The declarations say what each takes after the tensor.
  const apply = operation as unknown as (x: Tensor, ...rest: readonly unknown[]) => unknown
  const method = function (this: Tensor, ...rest: readonly unknown[]) {
    return apply(this, ...rest)
  }
  Object.defineProperty(Tensor.prototype, name, { value: Object.defineProperty(method, 'name', { value: name }) })
}

Object.defineProperty(Tensor.prototype, 'T', {
  get(this: Tensor) {
    return transpose(this)
  },
})
