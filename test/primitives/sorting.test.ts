// Sorting compiled, against the reference, on what is hard to order: NaN, zeros of either sign, infinities, the ends of integers, and ties among
// all of them; on lines that are merged and lines that are sorted by digits, and one by one the lengths between.

import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { bitDifferenceOf, tensorOf } from '../../laws/predicate/compare-arrays.js'
import { arrayType, type HostArray, hostArray } from '../../src/core/array-type.js'
import { anyDType } from '../../src/primitives/linear-map.js'
import { radixFrom } from '../../src/primitives/sorting/radix.js'
import { sort, sortP } from '../../src/primitives/sorting/sort.js'
import { type DTypeName, dtypeInfo, isWide } from '../../src/support/dtype.js'
import '../compiler/same-bits.js'

/** Few of them, so that most are equal to others. */
const hard = (dtype: DTypeName): readonly (number | bigint)[] => {
  const { kind, min, max } = dtypeInfo(dtype)
  if (kind === 'float')
    return [Number.NaN, 0, -0, 1, -1, 0.5, -2, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 2 ** -14, -(2 ** -14)]
  if (isWide(dtype)) return [BigInt(min), BigInt(max), 0n, 1n, 2n ** 31n, 2n ** 62n, ...(BigInt(min) < 0n ? [-1n, -(2n ** 33n)] : [])]
  return [...new Set([min, max, 0, 1, ...(kind === 'bool' ? [] : [2, 100]), ...(min < 0 ? [-1, -100] : [])])]
}

function lines(dtype: DTypeName, n: number): HostArray {
  const [pool, random] = [hard(dtype), randomFrom(n)]
  const data = dtypeInfo(dtype).create(2 * n)
  for (let i = 0; i < data.length; i++) data[i] = pool[Math.floor(random() * pool.length)] as never
  return { ...hostArray(arrayType([2, n], dtype)), data }
}

describe.each(anyDType)('%s', dtype => {
  const lengths = [3, radixFrom(dtype) - 1, radixFrom(dtype), radixFrom(dtype) + 1, 300]
  it.each(lengths.flatMap(n => [false, true].map(descending => [n, descending] as const)))(
    'lines of %d, descending: %s',
    (n, descending) => {
      const x = lines(dtype, n)
      const expected = [hostArray(arrayType([2, n], dtype)), hostArray(arrayType([2, n], 'int32'))]
      sortP.reference([x], { axis: 1, descending }, expected)
      for (const [i, tensor] of sort(tensorOf(x), 1, descending).entries())
        expect(
          bitDifferenceOf(`output ${i}`, { shape: tensor.shape, dtype: tensor.dtype, data: tensor.dataSync() }, expected[i] as HostArray),
        ).toBeNull()
    },
  )
})
