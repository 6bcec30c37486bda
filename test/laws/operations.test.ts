// Operations on tensors of drawn shapes: broadcasting is stretching, and what should commute does. What holds of every operation is in the table,
// test/laws/operations.

import fc from 'fast-check'
import type { Shape, Tensor } from 'tenet'
import * as tenet from 'tenet'
import * as laws from 'tenet/laws'
import { describe, expect, test } from 'vitest'

type Floats = Tensor<Shape, 'float32'>
type Binary = (a: Floats, b: Floats) => Tensor

const holds = <T>(subjects: fc.Arbitrary<T>, law: (subject: T) => laws.Violation): void =>
  fc.assert(
    fc.property(subjects, subject => {
      expect(law(subject)).toBeNull()
    }),
    { numRuns: 12 },
  )

const binary = {
  add: (a, b) => tenet.add(a, b),
  sub: (a, b) => tenet.sub(a, b),
  mul: (a, b) => tenet.mul(a, b),
  div: (a, b) => tenet.div(a, b),
  maximum: (a, b) => tenet.maximum(a, b),
  minimum: (a, b) => tenet.minimum(a, b),
  less: (a, b) => tenet.less(a, b),
  equal: (a, b) => tenet.equal(a, b),
} satisfies Readonly<Record<string, Binary>>
const commutative = ['add', 'mul', 'maximum', 'minimum', 'equal'] as const

const pairs = laws.broadcastable({ rank: [0, 3], min: 0, max: 3 }).chain(({ a, b, common }) =>
  fc.record({
    a: laws.tensor({ shape: a, elements: 'special' }),
    b: laws.tensor({ shape: b, elements: 'special' }),
    common: fc.constant(common),
  }),
)

// Tensors of any dtype are given to functions of float32 ones, which is what the draws are.
const loose = (f: Binary) => f as (a: Tensor, b: Tensor) => Tensor

describe.each(Object.entries(binary))('%s', (_name, f) => {
  test('broadcasts', () => holds(pairs, ({ a, b, common }) => laws.broadcasts(loose(f), a, b, common)))
})

test.each(commutative)('%s commutes', name => holds(pairs, ({ a, b }) => laws.commutes(loose(binary[name]), a, b)))

describe('sums', () => {
  const matrices = fc.tuple(laws.tensor({ shape: [5, 37], elements: 'generic' }), laws.tensor({ shape: [37, 3], elements: 'generic' }))

  test('of products agree within the size of their terms', () =>
    holds(matrices, ([a, b]) =>
      laws.devicesAgree((p: Floats, q: Floats) => tenet.matmul(p, q) as Tensor, [a, b], {
        // 37 roundings.
        ulps: 37,
        terms: (p, q) => tenet.matmul(tenet.abs(p), tenet.abs(q)) as Tensor,
      }),
    ))

  test('of dyadic numbers are exact: in any order, on any device', () =>
    holds(laws.tensor({ shape: [3, 70] }), x => {
      const total = laws.sameBits('the sum over rows, then columns', x.sum(0).sum(), x.sum())
      return total ?? laws.devicesAgree((y: Floats) => [y.sum(), y.sum(1), y.transpose().sum(0)], [x], { ulps: 0 })
    }))
})
