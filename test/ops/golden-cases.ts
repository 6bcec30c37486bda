// Runs golden cases of operations: each is an expression of the public functions on named inputs, and what it must give, on every device.

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

const decoded = (data: readonly Encoded[]): number[] => data.map(Number)

/** @param tolerance relative to the size of the expected number (each part of a complex one by itself), or absolute below 1
 * @param narrow the same of what is computed in float32 */
export function checkGolden(file: string, tolerance: number, narrow = tolerance): void {
  const golden = JSON.parse(readFileSync(new URL(`../golden/${file}`, import.meta.url), 'utf8')) as Golden
  const inputs = Object.entries(golden.inputs).map(([name, { shape, dtype, data }]) => {
    // Complex elements are pairs of numbers.
    const x = tenet.tensor(Float64Array.from(decoded(data)), shape, dtype.startsWith('complex') ? 'complex128' : 'float64')
    return [name, tenet.cast(x, dtype)] as const
  })
  const evaluate = (source: string): tenet.Tensor => {
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
      const allowed = dtype === 'float32' || dtype === 'complex64' ? narrow : tolerance
      for (const [i, expected] of decoded(data).entries()) {
        const value = got[i] ?? Number.NaN
        const close = Object.is(value + 0, expected + 0) || Math.abs(value - expected) <= allowed * Math.max(1, Math.abs(expected))
        expect(close, `element ${i}: expected ${expected}, got ${value}`).toBe(true)
      }
    })
  })
}
