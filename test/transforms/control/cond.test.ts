// cond and switchCase: what runs, what is traced, what gradients see.

import { cond, grad, jit, switchCase, type Tensor, tensor, toGraph, vmap } from 'tenet'
import { describe, expect, it } from 'vitest'
import { printGraph } from '../../../src/core/printer.js'
import { onEachDevice } from './devices.js'

type F64<S extends readonly number[]> = Tensor<S, 'float64'>
type I32<S extends readonly number[]> = Tensor<S, 'int32'>
type Bool<S extends readonly number[]> = Tensor<S, 'bool'>

const scale = tensor(10, 'float64')

/** Branches that use their operands, what they close over, and neither. */
const choice = (flag: Bool<[]>, x: F64<[]>) =>
  cond(
    flag,
    v => ({ y: v.mul(scale), name: 'y' }),
    () => ({ y: tensor(-1, 'float64'), name: 'y' }),
    x,
  )

const pick = (i: I32<[]>, x: F64<[]>) => switchCase(i, [v => v, v => v.mul(v), v => v.exp()], x)

onEachDevice('cond', () => {
  it('takes the branch that the predicate says', () => {
    const x = tensor(4, 'float64')
    for (const f of [choice, jit(choice)]) expect([f(tensor(true), x), f(tensor(false), x)].map(({ y, name }) => [y.item(), name])).toEqual([[40, 'y'], [-1, 'y']]) // biome-ignore format: one line reads best
  })

  it('takes for each example its own', () => {
    const flags = tensor([true, false, true])
    const { y } = vmap(choice, { out: { y: 0, name: null } })(flags, tensor([1, 2, 3], 'float64'))
    expect(y.toArray()).toEqual([10, -1, 30])
    const shared = vmap(choice, { in: [null, 0], out: { y: 0, name: null } })(tensor(true), tensor([1, 2, 3], 'float64'))
    expect(shared.y.toArray()).toEqual([10, 20, 30])
  })

  it('gives the gradient of the branch taken, whatever the other would give', () => {
    // The derivative of the root at 0 is infinite, and times zero it would be NaN.
    const f = (x: F64<[]>) =>
      cond(
        x.greater(0),
        v => v.sqrt(),
        v => v.mul(2),
        x,
      )
    expect([grad(f)(tensor(4, 'float64')).item(), jit(grad(f))(tensor(0, 'float64')).item()]).toEqual([0.25, 2])
    expect(grad((v: F64<[]>) => choice(tensor(false), v).y)(tensor(1, 'float64')).item()).toBe(0)
  })

  it('takes the branch of a number, and the first or last where there is none', () => {
    const at = (i: number) => tensor(i, 'int32')
    const x = tensor(3, 'float64')
    expect([0, 1, 2].map(i => pick(at(i), x).item())).toEqual([3, 9, expect.closeTo(Math.exp(3), 12)])
    for (const f of [pick, jit(pick)]) {
      expect([-1, -(2 ** 31), 7, 2 ** 31 - 1].map(i => f(at(i), x).item())).toEqual([pick(at(0), x), pick(at(0), x), pick(at(2), x), pick(at(2), x)].map(y => y.item())) // biome-ignore format: one line reads best
      expect(vmap(f, { in: [0, null] })(tensor([-5, 1, 9], 'int32'), x).toArray()).toEqual([3, 9, pick(at(2), x).item()])
    }
    expect(switchCase(tensor(0, 'int32'), [v => v.neg()], x).item()).toBe(-3)
  })
})

describe('what is traced', () => {
  it('is every branch, once', () => {
    const traced: string[] = []
    const f = (flag: Bool<[]>, x: F64<[]>) =>
      cond(
        flag,
        v => {
          traced.push('true')
          return v
        },
        v => {
          traced.push('false')
          return v.neg()
        },
        x,
      )
    const compiled = jit(f)
    compiled(tensor(true), tensor(1, 'float64'))
    compiled(tensor(false), tensor(1, 'float64'))
    expect(traced.toSorted()).toEqual(['false', 'true'])
  })

  it('stands in the graph, branch by branch', () => {
    expect(printGraph(toGraph(pick)(tensor(0, 'int32'), tensor(1, 'float64')))).toMatchInlineSnapshot(`
      "{ a:int32[] b:float64[] ->
          c:float64[] = cond[
            branches=[{ d:float64[] ->
              in d } { e:float64[] ->
                f:float64[] = mul e e
              in f } { g:float64[] ->
                h:float64[] = exp g
              in h }]] a b
        in c }"
    `)
  })
})
