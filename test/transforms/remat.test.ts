// remat: the same values and derivatives, bit for bit, in every nesting; what is computed again and what is kept, counted in the graph after
// all passes and in the memory plan.

import {
  checkpointName,
  checkpointPolicies,
  grad,
  hessian,
  jit,
  jvp,
  remat,
  type Shape,
  type Tensor,
  tensor,
  toGraph,
  valueAndGrad,
  vmap,
} from 'tenet'
import { describe, expect, it } from 'vitest'
import { runPasses } from '../../src/compiler/passes/index.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import { messageOf } from '../ops/setup.js'
import { distance, onEachDevice, plain, roundingTolerance, wave } from './public.js'

type F64<S extends Shape> = Tensor<S, 'float64'>
type Vector = F64<[3]>

const w = wave([3, 3], 2)
const layer = (x: Vector): Vector => checkpointName(x.matmul(w), 'product').tanh().exp().sin() as Vector
/** Three layers, each under the same transform. */
const network =
  (wrap: (f: typeof layer) => typeof layer) =>
  (x: Vector): F64<[]> =>
    wrap(layer)(wrap(layer)(wrap(layer)(x))).sum()
const same = (f: typeof layer): typeof layer => f

const policies = {
  nothingSaveable: checkpointPolicies.nothingSaveable,
  everythingSaveable: checkpointPolicies.everythingSaveable,
  dotsSaveable: checkpointPolicies.dotsSaveable,
  saveOnlyTheseNames: checkpointPolicies.saveOnlyTheseNames('product'),
}

/** How often an operation is left after all passes. */
const count = (graph: Graph, name: string): number =>
  runPasses(graph, { check: true }).equations.filter(({ primitive }) => primitive.name === name).length

onEachDevice(() => {
  const x = wave([3], 1)
  const batch = wave([4, 3], 3)

  describe.each(Object.entries(policies))('with %s', (_, policy) => {
    const kept = network(f => remat(f, { policy }))
    const whole = network(same)

    it.each([
      ['values', (f: typeof whole) => f(x)],
      ['grad', (f: typeof whole) => grad(f)(x)],
      ['jit(grad)', (f: typeof whole) => jit(valueAndGrad(f))(x)],
      ['grad(jit)', (f: typeof whole) => grad(jit(f))(x)],
      ['vmap(grad)', (f: typeof whole) => vmap(grad(f))(batch)],
      ['grad of a vmap', (f: typeof whole) => grad((xs: F64<[4, 3]>) => vmap(f)(xs).sum() as F64<[]>)(batch)],
      ['jvp', (f: typeof whole) => jvp(f, [x], [wave([3], 4)])],
      ['hessian', (f: typeof whole) => hessian(f)(x)],
      ['jit(vmap(hessian))', (f: typeof whole) => jit(vmap(hessian(f)))(batch)],
    ])('%s, bit for bit', (_name, run) => {
      expect(plain(run(kept))).toEqual(plain(run(whole)))
    })

    it('grad(grad), but for the order in which contributions to one value are added', () => {
      const twice = (f: typeof whole) => plain(grad((v: Vector) => grad(f)(v).square().sum())(x))
      expect(distance(twice(kept), twice(whole))).toBeLessThan(roundingTolerance)
    })
  })

  it('remat(grad): a gradient is computed again for the derivative of what it is used in', () => {
    const whole = network(same)
    const again = remat(grad(whole))
    expect(plain(again(x))).toEqual(plain(grad(whole)(x)))
    expect(plain(jit(vmap(again))(batch))).toEqual(plain(vmap(grad(whole))(batch)))
    const penalty = (gradient: typeof again) => plain(grad((v: Vector) => gradient(v).square().sum())(x))
    expect(distance(penalty(again), penalty(grad(whole)))).toBeLessThan(roundingTolerance)
  })

  it('nested', () => {
    const twice = (f: typeof layer): typeof layer => remat(v => remat(f)(remat(f)(v)))
    const f = network(twice)
    const g = network(h => v => h(h(v)))
    expect(plain(grad(f)(x))).toEqual(plain(grad(g)(x)))
    expect(plain(jit(grad(f))(x))).toEqual(plain(grad(g)(x)))
  })

  it('over trees, static values and closed-over tensors', () => {
    const c = wave([3], 5)
    const f = (p: { readonly a: Vector }, power: number): F64<[]> =>
      remat((q: typeof p, k: number) => q.a.pow(k).mul(c).exp().sum())(p, power)
    const g = (p: { readonly a: Vector }, power: number): F64<[]> => p.a.pow(power).mul(c).exp().sum()
    expect(plain(grad(f)({ a: x }, 3))).toEqual(plain(grad(g)({ a: x }, 3)))
    const closing = (k: Vector): F64<[]> => remat((v: Vector) => v.mul(k).sin().sum())(x)
    expect(plain(grad(closing)(c))).toEqual(plain(grad((k: Vector) => x.mul(k).sin().sum())(c)))
  })
})

describe('what is computed again', () => {
  const x = wave([3], 1)
  const graphOf = (policy?: keyof typeof policies) =>
    toGraph(grad(network(policy === undefined ? same : f => remat(f, { policy: policies[policy] }))))(x)

  it.each([
    // Products: three on the way forward and three back. Where they are computed again, three more, but for the last layer, whose
    // value nobody asked for.
    [undefined, { dot: 6, tanh: 3, exp: 3 }],
    ['everythingSaveable', { dot: 6, tanh: 3, exp: 3 }],
    ['nothingSaveable', { dot: 8, tanh: 5, exp: 5 }],
    ['dotsSaveable', { dot: 6, tanh: 5, exp: 5 }],
    ['saveOnlyTheseNames', { dot: 6, tanh: 5, exp: 5 }],
  ] as const)('%s', (policy, expected) => {
    const graph = graphOf(policy)
    expect({ dot: count(graph, 'dot'), tanh: count(graph, 'tanh'), exp: count(graph, 'exp') }).toEqual(expected)
  })

  it('without a derivative nothing is', () => {
    const graph = toGraph(network(remat))(x)
    const bare = toGraph(network(same))(x)
    expect(runPasses(graph).equations.map(({ primitive }) => primitive.name)).toEqual(
      runPasses(bare).equations.map(({ primitive }) => primitive.name),
    )
  })

  it('the memory of a derivative grows with the square root of the depth', () => {
    type Wide = Tensor<[64, 64], 'float32'>
    const weight = tensor(
      Float32Array.from({ length: 4096 }, (_, i) => Math.sin(i)),
      [64, 64],
    ) as unknown as Wide
    const deep =
      (depth: number, group: number) =>
      (v: Wide): Tensor<[], 'float32'> => {
        const few = (u: Wide): Wide => {
          let h = u
          for (let i = 0; i < group; i++) h = h.matmul(weight).tanh()
          return h
        }
        let h = v
        for (let i = 0; i < depth; i += group) h = group === 1 ? few(h) : remat(few)(h)
        return h.sum()
      }
    const arena = (depth: number, group: number): number =>
      compileProgram(runPasses(toGraph(grad(deep(depth, group)))(weight)), cpuTarget('', 1)).memory.arenaBytes / (4 * 4096)
    // All 64 values of the layers, against 8 inputs of groups and what one group of 8 needs.
    expect(arena(64, 1)).toBeGreaterThan(60)
    expect(arena(64, 8)).toBeLessThan(24)
    expect(arena(16, 4)).toBeLessThan(14)
  })
})

describe('remat refuses', () => {
  it('what is no policy, async functions, names that are no strings', () => {
    expect(messageOf(() => remat((v: Vector) => v, { policy: 'dots' as never }))).toBe(
      "ArgumentError: remat: policy must be one of checkpointPolicies; got 'dots'",
    )
    expect(messageOf(() => remat((v: Vector) => v, { policy: (() => true) as never }))).toBe(
      'ArgumentError: remat: policy must be one of checkpointPolicies; got a function',
    )
    expect(messageOf(() => remat(async (v: Vector) => v)(wave([3], 1)))).toMatch('ArgumentError: remat: the function must not be async')
    expect(messageOf(() => checkpointName(wave([3], 1), 3 as never))).toBe(
      'ArgumentError: checkpointName: the name must be a string; got number',
    )
    expect(messageOf(() => checkpointPolicies.saveOnlyTheseNames('a', 3 as never))).toBe(
      'ArgumentError: saveOnlyTheseNames: names must be strings; got number',
    )
  })
})
