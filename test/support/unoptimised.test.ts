// What V8 optimises while a program is compiled, and after.

import { setFlagsFromString } from 'node:v8'
import { describe, expect, test } from 'vitest'
import { unoptimised } from '../../src/support/unoptimised.js'

setFlagsFromString('--allow-natives-syntax')
const status = new Function('f', 'return %GetOptimizationStatus(f)') as (f: unknown) => number
const isOptimised = (f: unknown): boolean => (status(f) & (1 << 4)) !== 0

let functions = 0

/** Whether a function that nobody has called before is optimised when it is called often enough. */
function becomesOptimised(): boolean {
  const text = `let y = x; for (let i = 0; i < 100; i++) y = (y * 31 + i) % 65537; return y + ${functions++}`
  const f = new Function('x', text) as (x: number) => number
  for (let i = 0; i < 200_000; i++) {
    f(i)
    if (isOptimised(f)) return true
  }
  return false
}

describe('in the first compilations', () => {
  test('nothing is optimised, before and after everything is', () => {
    expect(becomesOptimised()).toBe(true)
    expect(unoptimised(1e9)(becomesOptimised)).toBe(false)
    expect(becomesOptimised()).toBe(true)
  })

  test('one in another ends with the outer one', () => {
    const [outer, inner] = [unoptimised(1e9), unoptimised(1e9)]
    expect(outer(() => [inner(() => 1), becomesOptimised()])).toEqual([1, false])
    expect(becomesOptimised()).toBe(true)
  })

  test('results and errors come out, and V8 optimises again', () => {
    const run = unoptimised(1e9)
    expect(run(() => 7)).toBe(7)
    const fail = () => {
      throw new RangeError('no')
    }
    expect(() => run(fail)).toThrow(new RangeError('no'))
    expect(becomesOptimised()).toBe(true)
  })

  test('later ones are, as everything else', () => {
    const run = unoptimised(1e-9)
    expect(run(becomesOptimised)).toBe(false)
    expect(run(becomesOptimised)).toBe(true)
  })
})
