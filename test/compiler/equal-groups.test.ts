// Groups that compute the same of other variables have one kernel, and the bits that each has alone.

import { conv2d, jit, random, softmax, type Tensor, toGraph, useDevice, zeros } from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'

beforeAll(() => useDevice('cpu'))

const target = cpuTarget('+avx2', 2)
const kernels = (graph: Graph) => kernelsOf(compileProgram(graph, target).steps)
/** How many kernels there are, and how many of them are others. */
const counts = (graph: Graph): readonly [all: number, distinct: number] => [kernels(graph).length, new Set(kernels(graph)).size]

type Row = Tensor<[2000], 'float32'>
const row = zeros([2000])
const wave = (x: Row, y: Row): Row => x.mul(y.exp()).tanh()

describe('equal groups', () => {
  test('of other operands are one kernel, whose arguments change', () => {
    const f = (a: Row, b: Row, c: Row) => [wave(a, b).sum(), wave(c, a).sum(), wave(b, c).sum()]
    expect(counts(toGraph(f)(row, row, row))).toEqual([3, 1])
  })

  test('that read one thing twice are others than those that read two', () => {
    const f = (a: Row, b: Row) => [wave(a, b).sum(), wave(a, a).sum()]
    expect(counts(toGraph(f)(row, row))).toEqual([2, 2])
  })

  test('of other shapes, dtypes or parameters are others', () => {
    const short = zeros([1999])
    const f = (a: Row, b: Tensor<[1999], 'float32'>, c: Tensor<[2000], 'float64'>) => [a.exp().sum(), b.exp().sum(), c.exp().sum()]
    expect(counts(toGraph(f)(row, short, zeros([2000], 'float64')))).toEqual([3, 3])
    const g = (a: Tensor<[40, 50], 'float32'>) => [a.exp().sum(0), a.exp().sum(1)]
    expect(counts(toGraph(g)(zeros([40, 50])))[1]).toBeGreaterThan(1)
  })

  test('that store more of what they compute are others', () => {
    const f = (a: Row, b: Row) => [a.tanh(), a.tanh().exp(), b.tanh().exp()]
    expect(counts(toGraph(f)(row, row))).toEqual([2, 2])
  })

  test('have the bits that each has alone', () => {
    type Image = Tensor<[4, 32, 16, 16], 'float32'>
    type Window = Tensor<[32, 32, 3, 3], 'float32'>
    const layer = (x: Image, w: Window): Image => softmax(conv2d(x, w, { padding: 1 }).mul(0.1), -1)
    const keys = random.split(random.key(3), 4)
    const [x, y] = keys.slice(0, 2).map(key => random.normal(key, [4, 32, 16, 16])) as [Image, Image]
    const [v, w] = keys.slice(2).map(key => random.normal(key, [32, 32, 3, 3])) as [Window, Window]
    const all = (a: Image, b: Image, c: Window, d: Window) => [layer(a, c), layer(b, d), layer(layer(a, d), c), layer(b, c)]
    const made = kernels(toGraph(all)(x, y, v, w))
    expect(new Set(made).size).toBeLessThan(made.length)
    const alone = jit(layer)
    const expected = [alone(x, v), alone(y, w), alone(alone(x, w), v), alone(y, v)]
    for (const [i, result] of jit(all)(x, y, v, w).entries()) expect(result.dataSync()).toEqual(expected[i]?.dataSync())
  })
})
