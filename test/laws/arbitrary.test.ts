// The arbitraries draw what they promise, shrink to something small, and print it so that it can be read.

import fc from 'fast-check'
import type { Tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import { broadcastable, shape } from '../../laws/arbitrary/shape.js'
import { tensor } from '../../laws/arbitrary/tensor.js'
import { tree } from '../../laws/arbitrary/tree.js'

/** The smallest value for which the property fails, and how it is printed. */
function smallest<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => boolean): { readonly value: T | undefined; readonly shown: string } {
  const { failed, counterexample } = fc.check(fc.property(arbitrary, holds), { seed: 1, numRuns: 1000 })
  expect(failed).toBe(true)
  const value = counterexample?.[0]
  return { value, shown: fc.stringify(value) }
}

const elementsOf = (x: Tensor): number[] => [...x.dataSync()]

describe('shapes', () => {
  test('are within bounds, both ends included', () => {
    const drawn = fc.sample(shape({ rank: [1, 2], min: 0, max: 3 }), { seed: 1, numRuns: 500 })
    expect(new Set(drawn.map(sizes => sizes.length))).toEqual(new Set([1, 2]))
    expect(new Set(drawn.flat())).toEqual(new Set([0, 1, 2, 3]))
  })

  test('shrink to few short axes', () => {
    expect(smallest(shape(), sizes => sizes.length < 2).value).toEqual([1, 1])
    expect(smallest(shape({ max: 9 }), sizes => sizes.every(size => size < 4)).value).toEqual([4])
  })

  test('that broadcast fit axis by axis, with missing axes and axes of size 1 on either side', () => {
    const drawn = fc.sample(broadcastable({ rank: [0, 3], min: 0 }), { seed: 2, numRuns: 500 })
    for (const { a, b, common } of drawn)
      for (const operand of [a, b])
        for (const [i, size] of operand.entries()) expect([1, common[common.length - operand.length + i]]).toContain(size)
    for (const { a, b, common } of drawn)
      for (const [i, size] of common.entries()) {
        const sizes = [a, b].map(operand => operand[operand.length - common.length + i] ?? 1)
        expect(sizes).toContain(size)
      }
    expect(drawn.some(({ a, b }) => a.length < b.length)).toBe(true)
    expect(drawn.some(({ a, b }) => a.length > b.length)).toBe(true)
    expect(drawn.some(({ a, b }) => a.length === b.length && String(a) !== String(b))).toBe(true)
    expect(drawn.some(({ common }) => common.includes(0))).toBe(true)
  })
})

describe('tensors', () => {
  test('of dyadic numbers: sums of a thousand products are exact in float32', () => {
    const [a, b] = fc.sample(tensor({ shape: [1000] }), { seed: 3, numRuns: 2 }).map(elementsOf)
    const products = (a ?? []).map((value, i) => value * (b?.[i] ?? 0))
    const exact = products.reduce((sum, value) => sum + value, 0)
    const rounded = products.reduce((sum, value) => Math.fround(sum + value), 0)
    expect(rounded).toBe(exact)
    expect(Math.max(...(a ?? []).map(Math.abs))).toBeGreaterThan(7)
  })

  test('of generic numbers hold no zero, even shrunk', () => {
    const drawn = fc.sample(tensor({ shape: [100], elements: 'generic' }), { seed: 4, numRuns: 10 })
    for (const x of drawn) for (const value of elementsOf(x)) expect(Math.abs(value)).toBeGreaterThan(0)
    const { value } = smallest(tensor({ shape: [3], elements: 'generic' }), () => false)
    for (const element of value === undefined ? [] : elementsOf(value)) expect(Math.abs(element * 8) % 1).toBe(0)
    expect(value === undefined ? [0] : elementsOf(value)).not.toContain(0)
  })

  test('of special numbers hold every kind of them', () => {
    const drawn = fc.sample(tensor({ shape: [50], elements: 'special', dtype: 'float64' }), { seed: 5, numRuns: 20 }).flatMap(elementsOf)
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, Number.MIN_VALUE, Number.MAX_VALUE])
      expect(drawn.some(other => Object.is(other, value))).toBe(true)
  })

  test('of distinct numbers repeat none', () => {
    for (const dtype of ['float32', 'int32'] as const) {
      const [x] = fc.sample(tensor({ shape: [4, 25], dtype, elements: 'distinct' }), { seed: 6, numRuns: 1 })
      expect(new Set(x === undefined ? [] : elementsOf(x)).size).toBe(100)
    }
  })

  test('of every dtype can be drawn for every purpose', () => {
    for (const dtype of ['bool', 'uint8', 'uint32', 'int32', 'float32', 'float64'] as const)
      for (const purpose of ['dyadic', 'generic', 'special'] as const) {
        const [x] = fc.sample(tensor({ shape: [2, 0, 3], dtype, elements: purpose }), 1)
        expect(x?.dtype).toBe(dtype)
        expect(x?.shape).toEqual([2, 0, 3])
      }
  })

  test('shrink to few simple elements and print as nested arrays with their type', () => {
    const { value, shown } = smallest(tensor({ shape: shape({ rank: 2 }) }), x => !elementsOf(x).some(element => element > 3))
    expect(value?.shape).toEqual([1, 1])
    expect(shown).toBe('[[4.]] float32[1,1]')
  })

  test('lose whole blocks of elements at once', () => {
    let runs = 0
    const { value } = smallest(tensor({ shape: [256] }), x => {
      runs++
      return (elementsOf(x)[200] ?? 0) <= 1
    })
    expect(value === undefined ? [] : elementsOf(value).filter(element => element !== 0)).toEqual([2])
    expect(runs).toBeLessThan(100)
  })
})

test('trees nest lists and records, and shrink to a leaf', () => {
  const drawn = fc.sample(tree(fc.constant('leaf')), { seed: 7, numRuns: 200 }).map(node => JSON.stringify(node))
  expect(drawn.some(text => text.includes('['))).toBe(true)
  expect(drawn.some(text => /\{.*\{/.test(text))).toBe(true)
  expect(smallest(tree(fc.constant('leaf')), () => false).value).toBe('leaf')
})
