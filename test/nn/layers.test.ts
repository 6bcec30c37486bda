// Each layer against PyTorch's in float64, applied and training, with gradients and statistics, for parameters and inputs that are hashes of their
// index; and losses.

import { readFileSync } from 'node:fs'
import { random, type Tensor, tensor, tree, vjp } from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { type LayerRules, rulesOf } from '../../src/nn/layer/layer.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import { layers } from './golden-layers.js'

type Leaves = Readonly<Record<string, readonly number[]>>

interface Result {
  readonly shape: Dims
  readonly output: readonly number[]
  /** By the names of parameters, and `input`. */
  readonly gradients: Leaves
  readonly statistics?: Leaves
  /** Parameters that training changes. */
  readonly changed?: Leaves
}

interface Golden {
  readonly input: Dims
  /** For inputs that are indices: what they are below. */
  readonly below?: number
  readonly parameters: readonly string[]
  readonly statistics?: readonly string[]
  readonly apply: Result
  readonly train?: Result
}

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../golden/layers/${name}.json`, import.meta.url), 'utf8'))
const golden = read('layers') as Readonly<Record<string, Golden>>

/** What make.py states. */
const hash = (i: number, salt: number): number => (((40503 * i + 12345 * salt) % 65536) - 32768) / 32768
const filled = (shape: Dims, f: (i: number) => number): Tensor =>
  tensor(
    Float64Array.from({ length: sizeOf(shape) }, (_, i) => f(i)),
    shape,
    'float64',
  )
const hashed = (shape: Dims, salt: number, scale = 1): Tensor => filled(shape, i => hash(i, salt) * scale)
const indices = (shape: Dims, below: number): Tensor =>
  tensor(
    Int32Array.from({ length: sizeOf(shape) }, (_, i) => ((40503 * i + 111105) % 65536) % below),
    shape,
    'int32',
  )

/** Hashed parameters and statistics in the place of the layer's own, by PyTorch's order. */
function hashedParams(layer: LayerRules, { input, parameters, statistics = [] }: Golden): unknown {
  const own = layer.init(random.key(0), input.slice(1))
  expect([...tree.paths(own)].sort()).toEqual([...parameters, ...statistics].sort())
  return tree.map(own, ({ shape, dtype }: Tensor, path: string) => {
    if (!nn.isStatistic(path)) return hashed(shape, parameters.indexOf(path))
    const salt = 30 + statistics.indexOf(path)
    if (dtype === 'int64') return tensor(3n, 'int64')
    return filled(shape, i => hash(i, salt) + (path.endsWith('var') ? 1.5 : 0))
  })
}

/** The golden values have nine digits; some of PyTorch's derivatives (hardsigmoid's, celu's) have a factor that is kept in float32, to 6e-8. */
function expectClose(name: string, got: Tensor | undefined, expected: readonly number[] | undefined): void {
  const values = [...(got?.dataSync() ?? [])].map(Number)
  expect(values.length, name).toBe(expected?.length)
  for (const [i, value] of values.entries()) {
    const wanted = expected?.[i] ?? Number.NaN
    expect(Math.abs(value - wanted), `${name}[${i}]: ${value}, expected ${wanted}`).toBeLessThan(6e-8 * (1 + Math.abs(wanted)))
  }
}

const byPath = (of: unknown): ReadonlyMap<string, Tensor> => {
  const leaves = tree.leaves(of)
  return new Map(tree.paths(of).map((path, i) => [path, leaves[i] as Tensor]))
}

/** Layers that draw numbers in training; test/nn/dropout.test.ts looks at those. */
const drawing = new Set(['dropout', 'rrelu'])

test('every golden layer is compared', () => {
  expect(Object.keys(layers)).toEqual(Object.keys(golden))
})

describe.each(Object.entries(layers))('%s', (name, layer) => {
  const known = golden[name]
  if (known === undefined) throw new Error(`there is no golden ${name}`)
  const rules = rulesOf('test', layer)
  const params = hashedParams(rules, known)
  const x = known.below === undefined ? hashed(known.input, 9) : indices(known.input, known.below)

  function compare(f: (params: unknown, x: Tensor) => Tensor, { shape, output, gradients }: Result): void {
    const y = f(params, x)
    expect(y.shape).toEqual(shape)
    expect(y.dtype).toBe('float64')
    expectClose('output', y, output)
    const floats = known?.below === undefined
    const [, pullback] = floats ? vjp(f, params, x) : vjp((p: unknown) => f(p, x), params)
    const [ofParams, ofInput] = pullback(hashed(shape, 17)) as readonly [unknown, Tensor?]
    if (floats) expectClose('the gradient of the input', ofInput, gradients.input)
    const got = byPath(ofParams)
    for (const path of known?.parameters ?? [])
      expectClose(`the gradient of ${path}`, got.get(path), gradients[path] ?? [...(got.get(path)?.dataSync() ?? [])].map(() => 0))
    for (const path of known?.statistics ?? []) expect([...(got.get(path)?.dataSync() ?? [])].every(g => Number(g) === 0)).toBe(true)
  }

  test('gives what PyTorch gives, and its gradients', () => compare(rules.apply, known.apply))

  const key = random.key(1)
  if (known.train === undefined && !drawing.has(name))
    test('trains as it is applied', () => {
      const [trained, refreshed] = rules.train(params, x, key)
      expect(trained.dataSync()).toEqual(rules.apply(params, x).dataSync())
      expect(refreshed).toEqual(params)
    })
  if (known.train !== undefined) {
    const { train } = known
    test('trains as PyTorch trains', () => {
      compare((p, z) => rules.train(p, z, key)[0], train)
      const refreshed = byPath(rules.train(params, x, key)[1])
      expect([...refreshed.keys()]).toEqual([...tree.paths(params)])
      for (const [path, values] of Object.entries({ ...train.statistics, ...train.changed })) expectClose(path, refreshed.get(path), values)
    })
  }
})
