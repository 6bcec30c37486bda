// Operations that are a graph, effects and opaque parameters, as core sees them.

import { cond, debug, remat, scan, type Tensor, tensor, toGraph, useDevice, zeros } from 'tenet'
import { beforeAll, describe, expect, it } from 'vitest'
import { inlineCalls } from '../../src/core/calls.js'
import { checkGraph } from '../../src/core/checker.js'
import { doesSomething, silent, withoutEffects } from '../../src/core/effects.js'
import { type Graph, graphKey, showParam, subgraph } from '../../src/core/graph.js'
import { isOpaque, opaque } from '../../src/core/opaque.js'
import { printGraph } from '../../src/core/printer.js'

beforeAll(() => useDevice('reference'))

const names = ({ equations }: Graph): readonly string[] => equations.map(({ primitive }) => primitive.name)
const x = zeros([3])

describe('calls', () => {
  const twice = remat((v: Tensor<[3], 'float32'>) => v.sin().exp())

  it('are put in place, nested and repeated, in the graphs of loops too', () => {
    const outer = remat((v: Tensor<[3], 'float32'>) => twice(twice(v)))
    const graph = toGraph((v: Tensor<[3], 'float32'>) =>
      outer(v).add(scan((c: Tensor<[3], 'float32'>) => [twice(c), null], v, null, { length: 2 })[0]),
    )(x)
    const flat = inlineCalls(graph)
    checkGraph(flat, 'inline')
    expect(names(flat)).toEqual(['sin', 'exp', 'sin', 'exp', 'scan', 'add'])
    expect(printGraph(flat)).not.toMatch('remat')
  })

  it('that hand their inputs on', () => {
    const graph = toGraph((v: Tensor<[3], 'float32'>) => remat((a: typeof v, b: typeof v) => [b, a] as const)(v, v.sin()))(x)
    const flat = inlineCalls(graph)
    expect(names(flat)).toEqual(['sin'])
    expect(flat.outputs[1]).toBe(flat.inputs[0])
  })

  it('a graph without them is itself', () => {
    const graph = toGraph((v: Tensor<[3], 'float32'>) => v.sin())(x)
    expect(inlineCalls(graph)).toBe(graph)
  })
})

describe('effects', () => {
  it('are taken out, and what they see is handed out', () => {
    const f = (v: Tensor<[3], 'float32'>) => {
      debug.callback(() => null, v.sin(), v)
      return scan(
        (c: Tensor<[3], 'float32'>) => {
          debug.callback(() => null, c)
          return [c.exp(), null]
        },
        v,
        null,
        { length: 5 },
      )[0]
    }
    const graph = toGraph(f)(x)
    const { graph: pure, steps } = withoutEffects(graph)
    checkGraph(pure, 'withoutEffects')
    expect(pure.equations.some(doesSomething)).toBe(false)
    expect(pure.outputs.map(({ type }) => type.shape)).toEqual([[3], [3], [3], [5, 3]])
    expect(steps.map(({ kind, count }) => [kind, count])).toEqual([
      ['effect', 2],
      ['rounds', 1],
    ])
    expect(names(silent(graph))).toEqual(['sin', 'scan'])
  })

  it('of branches see values that are computed outside', () => {
    const f = (v: Tensor<[], 'float32'>) =>
      cond(
        v.greater(0),
        (a: typeof v) => {
          debug.callback(() => null, a.sin())
          return a
        },
        (a: typeof v) => a.cos(),
        v,
      )
    const { graph, steps } = withoutEffects(toGraph(f)(tensor(1)))
    checkGraph(graph, 'withoutEffects')
    expect(names(graph).filter(name => name === 'sin')).toEqual(['sin'])
    expect(steps.map(({ kind, count }) => [kind, count])).toEqual([['branches', 2]])
  })

  it('a graph without them is itself', () => {
    const graph = toGraph((v: Tensor<[3], 'float32'>) => remat((a: typeof v) => a.sin())(v))(x)
    expect(withoutEffects(graph).graph).toBe(graph)
    expect(silent(graph)).toBe(graph)
  })
})

describe('opaque parameters', () => {
  it('print as their name, are no data and hold no graphs', () => {
    const parameter = opaque('rule', { graph: 'none' })
    expect([isOpaque(parameter), isOpaque({ value: 1 }), isOpaque(null)]).toEqual([true, false, false])
    expect(showParam({ rule: parameter, list: [parameter] })).toBe('{rule:<rule>,list:[<rule>]}')
    const graph = toGraph((v: Tensor<[3], 'float32'>) => v)(x)
    expect(graphKey(graph)).toBe(graphKey(subgraph(graph).graph))
  })
})
