// Operations against NumPy, JAX and PyTorch, on the reference backend and, where there is one, the CPU.

import { readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

type Encoded = number | 'NaN' | 'Infinity' | '-Infinity'
interface GoldenArray {
  readonly shape: readonly number[]
  readonly dtype: tenet.DType
  readonly data: readonly Encoded[]
}
interface Golden {
  readonly inputs: Readonly<Record<string, GoldenArray>>
  readonly cases: readonly (GoldenArray & { readonly source: string })[]
}

const golden = JSON.parse(readFileSync(new URL('../golden/ops/operations.json', import.meta.url), 'utf8')) as Golden

/** float64 throughout: sums of at most a hundred products of numbers of size 1, in another order than theirs, and functions within 2 ulp. */
const tolerance = 1e-13

const decoded = (data: readonly Encoded[]): number[] => data.map(Number)

const inputs = Object.entries(golden.inputs).map(([name, { shape, dtype, data }]) => {
  const x = tenet.tensor(Float64Array.from(decoded(data)), shape, 'float64')
  return [name, tenet.cast(x, dtype)] as const
})

function evaluate(source: string): tenet.Tensor {
  const scope = [...Object.entries(tenet), ...inputs]
  const run = new Function(...scope.map(([name]) => name), `return ${source}`)
  return run(...scope.map(([, value]) => value))
}

describe.each(tenet.availableDevices())('on %s', device => {
  beforeAll(() => tenet.useDevice(device))

  test.each(golden.cases)('$source', ({ source, shape, dtype, data }) => {
    const x = evaluate(source)
    expect({ shape: x.shape, dtype: x.dtype }).toEqual({ shape, dtype })
    const got = [...x.dataSync()]
    for (const [i, expected] of decoded(data).entries()) {
      const value = got[i] ?? Number.NaN
      const close = Object.is(value + 0, expected + 0) || Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected))
      expect(close, `element ${i}: expected ${expected}, got ${value}`).toBe(true)
    }
  })
})
