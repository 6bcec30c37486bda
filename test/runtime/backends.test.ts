// The CPU backend, one primitive at a time, on every sample of its domain: to the bit what its lowering means (`evaluateLowering`, which
// keeps the order of sums), and within rounding what its reference says; on ordinary values, and with NaN, infinities and signed zeros.
// A NaN is a NaN: which of its bit patterns an operation gives depends on the order in which an instruction names its operands.

import { useDevice } from 'tenet'
import { beforeAll, describe, expect, it } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { drawInputs, withHostileValues } from '../../laws/arbitrary/sample-inputs.js'
import { bitDifferenceOf, differenceOf, hostOf, referenceOutputs, tensorOf, type Violation } from '../../laws/predicate/compare-arrays.js'
import { evaluateLowering } from '../../laws/predicate/evaluate-lowering.js'
import type { HostArray } from '../../src/core/array-type.js'
import type { Params, Primitive, Sample } from '../../src/core/primitive.js'
import { bind } from '../../src/core/trace.js'
import { primitives } from '../../src/primitives/index.js'
import { sizeOf } from '../../src/support/shape.js'

const seeds = [1, 2, 3]

function agrees(primitive: Primitive, params: Params, inputs: readonly HostArray[]): Violation {
  const got = bind(primitive, inputs.map(tensorOf), params).map(hostOf)
  const reference = referenceOutputs(primitive, inputs, params)
  const evaluated = evaluateLowering(primitive.lower(inputs, params, reference), inputs, reference)
  for (const [i, { array, tolerance }] of evaluated.entries()) {
    const [cpu, expected] = [got[i] as HostArray, reference[i] as HostArray]
    const violation =
      bitDifferenceOf(`output ${i} by its lowering`, cpu, array) ??
      differenceOf(`output ${i} by its reference`, cpu, expected, element => tolerance[element] as number)
    if (violation !== null) return violation
  }
  return null
}

/** All violations of a sample; the program is compiled once and run on several draws. */
function violations(primitive: Primitive, sample: Sample<Params>): string[] {
  const large = sample.inputs.some(({ shape }) => sizeOf(shape) > 1000)
  return (large ? seeds.slice(0, 1) : seeds).flatMap(seed => {
    const random = randomFrom(seed)
    const drawn = drawInputs(sample, random)
    return [drawn, withHostileValues(drawn, random)].flatMap((inputs, hostile) => {
      const violation = agrees(primitive, sample.params, inputs)
      return violation === null ? [] : [`seed ${seed}${hostile === 1 ? ', hostile' : ''}: ${violation}`]
    })
  })
}

beforeAll(() => useDevice('cpu'))

describe.each(primitives.map(primitive => [primitive.name, primitive] as const))('%s', (_, primitive) => {
  it('computes what its lowering says', () => {
    const found = primitive.domain.flatMap((sample, i) =>
      violations(primitive, sample).map(violation => `sample ${i} ${JSON.stringify(sample)}: ${violation}`),
    )
    expect(found).toEqual([])
  })
})
