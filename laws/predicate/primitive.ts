// The laws of a primitive, as pure predicates: each takes a record, a sample of its domain and a stream of random numbers, and says what
// is wrong, if anything. Tensors are computed by whatever evaluator is plugged in; the laws hold for the reference evaluator.

import { type HostArray, hostArray } from '../../src/core/array-type.js'
import type { Params, Primitive, Sample } from '../../src/core/primitive.js'
import { dtypeInfo } from '../../src/support/dtype.js'
import type { Random } from '../arbitrary/random.js'
import { drawInputs, withHostileValues } from '../arbitrary/sample-inputs.js'
import { bitDifferenceOf, differenceOf, referenceOutputs, type Violation } from './compare-arrays.js'
import { evaluateLowering } from './evaluate-lowering.js'
import { batchIsAStack, batchKeepsBits } from './primitive-batch.js'
import { adjointIdentity, derivativeDifferentiates, jvpAgreesWithDifferences, pullbackIsAdjoint } from './primitive-derivatives.js'

export type PrimitiveLaw = (primitive: Primitive, sample: Sample<Params>, random: Random) => Violation

/** An array that refuses to be read or written where it has no element, and to be written at all if it is an input. */
function guarded(name: string, array: HostArray, access: 'read' | 'write'): HostArray {
  const size = array.data.length
  const check = (key: string | symbol): void => {
    if (typeof key === 'string' && /^-?\d/.test(key) && !(Number.isInteger(Number(key)) && Number(key) >= 0 && Number(key) < size))
      throw new Error(`${name}: element ${key} of ${size} was touched`)
  }
  const data = new Proxy(array.data, {
    get(target, key) {
      check(key)
      const value: unknown = Reflect.get(target, key, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
    set(target, key, value) {
      check(key)
      if (access === 'read') throw new Error(`${name}: element ${String(key)} of an input was written`)
      return Reflect.set(target, key, value, target)
    },
  })
  return { ...array, data }
}

/** typeOf gives the shapes and dtypes that reference fills: it stays within its arrays, and bools are 0 or 1. */
export const referenceFillsItsTypes: PrimitiveLaw = (primitive, sample, random) => {
  const inputs = drawInputs(sample, random)
  const outputs = primitive.typeOf(inputs, sample.params).map(hostArray)
  primitive.reference(
    inputs.map((array, i) => guarded(`input ${i}`, array, 'read')),
    sample.params,
    outputs.map((array, i) => guarded(`output ${i}`, array, 'write')),
  )
  const odd = outputs.findIndex(({ dtype, data }) => dtypeInfo(dtype).kind === 'bool' && data.some(value => value > 1))
  return odd < 0 ? null : `output ${odd} is bool, but has elements other than 0 and 1`
}

/** lower means what reference means, up to the rounding that its kind of computation allows; at NaN, infinities and signed zeros too. */
export const loweringAgreesWithReference: PrimitiveLaw = (primitive, sample, random) => {
  const drawn = drawInputs(sample, random)
  for (const inputs of [drawn, withHostileValues(drawn, random)]) {
    const expected = referenceOutputs(primitive, inputs, sample.params)
    const lowering = primitive.lower(inputs, sample.params, expected)
    for (const [i, { array, tolerance }] of evaluateLowering(lowering, inputs, expected).entries()) {
      const [what, reference] = [`output ${i}`, expected[i] as HostArray]
      // What only moves elements moves their bits, and a program says every rounding.
      const violation =
        lowering.kind === 'index' || lowering.kind === 'procedure'
          ? bitDifferenceOf(what, array, reference)
          : differenceOf(what, array, reference, element => tolerance[element] as number)
      if (violation !== null)
        return `${violation}${inputs === drawn ? '' : ' (with NaN, infinities, signed zeros and the ends of integer ranges among the inputs)'}`
    }
  }
  return null
}

/** Every primitive obeys these on every sample of its domain. */
export const primitiveLaws: Readonly<Record<string, PrimitiveLaw>> = {
  'reference fills the types of typeOf': referenceFillsItsTypes,
  'lower agrees with reference': loweringAgreesWithReference,
  'jvp agrees with differences': jvpAgreesWithDifferences,
  'the derivative of the jvp agrees with differences': derivativeDifferentiates,
  '⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by the transpose rule': adjointIdentity,
  '⟨Jv, w⟩ = ⟨v, Jᵀw⟩ by linearizing and transposing': pullbackIsAdjoint,
  'batch is the stack of the single calls': batchIsAStack,
  'batch changes no bit of what is compiled': batchKeepsBits,
}
