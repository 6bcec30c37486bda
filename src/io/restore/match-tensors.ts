// The tensors of a state dict, matched by name with those of a template.

import { type ArrayType, sameType, showType } from '../../core/array-type.js'
import type { Tensor } from '../../core/tensor.js'
import { cast } from '../../ops/elementwise/choose.js'
import { dtypeInfo, isFloat, isInteger } from '../../support/dtype.js'
import { sameShape } from '../../support/shape.js'
import type { Differences, Mismatch, RestoreOptions } from './differences.js'

/** Whether every element is one of the dtype too. */
function holdsAll(dtype: ArrayType['dtype'], tensor: Tensor): boolean {
  const { kind, min, max } = dtypeInfo(dtype)
  const [least, greatest] = [BigInt(min), BigInt(max)]
  const isWithin = (element: number | bigint): boolean => BigInt(element) >= least && BigInt(element) <= greatest
  return kind !== 'float' && tensor.dataSync().every(isWithin)
}

/** The tensor as one of the wanted type, or `undefined` where it is none and must not be cast. */
function fitted(tensor: Tensor, wanted: ArrayType, { dtypes = 'exact' }: RestoreOptions): Tensor | undefined {
  if (sameType(tensor, wanted)) return tensor
  if (dtypes === 'exact' || !sameShape(tensor.shape, wanted.shape)) return undefined
  const [from, to] = [tensor.dtype, wanted.dtype]
  return (isFloat(from) && isFloat(to)) || (isInteger(from) && isInteger(to) && holdsAll(to, tensor)) ? cast(tensor, to) : undefined
}

export interface Matched extends Omit<Differences, 'ambiguous'> {
  /** By path: the tensors that were found and fit. */
  readonly tensors: ReadonlyMap<string, Tensor>
}

/**
 * @param wanted the template's tensors by path
 * @param found by name
 */
export function matchTensors(wanted: ReadonlyMap<string, ArrayType>, found: ReadonlyMap<string, Tensor>, options: RestoreOptions): Matched {
  const tensors = new Map<string, Tensor>()
  const missing: string[] = []
  const mismatched: Mismatch[] = []
  for (const [path, type] of wanted) {
    const tensor = found.get(path)
    if (tensor === undefined) {
      missing.push(path)
      continue
    }
    const fit = fitted(tensor, type, options)
    if (fit === undefined) mismatched.push({ path, expected: showType(type), got: showType(tensor) })
    else tensors.set(path, fit)
  }
  return { tensors, missing, mismatched, unexpected: [...found.keys()].filter(name => !wanted.has(name)) }
}
