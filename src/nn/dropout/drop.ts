// Dropout inside of layers that have more than one place for it.

import type { Key } from '../../ops/random/index.js'
import { type FloatTensor, noParameters, rulesOf } from '../layer/layer.js'
import { dropout } from './dropout.js'

/** Elements dropped at the rate, the others raised; all of them as they are without a key. */
export const drop = (operation: string, x: FloatTensor, rate: number, key: Key | undefined): FloatTensor =>
  rate === 0 || key === undefined ? x : (rulesOf(operation, dropout(rate)).train(noParameters, x, key)[0] as FloatTensor)
