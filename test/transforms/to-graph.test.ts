// toGraph and evalShape: what a function traces to and what it returns, without computing anything.

import { customJvp, debug, evalShape, grad, jit, type Shape, type Tensor, tensor, toGraph, vmap, zeros } from 'tenet'
import { describe, expect, it } from 'vitest'
import { checkGraph } from '../../src/core/checker.js'
import { graphKey } from '../../src/core/graph.js'
import { printGraph } from '../../src/core/printer.js'
import { messageOf } from '../ops/setup.js'

type F64<S extends Shape> = Tensor<S, 'float64'>
const x = zeros([3], 'float64')
const names = (graph: ReturnType<ReturnType<typeof toGraph>>): readonly string[] => graph.equations.map(({ primitive }) => primitive.name)

describe('toGraph', () => {
  it('has the arguments first, what the function closes over last, and an equation for each operation', () => {
    const c = tensor([1, 2, 3], 'float64')
    const graph = toGraph((p: { readonly a: F64<[3]>; readonly n: number }, b: F64<[3]>) => p.a.add(c).mul(b))({ a: x, n: 3 }, x)
    checkGraph(graph, 'toGraph')
    expect(graph.inputs.map(({ type }) => type.shape)).toEqual([[3], [3], [3]])
    expect(names(graph)).toEqual(['add', 'mul'])
    expect(graph.equations[0]?.inputs[1]).toBe(graph.inputs[2])
  })

  it('leaves out what no result needs, but not what happens', () => {
    const graph = toGraph((v: F64<[3]>) => {
      v.exp()
      debug.print('{}', v)
      return v.sin()
    })(x)
    expect(names(graph)).toEqual(['callback', 'sin'])
    expect(printGraph(graph)).toMatch('= callback[effect=<')
  })

  it('sees through jit, and what other transforms make', () => {
    expect(names(toGraph(jit((v: F64<[3]>) => v.sin()))(x))).toEqual(['sin'])
    expect(names(toGraph(vmap((v: F64<[]>) => v.sin()))(x))).toEqual(['sin'])
    expect(names(toGraph(grad((v: F64<[3]>) => v.sin().sum()))(x))).toContain('cos')
  })

  it('shows rules by their names, which tell no programs apart', () => {
    const withRule = (factor: number) =>
      customJvp(
        (v: F64<[3]>) => v.sin(),
        function scaled([v], [dv]) {
          return [v.sin(), dv.mul(factor)]
        },
      )
    const [a, b] = [toGraph(withRule(2))(x), toGraph(withRule(3))(x)]
    expect(printGraph(a)).toMatch('rule=<scaled>')
    expect(graphKey(a)).toBe(graphKey(b))
  })

  it('refuses to read and to wait', () => {
    expect(messageOf(() => toGraph((v: F64<[3]>) => v.toArray())(x))).toMatch(
      'TraceError: toArray: float64[3] is a traced value inside toGraph',
    )
    expect(messageOf(() => toGraph(async (v: F64<[3]>) => v)(x))).toMatch('ArgumentError: toGraph: the function must not be async')
  })
})

describe('evalShape', () => {
  it('is a tree like the result', () => {
    const shapes = evalShape((v: F64<[3]>, k: number) => ({ sum: v.sum(), rows: [v.expandDims(0)] as const, k, name: 'n' }))(x, 2)
    expect(shapes).toEqual({
      sum: { shape: [], dtype: 'float64' },
      rows: [{ shape: [1, 3], dtype: 'float64' }],
      k: 2,
      name: 'n',
    })
  })

  it('computes nothing, however large', () => {
    const huge = evalShape(() => zeros([1_000_000, 1_000_000]).add(1).sum(0))()
    expect([huge.shape, huge.dtype]).toEqual([[1_000_000], 'float32'])
  })

  it('says what is wrong as running it would', () => {
    expect(messageOf(() => evalShape((v: F64<[3]>) => v.add(zeros([4], 'float64') as never))(x))).toBe(
      'ShapeError: add: shapes must broadcast; got float64[3] and float64[4]',
    )
    expect(messageOf(() => evalShape(async (v: F64<[3]>) => v)(x))).toMatch('ArgumentError: evalShape: the function must not be async')
  })
})
