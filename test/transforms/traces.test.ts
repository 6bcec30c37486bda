// Traced values used as JavaScript values, or after their trace: every transform says what went wrong and at which line of the user's.

import { describe, expect, it } from 'vitest'
import { checkGraph } from '../../src/core/checker.js'
import { printGraph } from '../../src/core/printer.js'
import type { Tensor } from '../../src/core/tensor.js'
import { isTracing } from '../../src/core/trace.js'
import { add, mul } from '../../src/primitives/elementwise/index.js'
import { evalShape, evaluateGraph, grad, jit, jvp, linearize, toGraph, vjp, vmap } from '../../src/transforms/index.js'
import { array, messageOf, scalar } from './setup.js'
import { sumAll } from './small-models.js'

type Run = (f: (x: Tensor) => Tensor) => unknown

/** Each transform with a function of a vector, and the name its traces go by. */
const transforms: readonly (readonly [name: string, run: Run])[] = [
  ['grad', f => grad((x: Tensor) => scalar(sumAll(f(x))))(array([1, 2]))],
  ['vjp', f => vjp(f, array([1, 2]))],
  ['jvp', f => jvp(f, [array([1, 2])], [array([1, 2])])],
  ['linearize', f => linearize(f, array([1, 2]))],
  ['vmap', f => vmap(f)(array([[1, 2]]))],
  ['jit', f => jit(f)(array([1, 2]))],
  ['toGraph', f => toGraph(f)(array([1, 2]))],
  ['evalShape', f => evalShape(f)(array([1, 2]))],
]

/** A function that does something with its argument and returns it. */
const using =
  (use: (x: Tensor) => unknown) =>
  (x: Tensor): Tensor => {
    use(x)
    return x
  }

describe.each(transforms)('inside %s', (name, run) => {
  it('a traced value cannot be read', () => {
    const message =
      `float64[2] is a traced value inside ${name}: it has no elements yet. Return it from the function and read the result, choose with ` +
      'where(condition, a, b) instead of an if, or mark the argument static if its value must steer the program.'
    expect(messageOf(() => run(using(x => x.toArray())))).toBe(`TraceError: toArray: ${message}`)
    expect(messageOf(() => run(using(x => x.dataSync())))).toBe(`TraceError: dataSync: ${message}`)
    expect(messageOf(() => run(using(x => sumAll(x).item())))).toBe(`TraceError: item: ${message.replace('[2]', '[]')}`)
  })

  it('a traced value is no number, string or key', () => {
    const message =
      'TraceError: float64[2] was used as a JavaScript number, string or key (in a comparison, arithmetic, a template or obj[tensor]). ' +
      'Compute with tensor operations (add, less, where, take); read a held value with item() or toArray(); print it with toString().'
    const uses: readonly ((x: Tensor) => unknown)[] = [x => (x as never) > 0, x => `${x}`, x => ({ a: 1 })[x as never], x => +(x as never)]
    for (const use of uses) expect(messageOf(() => run(using(use)))).toBe(message)
  })

  it('a traced value prints as its type', () => {
    let shown = ''
    run(x => {
      shown = x.toString()
      return x
    })
    expect(shown).toBe(`Tensor float64[2] (traced by ${name})`)
  })

  it('a traced value that got out is refused, with the line of its use', () => {
    let leaked = array([0, 0])
    run(x => {
      leaked = mul(x, x)
      return x
    })
    const message =
      `float64[2] is a traced value that leaked out of the ${name} it belongs to. ` +
      'Return values from the transformed function instead of assigning them to variables outside of it.'
    expect(messageOf(() => add(leaked, leaked))).toBe(`TraceError: add: ${message}`)
    expect(messageOf(() => jit((x: Tensor) => add(x, x))(leaked))).toBe(`TraceError: jit: ${message}`)
    expect(messageOf(() => run(() => leaked))).toMatch(`${message}`)
    expect(() => add(leaked, leaked)).toThrow(/at your line .*traces\.test\.ts:\d+/)
  })

  it('an error leaves no trace behind', () => {
    expect(() =>
      run(() => {
        throw new Error('mine')
      }),
    ).toThrow('mine')
    expect(isTracing()).toBe(false)
  })
})

describe('a jitted function with a leaked argument', () => {
  it('is refused when its program exists already', () => {
    const double = jit((x: Tensor) => add(x, x))
    double(array([1, 2]))
    let leaked = array([0, 0])
    vmap((x: Tensor) => {
      leaked = x
      return x
    })(array([[1, 2]]))
    expect(messageOf(() => double(leaked))).toMatch('TraceError: jit: float64[2] is a traced value that leaked out of the vmap')
  })
})

describe('toGraph', () => {
  const constant = array([5, 6])
  const f = (x: Tensor, y: Tensor) => {
    const dead = mul(y, y)
    return { sum: add(mul(x, constant), x), rank: dead.shape.length }
  }

  it('shows what a function does: arguments, then captured tensors', () => {
    const graph = toGraph(f)(array([1, 2]), array([3, 4]))
    checkGraph(graph, 'toGraph')
    expect(printGraph(graph)).toBe(
      ['{ a:float64[2] b:float64[2] c:float64[2] ->', '    d:float64[2] = mul a c', '    e:float64[2] = add d a', '  in e }'].join('\n'),
    )
  })

  it('gives a graph that can be run and differentiated', () => {
    const graph = toGraph(f)(array([1, 2]), array([3, 4]))
    const run = (x: Tensor): Tensor => evaluateGraph(graph, [x, x, constant])[0] as Tensor
    expect(run(array([1, 2])).toArray()).toEqual([6, 14])
    expect(grad((x: Tensor) => scalar(sumAll(run(x))))(array([1, 2])).toArray()).toEqual([6, 7])
  })
})

describe('evalShape', () => {
  it('gives types in the places of tensors', () => {
    expect(evalShape((x: Tensor) => ({ y: [sumAll(x)], name: 'n' }))(array([1, 2]))).toEqual({
      y: [{ shape: [], dtype: 'float64' }],
      name: 'n',
    })
  })
})
