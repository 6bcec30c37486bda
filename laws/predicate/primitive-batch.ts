// Batching: an operation on inputs that carry a mapped axis is the stack of the operations on their slices, for every subset of mapped
// inputs and the mapped axis first or last; and so it is compiled, to the bit: the order of a sum does not depend on its batch.

import { type HostArray, hostArray } from '../../src/core/array-type.js'
import { HostBuffer } from '../../src/core/buffer.js'
import { type Evaluator, useEvaluator } from '../../src/core/pending.js'
import type { BatchAxis, Params, Primitive, Sample } from '../../src/core/primitive.js'
import { contentOf } from '../../src/core/tensor.js'
import { dependencies } from '../../src/runtime/dependencies.js'
import { sizeOf } from '../../src/support/shape.js'
import type { Random } from '../arbitrary/random.js'
import { drawInputs } from '../arbitrary/sample-inputs.js'
import { bitDifferenceOf, hostOf, referenceOutputs, stack, tensorOf, type Violation } from './compare-arrays.js'
import { evaluateLowering } from './evaluate-lowering.js'

/** What a single, unbatched call gives. */
type Call = (primitive: Primitive, inputs: readonly HostArray[], params: Params) => readonly HostArray[]

const callLowered: Call = (primitive, inputs, params) => {
  const types = primitive.typeOf(inputs, params)
  return evaluateLowering(primitive.lower(inputs, params, types), inputs, types).map(({ array }) => array)
}

/** Computes pending operations by their lowerings, as a compiler would. */
const loweringEvaluator: Evaluator = {
  evaluate(roots) {
    for (const node of dependencies(roots)) {
      const inputs = node.inputs.map(input => {
        const content = contentOf(input)
        if (content.kind !== 'held') throw new Error(`an input is ${content.kind}`)
        return { shape: input.shape, dtype: input.dtype, data: content.buffer.read() }
      })
      const outputs = callLowered(node.primitive, inputs, node.params)
      for (const [i, output] of outputs.entries()) node.settle(i, new HostBuffer(output))
    }
  },
}

function withEvaluator<R>(evaluator: Evaluator, body: () => R): R {
  const previous = useEvaluator(evaluator)
  try {
    return body()
  } finally {
    useEvaluator(previous)
  }
}

/** All ways to map some of the inputs: each subset, the axis first, last, and first here but last there. */
function mappings(inputs: readonly HostArray[]): readonly (readonly BatchAxis[])[] {
  const found: BatchAxis[][] = []
  for (let subset = 1; subset < 2 ** inputs.length; subset++) {
    const mapped = inputs.map((_, i) => ((subset >> i) & 1) === 1)
    const place = (choose: (i: number) => boolean): BatchAxis[] =>
      inputs.map((input, i) => (mapped[i] ? (choose(i) ? 0 : input.shape.length) : null))
    const first = mapped.indexOf(true)
    found.push(
      place(() => true),
      place(() => false),
      place(i => i === first),
    )
  }
  return found.filter((axes, i) => found.findIndex(other => String(other) === String(axes)) === i)
}

function checkMapping(
  primitive: Primitive,
  params: Params,
  examples: readonly (readonly HostArray[])[],
  axes: readonly BatchAxis[],
  call: Call,
): Violation {
  const [first = []] = examples
  const inputs = first.map((input, i) => {
    const axis = axes[i] ?? null
    const each = examples.map(example => example[i] as HostArray)
    return tensorOf(axis === null ? input : stack(each, axis))
  })
  const batched = primitive.batch(inputs, axes, examples.length, params)
  const singles = examples.map(example =>
    call(
      primitive,
      example.map((input, i) => (axes[i] === null ? (first[i] as HostArray) : input)),
      params,
    ),
  )
  const count = singles[0]?.length ?? 0
  if (batched.outputs.length !== count || batched.axes.length !== count) return `${count} outputs are due; got ${batched.outputs.length}`
  for (const [i, output] of batched.outputs.entries()) {
    const axis = batched.axes[i] ?? null
    const outputs = singles.map(single => single[i] as HostArray)
    const expected = axis === null ? (outputs[0] ?? hostArray(output)) : stack(outputs, axis)
    const violation = bitDifferenceOf(`output ${i}, mapped along ${axis}`, hostOf(output), expected)
    if (violation !== null) return violation
  }
  return null
}

function checkBatches(primitive: Primitive, sample: Sample<Params>, random: Random, call: Call): Violation {
  const size = sample.inputs.some(({ shape }) => sizeOf(shape) > 1000) ? 2 : 3
  const examples = Array.from({ length: size }, () => drawInputs(sample, random))
  for (const axes of mappings(examples[0] ?? [])) {
    const violation = checkMapping(primitive, sample.params, examples, axes, call)
    if (violation !== null) return `with inputs mapped along [${axes.map(String)}]: ${violation}`
  }
  return null
}

/** By the evaluator that is plugged in, which should be the reference. */
export const batchIsAStack = (primitive: Primitive, sample: Sample<Params>, random: Random): Violation =>
  checkBatches(primitive, sample, random, referenceOutputs)

/** By the lowerings of the operations that the batch consists of. */
export const batchKeepsBits = (primitive: Primitive, sample: Sample<Params>, random: Random): Violation =>
  withEvaluator(loweringEvaluator, () => checkBatches(primitive, sample, random, callLowered))
