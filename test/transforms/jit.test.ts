// jit: when it traces and when it does not, what it accepts and returns, and what it refuses.

import { once } from 'node:events'
import { describe, expect, it } from 'vitest'
import { currentCompiler, useCompiler } from '../../src/core/executable.js'
import type { Graph } from '../../src/core/graph.js'
import { Tensor } from '../../src/core/tensor.js'
import { add, mul } from '../../src/primitives/elementwise/index.js'
import { full } from '../../src/primitives/structure/broadcast.js'
import { referenceCompiler } from '../../src/runtime/reference/compile.js'
import { grad, jit } from '../../src/transforms/index.js'
import { array, messageOf, scalar } from './setup.js'

/** A function that counts how often it runs. */
function counted<A extends readonly unknown[], R>(f: (...args: A) => R): { readonly f: (...args: A) => R; readonly runs: () => number } {
  let runs = 0
  return {
    f: (...args) => {
      runs++
      return f(...args)
    },
    runs: () => runs,
  }
}

/** The graphs handed to the backend while `body` runs. */
function graphsOf(body: () => void): readonly Graph[] {
  const graphs: Graph[] = []
  const previous = useCompiler({
    compile(graph, captured) {
      graphs.push(graph)
      return referenceCompiler.compile(graph, captured)
    },
  })
  try {
    body()
  } finally {
    useCompiler(previous)
  }
  return graphs
}

describe('jit traces once for each', () => {
  it('shape and dtype', () => {
    const { f, runs } = counted((x: Tensor) => add(x, x))
    const g = jit(f)
    expect([g(array([1])).item(), g(array([2])).item(), runs()]).toEqual([2, 4, 1])
    expect([g(array([1, 2])).toArray(), runs()]).toEqual([[2, 4], 2])
    expect([g(array([1], 'int32')).dtype, runs()]).toEqual(['int32', 3])
    expect([g(array([7])).item(), g(array([1, 3])).toArray(), runs()]).toEqual([14, [2, 6], 3])
  })

  it('structure, names and their order included', () => {
    const { f, runs } = counted((p: { readonly [name: string]: Tensor }) =>
      Object.fromEntries(Object.entries(p).map(([k, v]) => [k, add(v, v)])),
    )
    const g = jit(f)
    g({ a: array(1), b: array(2) })
    g({ a: array(3), b: array(4) })
    expect(runs()).toBe(1)
    expect(Object.keys(g({ b: array(1), a: array(2) }))).toEqual(['b', 'a'])
    g({ a: array(1) })
    g({ a: array(1), b: array(2), c: array(3) })
    expect(runs()).toBe(4)
  })

  it('JavaScript value: numbers by value, NaN and -0 told apart, objects by identity', () => {
    const { f, runs } = counted((x: Tensor, k: unknown) => (typeof k === 'number' ? mul(x, full(k, { shape: [], dtype: 'float64' })) : x))
    const g = jit(f, { static: [1] })
    expect([g(array(2), 3).item(), g(array(5), 3).item(), runs()]).toEqual([6, 15, 1])
    expect([g(array(2), 0).item(), g(array(2), -0).item(), runs()]).toEqual([0, -0, 3])
    g(array(2), Number.NaN)
    g(array(2), Number.NaN)
    expect(runs()).toBe(4)
    const map = new Map()
    g(array(2), map)
    g(array(2), map)
    g(array(2), new Map())
    expect(runs()).toBe(6)
    g(array(2), { deep: ['same'] })
    g(array(2), { deep: ['same'] })
    expect(runs()).toBe(7)
  })

  it('number of arguments', () => {
    const { f, runs } = counted((x: Tensor, y?: Tensor) => (y === undefined ? x : add(x, y)))
    const g = jit(f)
    expect([g(array(1)).item(), g(array(1), array(2)).item(), g(array(3)).item(), runs()]).toEqual([1, 3, 3, 2])
  })

  it('backend', () => {
    const { f, runs } = counted((x: Tensor) => add(x, x))
    const g = jit(f)
    g(array(1))
    graphsOf(() => void g(array(1)))
    expect(runs()).toBe(2)
    g(array(1))
    expect(runs()).toBe(2)
  })

  it('function, however often it is wrapped', () => {
    const { f, runs } = counted((x: Tensor) => add(x, x))
    jit(f)(array(1))
    jit(f)(array(1))
    expect(runs()).toBe(1)
  })
})

describe('jit returns', () => {
  it('trees with static values', () => {
    const y = jit((x: Tensor) => ({ twice: [add(x, x)], name: 'n', four: 4, none: null }))(array(1))
    expect([y.twice[0]?.item(), y.name, y.four, y.none]).toEqual([2, 'n', 4, null])
  })

  it('arguments, captured tensors, repetitions and constants as they are', () => {
    const captured = array([9])
    const f = jit((x: Tensor, y: Tensor) => {
      const sum = add(x, y)
      return [y, sum, captured, sum, x, full(1, { shape: [], dtype: 'int32' }), mul(captured, x)] as const
    })
    for (const k of [1, 2]) {
      const [x, y] = [array([k]), array([10 * k])]
      const result = f(x, y)
      expect(result.map(r => r.toArray())).toEqual([[10 * k], [11 * k], [9], [11 * k], [k], 1, [9 * k]])
      expect(result[0]).toBe(y)
      expect(result[2]).toBe(captured)
      expect(result[4]).toBe(x)
    }
  })

  it('without a backend when there is nothing to compute', () => {
    const graphs = graphsOf(() => {
      const x = array(1)
      expect(jit((v: Tensor) => ({ v, three: 3 }))(x)).toEqual({ v: x, three: 3 })
      expect(jit(() => 5)()).toBe(5)
    })
    expect(graphs).toEqual([])
  })
})

describe('jit hands the backend', () => {
  it('what is needed only', () => {
    const unused = array([1, 2, 3])
    const [graph] = graphsOf(() => {
      jit((x: Tensor, _y: Tensor) => {
        const dead = mul(unused, unused)
        return [add(x, x), unused, dead.shape.length] as const
      })(array([1]), array([2]))
    })
    expect(graph?.equations.map(e => e.primitive.name)).toEqual(['add'])
    expect([graph?.inputs.length, graph?.outputs.length]).toEqual([2, 1])
  })

  it('pending arguments and captured tensors', () => {
    const pending = add(array([1]), array([2]))
    expect(jit((x: Tensor) => add(x, pending))(add(pending, pending)).toArray()).toEqual([9])
  })
})

describe('jit inside another transform', () => {
  it('is the function itself', () => {
    const { f, runs } = counted((x: Tensor) => mul(x, x))
    const g = grad((x: Tensor) => scalar(jit(f)(x)))
    expect([g(array(3)).item(), g(array(4)).item(), runs()]).toEqual([6, 8, 2])
  })

  it('joins the outer program', () => {
    const inner = jit((x: Tensor) => add(x, x))
    const graphs = graphsOf(() => void jit((x: Tensor) => inner(inner(x)))(array(1)))
    expect(graphs.map(g => g.equations.length)).toEqual([2])
  })
})

describe('jit refuses', () => {
  it('static arguments with tensors', () => {
    expect(messageOf(() => jit((_p: { readonly x: Tensor }, n: number) => n, { static: [0] })({ x: array([1, 2]) }, 3))).toBe(
      'ArgumentError: jit: static arguments must not hold tensors, for programs are told apart by JavaScript values, not by elements; ' +
        "got float64[2] in leaf 'x' of argument 0",
    )
  })

  it('arrays whose elements could change unnoticed', () => {
    expect(messageOf(() => jit((x: Tensor, _options: unknown) => x)(array(1), { data: new Float32Array(2) }))).toBe(
      "ArgumentError: jit: leaf 'data' of argument 1 must be a tensor: elements of a Float32Array could change unnoticed " +
        'after the program has been compiled; convert it with tensor(…) outside of the function',
    )
  })

  it('async functions', () => {
    expect(messageOf(() => jit(async (x: Tensor) => x)(array(1)))).toMatch(/^ArgumentError: jit: the function must not be async/)
  })

  it('to keep quiet about a function that it compiles again and again', async () => {
    const warned = once(process, 'warning')
    const scale = jit((x: Tensor, k: number) => mul(x, full(k, { shape: [], dtype: 'float64' })))
    for (let k = 0; k < 20; k++) scale(array(1), k)
    const [warning] = await warned
    expect(String(warning)).toBe(
      'Warning: jit: a function has been compiled 16 times, the last time because of argument 1: 14, then 15. ' +
        'Pass what changes from call to call as a tensor of one shape, or name the argument in { static: […] } if this is meant.',
    )
  })

  it('nothing of an error thrown inside: the next call starts anew', () => {
    const f = jit((x: Tensor, fail: boolean) => {
      if (fail) throw new Error('mine')
      return add(x, x)
    })
    expect(() => f(array(1), true)).toThrow('mine')
    expect(f(array(1), false).item()).toBe(2)
    expect(currentCompiler()).toBe(referenceCompiler)
    expect(f(array(1), false)).toBeInstanceOf(Tensor)
  })
})
