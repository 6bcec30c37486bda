// Kernels that do not wait for each other are stages; what one of them stores, no other of the stage touches, and everything runs after what it needs.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileProgram, type Program } from '../../src/compiler/program/compile-program.js'
import { describeProgram } from '../../src/compiler/program/describe-program.js'
import { storedBuffers } from '../../src/compiler/program/rows.js'
import { allSteps, type KernelStep, kernelsIn } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Tensor } from '../../src/core/tensor.js'
import { grad, jit, ones, relu, scan, toGraph, tree, zeros } from '../../src/index.js'
import * as optim from '../../src/optim/index.js'
import { exp, reduceSum } from '../../src/primitives/index.js'
import { graphOf } from './random-graphs.js'
import { recipe } from './random-recipes.js'
import { graphOf as graphOfTensors } from './schedule-cases.js'

const target = cpuTarget('+avx2', 2)

const storedBy = ({ kernel, args }: KernelStep<number>): readonly number[] =>
  [...storedBuffers(kernel.body)].map(buffer => args[buffer] ?? Number.NaN)

/** Which memory each slot is: an output that a donated input's place was given to is that input. */
function placesOf(program: Program): (slot: number) => number {
  const first = program.inputs.length
  const places = new Map(
    program.donations.flatMap(({ input, output }) =>
      output === null ? [] : [[first + program.stored.indexOf(output), program.inputs.indexOf(input)] as const],
    ),
  )
  return slot => places.get(slot) ?? slot
}

function checkStages(program: Program): void {
  const place = placesOf(program)
  for (const step of allSteps(program.steps)) {
    const kernels = kernelsIn(step)
    for (const one of kernels) {
      const stored = new Set(storedBy(one).map(place))
      for (const other of kernels)
        if (other !== one)
          expect(other.args.filter(slot => stored.has(place(slot))).map(slot => [one.kernel.name, other.kernel.name, slot])).toEqual([])
    }
  }
}

/** The names of the kernels, stage by stage. */
const outline = (program: Program): readonly string[] =>
  allSteps(program.steps).flatMap(step => {
    const names = kernelsIn(step).map(({ kernel }) => kernel.name.replace(/^k[\d.]*_/, ''))
    return names.length === 0 ? [] : [names.join(' | ')]
  })

describe('stages', () => {
  test('no kernel of one touches what another stores, whatever is donated', () => {
    fc.assert(
      fc.property(recipe(24), fc.array(fc.nat({ max: 5 }), { maxLength: 4 }), (made, donated) => {
        const graph = graphOf(made)
        const given = [...new Set(donated)].filter(i => i < graph.inputs.length)
        checkStages(compileProgram(graph, target, given))
      }),
      { numRuns: 60 },
    )
  })

  test('what does not depend on each other is one; what does is not', () => {
    const program = compileProgram(
      graphOfTensors(
        [
          [40, 50],
          [50, 30],
          [20, 50],
        ],
        (a, b = a, c = a) => {
          const d = a.matmul(b as Tensor<[50, 30]>)
          return [d, c.matmul(b as Tensor<[50, 30]>), d.matmul((b as Tensor<[50, 30]>).T)]
        },
      ),
      target,
    )
    expect(outline(program)).toEqual(['dot | dot', 'dot'])
    expect(describeProgram(program)).toMatch(/ {2}at once\n {4}k0_dot .*\n {4}k1_dot .*\n {2}k2_dot /)
  })

  test('the updates of a whole tree are one stage, in place', () => {
    const params = { a: ones([30, 40]), b: { c: ones([7]), d: ones([5, 6, 7]) }, e: ones([2]) }
    const optimizer = optim.sgd({ learningRate: 0.1, momentum: 0.9 })
    const step = (p: typeof params, s: ReturnType<typeof optimizer.init>, g: typeof params) => {
      const [updates, next] = optimizer.update(g, s, p)
      return [optim.applyUpdates(p, updates), next] as const
    }
    const graph = toGraph(step)(params, optimizer.init(params), params)
    const leaves = tree.leaves([params, optimizer.init(params)]).length
    const program = compileProgram(
      graph,
      target,
      Array.from({ length: leaves }, (_, i) => i),
    )
    checkStages(program)
    expect(outline(program)).toHaveLength(1)
    expect(program.donations.filter(({ output }) => output !== null).length).toBeGreaterThanOrEqual(8)
  })

  test('a parameter is not replaced while another kernel of the stage reads it', () => {
    type Matrix = Tensor<[24, 24], 'float32'>
    const graph = graphOfTensors(
      [
        [24, 24],
        [24, 24],
      ],
      (p, x = p) => [(p as Matrix).sub((x as Matrix).mul(2)), (p as Matrix).matmul(x as Matrix)],
    )
    const program = compileProgram(graph, target, [0])
    checkStages(program)
    expect(program.donations).toHaveLength(1)
    expect(outline(program)).toEqual(['dot', 'sub'])
  })

  test('large arrays stay apart: to have them all at once takes memory', () => {
    const large = graphOfTensors(
      [
        [2048, 2048],
        [2048, 2048],
      ],
      (a, b = a) => [exp(a), reduceSum(exp(b), [0, 1])],
    )
    expect(outline(compileProgram(large, target)).length).toBeGreaterThan(1)
  })

  test('bodies of loops have stages, too', () => {
    const graph = toGraph((h: Tensor<[8, 8], 'float32'>, w: Tensor<[8, 8], 'float32'>) =>
      scan((c: typeof h, _: null) => [c.matmul(w).tanh(), c.T.matmul(w)] as const, h, null, { length: 4 }),
    )(zeros([8, 8]), zeros([8, 8]))
    const program = compileProgram(graph, target)
    checkStages(program)
    expect(allSteps(program.steps).filter(step => step.op === 'stage')).not.toEqual([])
  })

  test('a donated step of training gives what one gives that keeps its inputs', () => {
    const params = { w: ones([20, 30]).mul(0.1), v: ones([30, 4]).mul(0.2) }
    const x = ones([16, 20])
    const f = (p: typeof params) => {
      const g = grad((q: typeof params) => relu(x.matmul(q.w)).matmul(q.v).square().sum())(p)
      return { w: p.w.sub(g.w.mul(1e-3)), v: p.v.sub(g.v.mul(1e-3)) }
    }
    const [kept, given] = [jit(f), jit(f, { donate: [0] })]
    let [p, q] = [params, { w: ones([20, 30]).mul(0.1), v: ones([30, 4]).mul(0.2) }]
    for (let i = 0; i < 3; i++) [p, q] = [kept(p), given(q)]
    expect([q.w.toArray(), q.v.toArray()]).toEqual([p.w.toArray(), p.v.toArray()])
  })
})
