// A branch that is rarely needed is behind a jump in machine code. Whichever lanes need it, at whatever place of a vector, fused with
// whatever, every element has the bits that its expression has alone.

import * as tenet from 'tenet'
import { grad, jit, type Tensor, tensor, useDevice, vmap } from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'
import { evaluator } from '../../laws/predicate/evaluate-expr.js'
import { argument, constant, rarely } from '../../src/core/expr.js'
import { cos, lgamma, sin, tan } from '../../src/primitives/approximations/index.js'

beforeAll(() => useDevice('cpu'))

const body = { sin, cos, tan, lgamma }
// Of any shape and dtype here.
const functions = tenet as unknown as Readonly<Record<keyof typeof body, (x: Tensor) => Tensor>>

/** Moderate arguments, but for those at the places given. */
const mixed = (length: number, large: readonly number[]): number[] =>
  Array.from({ length }, (_, i) => (large.includes(i) ? -1.5e7 * 1.7 ** i - 0.25 : 0.37 * i - 2.1))

describe.each(['float32', 'float64'] as const)('%s', dtype => {
  describe.each(['sin', 'cos', 'tan', 'lgamma'] as const)('%s', name => {
    const value = evaluator([body[name](argument(dtype, 0))])
    const alone = (x: number): number => Number(value({ argument: () => x, variable: () => 0, element: () => 0 })[0])

    test.each([[[]], [[0]], [[6]], [[1, 9, 36]], [[32, 33, 34, 35, 36]], [Array.from({ length: 37 }, (_, i) => i)]])(
      'of 37 elements with those at %j in the branch',
      large => {
        const x = tensor(Float64Array.from(mixed(37, large))).cast(dtype)
        const expected = [...x.dataSync()].map(alone)
        expect([...functions[name](x).dataSync()]).toEqual(expected)
        expect([...vmap(functions[name])(x).dataSync()]).toEqual(expected)
        const twice = jit((y: Tensor) => functions[name](functions[name](y).neg()))
        expect([...twice(x).dataSync()]).toEqual(expected.map(y => alone(-y)))
      },
    )

    test('of one element, and summed', () => {
      for (const at of [0.5, -3e8 - 0.5])
        expect(functions[name](tensor(at, dtype)).item()).toBe(alone(dtype === 'float32' ? Math.fround(at) : at))
      const x = tensor(Float64Array.from(mixed(37, [3, 20]))).cast(dtype)
      const f = functions[name]
      expect(jit((y: Tensor) => f(y).sum())(x).item()).toBe(f(x).sum().item())
    })
  })

  test('differentiated', () => {
    const x = tensor(Float64Array.from(mixed(37, [5]))).cast(dtype) as Tensor<[37], 'float64'>
    expect(grad((y: typeof x) => y.sin().sum())(x).toArray()).toEqual(x.cos().toArray())
  })
})

test('means what select means', () => {
  const [x, y] = [argument('float32', 0), argument('float32', 1)]
  const value = evaluator([rarely(constant('bool', 1), x, y), rarely(constant('bool', 0), x, y)])
  expect(value({ argument: i => i + 5, variable: () => 0, element: () => 0 })).toEqual([5, 6])
})
