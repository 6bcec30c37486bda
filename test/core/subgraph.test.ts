// Graphs as parameters of operations: told apart in full, printed where they stand, checked, interpreted and rewritten like the graph around them.

import { describe, expect, it } from 'vitest'
import { runPasses } from '../../src/compiler/passes/index.js'
import type { HostArray } from '../../src/core/array-type.js'
import { checkGraph } from '../../src/core/checker.js'
import { type Graph, graphKey, mapSubgraphs, type Subgraph, showParam, subgraph, subgraphsOf, type Variable } from '../../src/core/graph.js'
import { interpret } from '../../src/core/interpret.js'
import { differentiate, type Primitive } from '../../src/core/primitive.js'
import { printGraph } from '../../src/core/printer.js'
import type { Tensor } from '../../src/core/tensor.js'
import { bind } from '../../src/core/trace.js'
import { addP, mulP } from '../../src/primitives/elementwise/arithmetic.js'
import { constantP } from '../../src/primitives/structure/constant.js'
import { grad, jvp } from '../../src/transforms/index.js'
import { type Builder, builder } from '../compiler/passes/graphs.js'
import { array, elements, messageOf, scalar } from '../transforms/setup.js'

type CallParams = { readonly body: Subgraph }

/** Calls its body; the derivative computes the value anew, as twice the body's. */
const callP: Primitive<CallParams> = {
  name: 'call',
  domain: [],
  typeOf: (_inputs, { body }) => body.graph.outputs.map(v => v.type),
  reference(inputs, { body }, outputs) {
    for (const [i, result] of interpret(body.graph, inputs).entries()) outputs[i]?.data.set(result.data)
  },
  jvp: {
    together(primals, tangents, params) {
      const outputs = bind(callP, primals, params)
      return { outputs: outputs.map(y => bind(addP, [y, y], {})[0] as Tensor), tangents: [tangents[0] ?? null] }
    },
  },
  transpose: { impossible: 'grad: call has no way back' },
  batch: inputs => ({ outputs: inputs, axes: [0] }),
  lower: () => ({ kind: 'elementwise', body: args => args }),
  complex: 'none',
}

const host = (...data: number[]): HostArray => ({ shape: [data.length], dtype: 'float32', data: Float32Array.from(data) })

function graphOf(build: (b: Builder) => readonly Variable[]): Graph {
  const b = builder()
  return b.graph(...build(b))
}

const product = (): Graph =>
  graphOf(b => {
    const [x, y] = [b.input([2]), b.input([2])]
    return [b.apply(mulP, [x, y], {})]
  })

const sum = (): Graph =>
  graphOf(b => {
    const [x, y] = [b.input([2]), b.input([2])]
    return [b.apply(addP, [x, y], {})]
  })

const calling = (body: Graph): Graph =>
  graphOf(b => {
    const [x, y] = [b.input([2]), b.input([2])]
    return [b.apply(addP, [b.apply(callP, [x, y], { body: subgraph(body) }), y], {})]
  })

describe('a graph in the parameters', () => {
  it('is told apart by its structure, not by its identity', () => {
    expect(graphKey(calling(product()))).toBe(graphKey(calling(product())))
    expect(graphKey(calling(product()))).not.toBe(graphKey(calling(sum())))
    expect(showParam(subgraph(product()))).not.toBe(showParam([subgraph(product())]))
  })

  it('is found and replaced at any depth', () => {
    const [p, s] = [product(), sum()]
    const params = { body: subgraph(p), branches: [subgraph(s), { inner: subgraph(p) }], n: 3, list: [1, 2] }
    expect(subgraphsOf(params)).toEqual([p, s, p])
    expect(mapSubgraphs(params, graph => graph)).toBe(params)
    expect(subgraphsOf(mapSubgraphs(params, graph => (graph === p ? s : graph)))).toEqual([s, s, s])
    expect(mapSubgraphs(params, () => s).list).toBe(params.list)
  })

  it('prints below the operation, indented', () => {
    expect(printGraph(calling(calling(product())))).toBe(
      [
        '{ a:float32[2] b:float32[2] ->',
        '    c:float32[2] = call[',
        '      body={ d:float32[2] e:float32[2] ->',
        '          f:float32[2] = call[',
        '            body={ g:float32[2] h:float32[2] ->',
        '                i:float32[2] = mul g h',
        '              in i }] d e',
        '          j:float32[2] = add f e',
        '        in j }] a b',
        '    k:float32[2] = add c b',
        '  in k }',
      ].join('\n'),
    )
  })

  it('is checked', () => {
    const good = calling(product())
    checkGraph(good, 'nothing')
    const broken: Graph = { ...product(), equations: [] }
    expect(messageOf(() => checkGraph(calling(broken), 'a pass'))).toBe(
      'InternalError: graph after a pass, in equation 0 (call): an output is undefined',
    )
  })

  it('is interpreted', () => {
    expect(interpret(calling(product()), [host(2, 3), host(4, 5)]).map(x => [...x.data])).toEqual([[12, 20]])
  })

  it('is rewritten by the passes, and merged with its equals', () => {
    const wasteful = (): Graph =>
      graphOf(b => {
        const [x, y] = [b.input([2]), b.input([2])]
        b.apply(addP, [x, y], {})
        return [b.apply(mulP, [x, b.apply(mulP, [y, b.full(1, { shape: [2], dtype: 'float32' })], {})], {})]
      })
    const source = graphOf(b => {
      const [x, y] = [b.input([2]), b.input([2])]
      const call = (body: Graph) => b.apply(callP, [x, y], { body: subgraph(body) })
      return [b.apply(addP, [call(wasteful()), call(product())], {})]
    })
    const after = runPasses(source, { check: true })
    expect(after.equations.map(({ primitive }) => primitive.name)).toEqual(['call', 'add'])
    expect(graphKey(subgraphsOf(after.equations[0]?.params ?? {})[0] as Graph)).toBe(graphKey(product()))
    expect(runPasses(after)).toBe(after)
  })
})

describe('rules of derivatives', () => {
  const f = (x: Tensor): Tensor => bind(callP, [x, x], { body: subgraph(body64) })[0] as Tensor
  const body64 = graphOf(b => {
    const [x, y] = [b.input([2], 'float64'), b.input([2], 'float64')]
    return [b.apply(mulP, [x, y], {})]
  })

  it('that compute values and tangents together replace the values', () => {
    expect(elements(f(array([2, 3])))).toEqual([4, 9])
    const [y, dy] = jvp(f, [array([2, 3])], [array([1, 1])])
    expect(elements(y)).toEqual([8, 18])
    expect(elements(dy)).toEqual([1, 1])
  })

  it('that need the values get them', () => {
    const x = array([2, 3])
    const { outputs, tangents } = differentiate(mulP, [x, x], [x, null], {}, () => bind(mulP, [x, x], {}))
    expect(elements(outputs[0] as Tensor)).toEqual([4, 9])
    expect(elements(tangents[0] as Tensor)).toEqual([4, 9])
    expect(constantP.transpose).toBe('nonlinear')
  })

  it('that have no way back say why', () => {
    const linear: Primitive<CallParams> = {
      ...callP,
      jvp: (_primals, [t], params) => [t == null ? null : (bind(linear, [t, t], params)[0] as Tensor)],
    }
    const g = (x: Tensor): Tensor => bind(linear, [x, x], { body: subgraph(body64) })[0] as Tensor
    expect(messageOf(() => grad((x: Tensor) => scalar(g(x)))(array([2, 3])))).toMatch(/must return a scalar/)
    const first = (x: Tensor) => scalar(bind(linear, [x, x], { body: subgraph(scalarBody) })[0] as Tensor)
    expect(messageOf(() => grad(first)(array(2)))).toBe('LimitationError: grad: call has no way back')
  })
  const scalarBody = graphOf(b => {
    const [x, y] = [b.input([], 'float64'), b.input([], 'float64')]
    return [b.apply(mulP, [x, y], {})]
  })
})
