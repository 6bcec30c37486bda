// The suites catch what is wrong: layers, optimizers and functions made to break one law each, and how a failure reads.

import fc from 'fast-check'
import { add, availableDevices, currentDevice, ones, type random, type Shape, stopGradient, type Tensor, tensor, tree, zeros } from 'tenet'
import * as laws from 'tenet/laws'
import * as optim from 'tenet/optim'
import { describe, expect, test } from 'vitest'

/** The tests that a suite registers and that fail, with their messages. */
async function failuresOf(suite: (runner: laws.Runner) => void): Promise<ReadonlyMap<string, string>> {
  const tests: (readonly [string, () => void | Promise<void>])[] = []
  suite({ describe: (_, body) => body(), test: (name, body) => tests.push([name, body]) })
  const failures = new Map<string, string>()
  for (const [name, body] of tests)
    try {
      await body()
    } catch (error) {
      failures.set(
        name,
        error instanceof Error ? `${error.message}\n${error.cause instanceof Error ? error.cause.message : ''}` : String(error),
      )
    }
  return failures
}

const check = { seed: 1, numRuns: 3 }

type Weights = { readonly weight: Tensor }

/** `x · weight`, elementwise, with something wrong. */
const scaling = (wrong: Partial<laws.AnyLayer>): laws.LayerLike => {
  const apply = (params: unknown, x: Tensor): Tensor => x.mul((params as Weights).weight)
  const layer: laws.AnyLayer = {
    init: (_key, input) => ({ weight: ones(input) }),
    apply,
    train: (params, x) => [(wrong.apply ?? apply)(params, x), params],
    ...wrong,
  }
  // The suite asks for functions only.
  return layer as laws.LayerLike
}

const layerFailures = async (wrong: Partial<laws.AnyLayer>, options: Partial<laws.LayerOptions> = {}): Promise<readonly string[]> => {
  const failures = await failuresOf(runner => laws.layer(scaling(wrong), { input: fc.constant([2]), check, runner, ...options }))
  return [...failures.keys()]
}

const weightOf = (params: unknown): Tensor => (params as Weights).weight

describe('a layer', () => {
  test('that obeys its laws fails none', async () => {
    expect(await layerFailures({}, { optional: [laws.linear, laws.affine, laws.batchPermutationEquivariant] })).toEqual([])
  })

  test('whose parameters do not come from the key is seen', async () => {
    const init = (_key: random.Key, input: laws.Sizes): Weights => ({
      weight: tensor(Float32Array.from({ length: 2 }, Math.random), input),
    })
    expect(await layerFailures({ init })).toContain('init is deterministic in the key')
  })

  test('whose tree depends on the key is seen', async () => {
    const init = (key: random.Key, input: laws.Sizes) =>
      (key.toArray()[1] ?? 0) % 2 === 0 ? { weight: ones(input) } : { weight: ones(input), bias: ones(input) }
    expect(await layerFailures({ init })).toContain('init is deterministic in the key')
  })

  test('whose parameters or results have other shapes than it declares is seen', async () => {
    expect(await layerFailures({}, { parameters: () => ({ scale: [2] }), output: () => [3] })).toEqual([
      'parameters have the declared tree',
      'apply agrees with its declared shape',
    ])
  })

  test('that remembers is seen', async () => {
    let calls = 0
    const failures = await layerFailures({ apply: (params, x) => x.mul(weightOf(params)).add(calls++) })
    expect(failures).toContain('apply is pure')
    expect(failures).toContain('jit keeps every bit')
  })

  test('that mixes examples is seen', async () => {
    const failures = await layerFailures(
      { apply: (params, x) => x.mul(weightOf(params)).add(x.mul(tensor([1, 0])).sum(0)) },
      { optional: [laws.batchPermutationEquivariant, laws.linear] },
    )
    expect(failures).toEqual(['apply to a batch is the stack of single applications'])
  })

  test('whose derivative is wrong is seen', async () => {
    const failures = await layerFailures({ apply: (params, x) => x.mul(weightOf(params)).mul(stopGradient(x)) })
    expect(failures).toEqual(['derivatives agree with differences, and reverse with forward'])
  })

  test('with a parameter that does nothing is seen, unless it says that no gradient reaches it', async () => {
    const init = (_key: random.Key, input: laws.Sizes) => ({ weight: ones(input), mean: zeros(input) })
    expect(await layerFailures({ init })).toEqual(['no parameter is without gradient'])
    expect(await layerFailures({ init }, { untrained: /^mean$/ })).toEqual([])
  })

  test('whose parameters are not all tensors is seen', async () => {
    const init = (_key: random.Key, input: laws.Sizes) => ({ weight: ones(input), rate: 0.5 })
    expect(await layerFailures({ init })).toEqual(['parameters survive a checkpoint'])
  })

  test('whose training returns other parameters is seen', async () => {
    const train = (params: unknown, x: Tensor) => [x.mul(weightOf(params)), { ...(params as Weights), seen: ones([]) }] as const
    expect(await layerFailures({ train })).toEqual(['train is pure and keeps the tree'])
  })

  test('that lacks an optional law is seen', async () => {
    expect(
      await layerFailures(
        { apply: (params, x) => x.mul(weightOf(params)).add(1) },
        { optional: [laws.linear, laws.affine, laws.positivelyHomogeneous, laws.idempotent] },
      ),
    ).toEqual(['is linear', 'is positively homogeneous', 'is idempotent'])
  })
})

const optimizerFailures = async (wrong: Partial<laws.AnyOptimizer>, options: laws.OptimizerOptions = {}): Promise<readonly string[]> => {
  const sgd = optim.sgd({ learningRate: 0.5, momentum: 0.5 }) as unknown as laws.AnyOptimizer
  const params = fc.record({ weight: laws.tensor({ shape: [2], elements: 'generic' }) })
  const subject = { ...sgd, ...wrong } as laws.OptimizerLike
  return [...(await failuresOf(runner => laws.optimizer(subject, { params, check, runner, ...options }))).keys()]
}

const halved = (gradients: unknown): unknown => tree.map(gradients, (leaf: Tensor) => leaf.mul(-0.5))

describe('an optimizer', () => {
  test('that obeys its laws fails none', async () => expect(await optimizerFailures({})).toEqual([]))

  test('that keeps its state to itself is seen', async () => {
    let steps = 0
    const failures = await optimizerFailures({
      init: () => null,
      update: gradients => [tree.map(gradients, (leaf: Tensor) => leaf.mul(-0.5 / ++steps)), null],
    })
    expect(failures).toContain('update is pure')
    expect(failures).toContain('jit keeps every bit')
    expect(failures).toContain('a resumed run equals the uninterrupted one')
  })

  test('whose state is no tensor is seen', async () => {
    const failures = await optimizerFailures({ init: () => ({ count: 0 }), update: (gradients, state) => [halved(gradients), state] })
    expect(failures).toEqual(['the state survives a checkpoint', 'a resumed run equals the uninterrupted one'])
  })

  test('whose state changes its type is seen', async () => {
    const failures = await optimizerFailures({ init: () => zeros([1]), update: gradients => [halved(gradients), zeros([2])] })
    expect(failures).toContain('updates are like parameters, and states like states')
  })

  test('that moves what has no gradient is seen, unless it says why', async () => {
    const decay: Partial<laws.AnyOptimizer> = {
      init: () => null,
      update: (gradients, _state, params) => [{ weight: add(weightOf(gradients), weightOf(params).mul(-0.5)) }, null],
    }
    expect(await optimizerFailures(decay)).toEqual(['without gradients nothing moves'])
    expect(await optimizerFailures(decay, { movesBecauseOf: 'weight decay' })).toEqual([])
  })
})

test('a function whose transforms go wrong is seen', async () => {
  let calls = 0
  const inputs = fc.tuple(laws.tensor({ shape: [2], elements: 'generic' }))
  const failing = async (f: (x: Tensor<Shape, 'float32'>) => Tensor): Promise<readonly string[]> => [
    ...(await failuresOf(runner => laws.transforms(f, { inputs, check, runner }))).keys(),
  ]
  expect(await failing(x => x.mul(x).sum())).toEqual([])
  expect(await failing(x => x.add(calls++))).toContain('is pure')
  expect(await failing(x => x.mul(stopGradient(x)))).toEqual(['jvp agrees with differences', 'the gradient differentiates again'])
})

test('a failure says what is wrong, the seed that finds it again, and the simplest case', async () => {
  const mixing = scaling({ apply: (params, x) => x.mul(weightOf(params)).add(x.sum(0)) })
  const failures = await failuresOf(runner =>
    laws.layer(mixing, { input: laws.shape({ rank: 1 }), check: { seed: 7, numRuns: 20 }, runner }),
  )
  const message = failures.get('apply to a batch is the stack of single applications') ?? ''
  expect(message).toMatch('seed: 7')
  // One feature, the key of seed 0, multiples of 1/8: nothing simpler fails.
  expect(message).toMatch(/"input":\[1\],"key":\[0 0\] uint32\[2\],"x":\[\[[^"]*\]\] float32\[3,1\]/)
  expect(message).toMatch(/the batch\[0,0\] must be [\d.-]+ to the bit; got/)
})

describe('an operation', () => {
  type Floats = Tensor<Shape, 'float32'>
  const square: laws.OperationOptions = {
    inputs: [{ shape: [2, 3] }],
    result: 'T[2,3]',
    dtypes: ['float16', 'bfloat16', 'float32', 'float64', 'complex64', 'complex128'],
    edges: [
      [[{ shape: [0] }], 'T[0]'],
      [[{ shape: [] }], 'T[]'],
    ],
    derivative: 'smooth',
  }
  const failures = async (f: (x: Floats) => unknown, options: Partial<laws.OperationOptions> = {}): Promise<readonly string[]> => [
    ...(await failuresOf(runner => laws.operation(f, { ...square, check, runner, ...options }))).keys(),
  ]

  test('that obeys its laws fails none', async () => {
    expect(await failures(x => x.exp())).toEqual([])
  })

  test('whose results are of another type than it declares is seen, also where there are no elements', async () => {
    expect(await failures(x => x.exp().sum(0), { edges: [] })).toEqual([
      'results have the declared types at every dtype that it takes, and others are refused',
    ])
    expect(await failures(x => x.exp(), { edges: [[[{ shape: [0] }], 'ShapeError']] })).toEqual(['of float32[0] it gives ShapeError'])
  })

  test('that takes more dtypes than it says, or fewer, is seen', async () => {
    const types = ['results have the declared types at every dtype that it takes, and others are refused']
    expect(await failures(x => x.mul(x))).toEqual(types)
    expect(await failures(x => x.sigmoid())).toEqual([...types, 'obeys the same of complex numbers'])
  })

  test('that remembers is seen', async () => {
    let calls = 0
    expect(await failures(x => x.add(calls++))).toContain('is pure')
  })

  test('that differs on the devices is seen', async () => {
    const wrong = await failures(x => x.mul(currentDevice() === 'cpu' ? 1 + 2 ** -12 : 1))
    expect(wrong.includes('devices agree')).toBe(availableDevices().includes('cpu'))
  })

  test('whose derivative is wrong is seen', async () => {
    expect(await failures(x => x.exp().mul(stopGradient(x)))).toContain('differentiates, forward, in reverse and twice, as differences do')
  })

  test('that can be traced though it is said that it cannot is seen', async () => {
    expect(await failures(x => x.exp(), { untraceable: 'for a test' })).toEqual(['cannot be traced: for a test'])
  })
})
