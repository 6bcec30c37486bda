// Networks against PyTorch's and torchvision's: logits and gradients of small ones, names, shapes and logits of the large one.

import { readFileSync } from 'node:fs'
import { arange, isTensor, jit, random, type Tensor, tensor, tree } from 'tenet'
import * as models from 'tenet/models'
import { describe, expect, test } from 'vitest'
import { sizeOf } from '../../src/support/shape.js'
import { flatten, paths, unflatten } from '../../src/support/tree.js'
import { expectClose, gradientsOf, hashed, namedLeaves } from '../nn/hashed.js'

type Numbers = readonly number[]
interface Golden {
  readonly tokens: number[][]
  readonly lengths: number[]
  readonly models: Readonly<
    Record<string, { readonly names: readonly string[]; readonly logits: Numbers; readonly gradients: Readonly<Record<string, Numbers>> }>
  >
  readonly vitB16: { readonly shapes: Readonly<Record<string, Numbers>>; readonly logits: Numbers }
}
const golden: Golden = JSON.parse(readFileSync(new URL('../golden/models/models.json', import.meta.url), 'utf8'))

/** A hundred roundings of float64, and what is written with 11 digits. */
const bound = 1e-9
const tokens = tensor(golden.tokens, 'int32')
const lengths = tensor(golden.lengths, 'int32')
const image = hashed([2, 3, 8, 8], 91)

type Floats = Tensor<readonly number[], 'float32'>

interface AnyModel {
  init(key: random.Key): unknown
  apply(params: unknown, ...inputs: readonly unknown[]): Tensor
}
const sequence = { vocabulary: 7, features: 3, hiddenSize: 2 } as const
const subjects: Readonly<Record<string, readonly [unknown, readonly unknown[]]>> = {
  gpt: [models.gpt({ vocabulary: 7, context: 6, features: 4, numLayers: 2, numHeads: 2 }), [tokens]],
  textClassifier: [models.textClassifier({ ...sequence, classes: 2 }), [tokens, lengths]],
  'textClassifier, gru, two layers, one way': [
    models.textClassifier({ ...sequence, classes: 3, cell: 'gru', numLayers: 2, bidirectional: false }),
    [tokens, lengths],
  ],
  tagger: [models.tagger({ ...sequence, classes: 3, cell: 'rnn', numLayers: 2 }), [tokens, lengths]],
  vit: [models.vit({ imageSize: 8, patchSize: 4, numLayers: 2, numHeads: 2, hiddenDim: 4, mlpDim: 6, classes: 3 }), [image]],
}

test('every golden network is compared', () => expect(Object.keys(subjects)).toEqual(Object.keys(golden.models)))

describe.each(Object.entries(subjects))('%s', (name, [subject, inputs]) => {
  const model = subject as AnyModel
  const { names = [], logits, gradients = {} } = golden.models[name] ?? {}

  test('names, logits and gradients', () => {
    const { leaves, structure } = flatten(model.init(random.key(0)), isTensor)
    const own = paths(structure)
    expect([...own].sort()).toEqual([...names].sort())
    const params = unflatten(
      structure,
      leaves.map(({ shape }, i) => hashed(shape, names.indexOf(own[i] ?? ''))),
    )
    expectClose('logits', model.apply(params, ...inputs), logits, bound)
    const loss = (p: unknown): Tensor => {
      const y = model.apply(p, ...inputs)
      return y.mul(hashed(y.shape, 90)).sum()
    }
    const found = namedLeaves(gradientsOf(loss, [params])[0])
    for (const [path, values] of Object.entries(gradients)) expectClose(path, found[path], values, bound)
  })
})

describe('vitB16', () => {
  const model = models.vitB16()

  test("has torchvision's names and shapes", () => {
    const own = Object.fromEntries(Object.entries(namedLeaves(model.init(random.key(0)))).map(([name, { shape }]) => [name, [...shape]]))
    expect(Object.keys(own).sort()).toEqual(Object.keys(golden.vitB16.shapes).sort())
    for (const [name, shape] of Object.entries(golden.vitB16.shapes)) expect([name, own[name]]).toEqual([name, shape])
    expect(Object.values(own).reduce((sum, shape) => sum + sizeOf(shape), 0)).toBe(86_567_656)
  })

  test('has its logits', () => {
    /** Hashes of float32, computed where they are needed: products wrap at 2³², of which 2¹⁶ is a divisor. */
    const hashes = (shape: Numbers, salt: number): Floats => {
      const i = arange(sizeOf(shape as number[]), 'uint32')
      const whole = i
        .mul(40503)
        .add((12345 * salt) % 65536)
        .remainder(65536)
      return whole
        .cast('float32')
        .sub(32768)
        .div(65536)
        .reshape(shape as number[]) as Floats
    }
    // What make.py states.
    const rule = (name: string, shape: Numbers, salt: number): Floats => {
      const h = hashes(shape, salt)
      if (name.includes('ln') && name.endsWith('weight')) return h.add(1)
      const isMap = shape.length === 2 || name === 'conv_proj.weight'
      return isMap ? h.mul(2 / Math.sqrt(sizeOf(shape as number[]) / (shape[0] ?? 1))) : h.div(10)
    }
    const order = Object.keys(golden.vitB16.shapes).sort()
    const { leaves, structure } = flatten(model.init(random.key(0)), isTensor)
    const own = paths(structure)
    const params = unflatten(
      structure,
      leaves.map(({ shape }, i) => rule(own[i] ?? '', shape, order.indexOf(own[i] ?? ''))),
    ) as ReturnType<typeof model.init>
    for (const leaf of tree.leaves(params)) leaf.dataSync()
    const image = hashes([1, 3, 224, 224], 91).mul(4) as Tensor<[1, 3, 224, 224], 'float32'>
    const logits = jit((p: typeof params, x: typeof image) => model.apply(p, x))(params, image)
    // Within 1e-4 of the largest, as sums of thousands of float32 products in two orders are.
    const largest = Math.max(...golden.vitB16.logits.map(Math.abs))
    expectClose(
      'logits',
      (logits as Tensor<readonly number[], 'float32'>).div(largest),
      golden.vitB16.logits.map(v => v / largest),
      1e-4,
    )
  })
})
