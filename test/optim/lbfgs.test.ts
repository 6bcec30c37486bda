// L-BFGS against PyTorch's, iteration by iteration; and what it finds.

import { readFileSync } from 'node:fs'
import { jit, linalg, ones, softplus, type Tensor, tensor, zeros } from 'tenet'
import { lbfgs, minimize, type Objective } from 'tenet/optim'
import { describe, expect, test } from 'vitest'

type Values = Readonly<Record<string, readonly number[]>>
const golden: { readonly starts: Readonly<Record<string, Values>>; readonly trajectories: Readonly<Record<string, readonly Values[]>> } =
  JSON.parse(readFileSync(new URL('../golden/optim/lbfgs.json', import.meta.url), 'utf8'))

type Params = Readonly<Record<string, Tensor<[number], 'float64'>>>
const of = (params: Params, name: string): Tensor<[number], 'float64'> => params[name] as Tensor<[number], 'float64'>

/** What make_lbfgs.py states. */
const hashed = (size: number, salt: number): number[] =>
  Array.from({ length: size }, (_, i) => (((40503 * i + 12345 * salt) % 65536) - 32768) / 32768)
const features = tensor(Float64Array.from(hashed(60, 1)), [20, 3], 'float64')
const targets = tensor(
  hashed(20, 2).map(h => (h > 0 ? 1 : 0)),
  'float64',
)

const rosenbrock: Objective<Params> = p => {
  const x = of(p, 'x')
  const [before, after] = [x.slice([0, -1]), x.slice([1])] as [typeof x, typeof x]
  return after.sub(before.square()).square().mul(100).add(before.neg().add(1).square()).sum()
}
const logistic: Objective<Params> = p => {
  const z = features.matmul(of(p, 'w') as Tensor<[3], 'float64'>).add(of(p, 'b') as Tensor<[1], 'float64'>)
  return softplus(z).sub(z.mul(targets)).mean().add(of(p, 'w').square().sum().mul(0.01))
}

const cases = {
  rosenbrock: ['rosenbrock', rosenbrock, lbfgs()],
  'rosenbrock of short memory': ['rosenbrock', rosenbrock, lbfgs({ historySize: 2, learningRate: 0.5 })],
  logistic: ['logistic', logistic, lbfgs()],
  'logistic without a search': ['logistic', logistic, lbfgs({ lineSearch: 'none', learningRate: 0.5 })],
} as const

test('every golden trajectory is compared', () => {
  expect(Object.keys(cases)).toEqual(Object.keys(golden.trajectories))
})

describe.each(Object.entries(cases))('%s', (name, [start, f, minimizer]) => {
  test('is as PyTorch has it', () => {
    const initial = Object.entries(golden.starts[start] ?? {}).map(([key, values]) => [key, tensor([...values], 'float64')] as const)
    let params: Params = Object.fromEntries(initial)
    let state = minimizer.init(f, params)
    const step = jit((p: Params, s: typeof state) => minimizer.step(f, p, s))
    for (const [t, wanted] of (golden.trajectories[name] ?? []).entries()) {
      ;[params, state] = step(params, state)
      // The curvature of a valley amplifies roundings from step to step, about tenfold each on the way.
      for (const [key, values] of Object.entries(wanted))
        for (const [i, value] of values.entries())
          expect(Math.abs((of(params, key).toArray()[i] ?? Number.NaN) - value), `step ${t}`).toBeLessThan(1e-8)
    }
  })
})

describe('minimize', () => {
  test('solves linear equations', () => {
    const a = tensor(
      [
        [4, 1, 0],
        [1, 3, 1],
        [0, 1, 2],
      ],
      'float64',
    )
    const b = tensor([1, 2, 3], 'float64')
    const quadratic = (x: Tensor<[3], 'float64'>) => x.mul(a.matmul(x)).sum().mul(0.5).sub(x.mul(b).sum())
    const [x, state] = jit((from: Tensor<[3], 'float64'>) => minimize(quadratic, from, lbfgs({ historySize: 5, toleranceChange: 0 })))(
      zeros([3], 'float64'),
    )
    expect(state.converged.item()).toBe(true)
    // Until the gradient is below 1e-7.
    expect(x.sub(linalg.solve(a, b)).abs().max().item()).toBeLessThan(1e-7)
  })

  test('finds the end of the valley, in a tree with other leaves', () => {
    const start = { x: tensor([-1.2, 1], 'float64'), steps: tensor([7], 'int32'), running_mean: ones([2]) }
    const [found, state] = minimize((p: typeof start) => rosenbrock({ x: p.x }), start, lbfgs({ toleranceChange: 0 }), { steps: 200 })
    expect(found.x.sub(1).abs().max().item()).toBeLessThan(1e-5)
    expect(state.value.item()).toBeLessThan(1e-10)
    expect(found.steps.toArray()).toEqual([7])
  })

  test('rests where there is nothing to gain', () => {
    const [x, state] = minimize((v: Tensor<[2], 'float32'>) => v.square().sum(), zeros([2]), lbfgs())
    expect(x.toArray()).toEqual([0, 0])
    expect(state.count.item()).toBe(0)
  })
})

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['a misspelt option', () => lbfgs({ history: 3 } as never), "lbfgs: there is no option 'history'"],
    ['no history', () => lbfgs({ historySize: 0 }), 'lbfgs: historySize must be an integer of at least 1; got 0'],
    ['another search', () => lbfgs({ lineSearch: 'wolfe' as never }), "lbfgs: lineSearch must be 'strongWolfe' or 'none'; got 'wolfe'"],
    [
      'nothing to move',
      () => lbfgs().init(() => tensor(0), { a: tensor([1], 'int32') }),
      'lbfgs: expected parameters; got a tree without float tensors',
    ],
  ])('%s', (_what, make, message) => expect(make).toThrow(message))
})
