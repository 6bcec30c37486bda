// The vocabulary of arrays against NumPy, JAX and PyTorch: every case as it is written, inside jit, and over a batch, on every device.

import { readdirSync, readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'

type Encoded = number | 'NaN' | 'Infinity' | '-Infinity'
interface GoldenArray {
  readonly shape: readonly number[]
  readonly dtype: tenet.DType
  readonly data: readonly Encoded[]
}
interface Case extends GoldenArray {
  readonly source: string
  /** Its shape depends on values, so it is not for the inside of transforms. */
  readonly eager?: true
}
interface Golden {
  readonly inputs: Readonly<Record<string, GoldenArray>>
  readonly cases: readonly Case[]
}

/** float64 throughout: sums of at most a thousand products of numbers of size 1, in another order than theirs. */
const tolerance = 1e-12

const folder = new URL('../golden/arrays/', import.meta.url)
const files = readdirSync(folder).filter(name => name.endsWith('.json'))

/** Σ y · cos(0, 1, 2, …): a scalar that tells every element of y from every other. */
function weigh(y: tenet.Tensor): tenet.Tensor {
  const count = y.shape.reduce((product, size) => product * size, 1)
  return tenet.mul(y, tenet.reshape(tenet.cos(tenet.cast(tenet.arange(count), 'float64')), y.shape)).sum()
}

const functions: readonly (readonly [string, unknown])[] = [...Object.entries(tenet), ['weigh', weigh]]

/** A case as a function of the inputs. */
const compiled = (source: string, names: readonly string[]): ((...inputs: readonly tenet.Tensor[]) => tenet.Tensor) => {
  const make = new Function(...functions.map(([name]) => name), `return (${names.join(', ')}) => ${source}`)
  return make(...functions.map(([, value]) => value))
}

function expectClose(x: tenet.Tensor, { shape, dtype, data }: GoldenArray): void {
  expect({ shape: x.shape, dtype: x.dtype }).toEqual({ shape, dtype })
  const got = x.dataSync()
  for (const [i, encoded] of data.entries()) {
    const [value, expected] = [got[i] ?? Number.NaN, Number(encoded)]
    const close = Object.is(value + 0, expected + 0) || Math.abs(value - expected) <= tolerance * Math.max(1, Math.abs(expected))
    expect(close, `element ${i}: expected ${expected}, got ${value}`).toBe(true)
  }
}

/** Which inputs a case names: words, not letters of words. */
const named = (source: string, names: readonly string[]): readonly string[] => {
  const words = new Set(source.match(/[A-Za-z_]\w*/g))
  return names.filter(name => words.has(name))
}

describe.each(tenet.availableDevices())('on %s', device => {
  beforeAll(() => tenet.useDevice(device))

  describe.each(files)('%s', file => {
    const golden = JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Golden
    const inputs = new Map(
      Object.entries(golden.inputs).map(([name, { shape, dtype, data }]) => [
        name,
        tenet.cast(tenet.tensor(Float64Array.from(data.map(Number)), shape, 'float64'), dtype),
      ]),
    )

    test.each(golden.cases)('$source', ({ source, eager, ...expected }) => {
      const names = named(source, [...inputs.keys()])
      const f = compiled(source, names)
      const values = names.map(name => inputs.get(name) as tenet.Tensor)
      const direct = f(...values)
      expectClose(direct, expected)
      if (eager || values.length === 0) return
      // The same bits inside jit, and the same values for each of a batch of three.
      expect(
        tenet
          .jit(f)(...values)
          .dataSync(),
      ).toEqual(direct.dataSync())
      if (device !== 'reference') return
      const batched = tenet.vmap(f)(...values.map(x => tenet.stack([x, x, x], 0)))
      expectClose(tenet.slice(batched, 2), expected)
    })
  })
})
