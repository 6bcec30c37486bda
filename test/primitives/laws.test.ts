// Every primitive, on every sample of its domain, obeys the laws of primitives.

import { describe, expect, it } from 'vitest'
import { randomFrom } from '../../laws/arbitrary/random.js'
import { primitiveLaws } from '../../laws/predicate/primitive.js'
import { showParam } from '../../src/core/graph.js'
import { useEvaluator } from '../../src/core/pending.js'
import { primitives } from '../../src/primitives/index.js'
import { referenceEvaluator } from '../../src/runtime/reference/evaluate.js'
import { controlPrimitives } from '../../src/transforms/control/index.js'

useEvaluator(referenceEvaluator)

const seed = 20260415

const all = [...primitives, ...controlPrimitives]

describe.each(all.map(primitive => [primitive.name, primitive] as const))('%s', (_, primitive) => {
  it.each(Object.entries(primitiveLaws))('%s', (law, check) => {
    for (const [i, sample] of primitive.domain.entries()) {
      const where = `${primitive.name}, ${law}, seed ${seed}, sample ${i}: ${JSON.stringify(sample.inputs)} ${showParam(sample.params)}`
      let violation: string | null
      try {
        violation = check(primitive, sample, randomFrom(seed + i))
      } catch (error) {
        throw new Error(`${where}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
      }
      if (violation !== null) throw new Error(`${where}: ${violation}`)
    }
  })
})

it('no two primitives have one name', () => {
  const names = all.map(primitive => primitive.name)
  expect(names).toEqual([...new Set(names)])
})
