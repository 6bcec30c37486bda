// whileLoop and foriLoop: values, forward derivatives, loops under vmap, and the refusal of reverse derivatives.

import { foriLoop, grad, jit, jvp, linearize, scan, type Tensor, tensor, vjp, vmap, where, whileLoop, zeros } from 'tenet'
import { describe, expect, it } from 'vitest'
import { messageOf } from '../setup.js'
import { onEachDevice } from './devices.js'

type F64<S extends readonly number[]> = Tensor<S, 'float64'>
type I32<S extends readonly number[]> = Tensor<S, 'int32'>

/** The Collatz path of a number: how many steps, and the highest point. */
const collatz = (n: I32<[]>) =>
  whileLoop(
    c => c.n.greater(1),
    ({ n, path: { steps, top } }) => {
      const next = where(n.remainder(2).equal(1), n.mul(3).add(1), n.floorDivide(2))
      return { n: next, path: { steps: steps.add(1), top: top.maximum(next) } }
    },
    { n, path: { steps: zeros([], 'int32'), top: n } },
  ).path

/** The square root by Newton's method. */
const root = (x: F64<[]>) =>
  whileLoop(
    r => r.mul(r).sub(x).abs().greater(1e-12),
    r => r.add(x.div(r)).mul(0.5),
    x,
  )

onEachDevice('whileLoop', () => {
  it('runs as long as its condition holds, on a tree', () => {
    for (const f of [collatz, jit(collatz)]) {
      const { steps, top } = f(tensor(27, 'int32'))
      expect([steps.item(), top.item()]).toEqual([111, 9232])
    }
  })

  it('does not run when the condition does not hold', () => {
    const { steps, top } = jit(collatz)(tensor(1, 'int32'))
    expect([steps.item(), top.item()]).toEqual([0, 1])
  })

  it('runs for each example as long as it needs', () => {
    const { steps, top } = jit(vmap(collatz))(tensor([27, 1, 6, 97], 'int32'))
    expect([steps.toArray(), top.toArray()]).toEqual([
      [111, 0, 8, 118],
      [9232, 1, 16, 9232],
    ])
  })

  it('maps what the carry depends on, and shares the number of rounds where it is one', () => {
    const f = (x: F64<[]>, n: I32<[]>) =>
      whileLoop(
        c => c.i.less(n),
        c => ({ i: c.i.add(1), x: c.x.mul(2) }),
        { i: zeros([], 'int32'), x },
      )
    const { i, x } = vmap(f, { in: [0, null], out: { i: null, x: 0 } })(tensor([1, 3], 'float64'), tensor(4, 'int32'))
    expect([i.item(), x.toArray()]).toEqual([4, [16, 48]])
    const each = vmap(f, { in: [null, 0] })(tensor(1, 'float64'), tensor([0, 1, 4], 'int32'))
    expect([each.i.toArray(), each.x.toArray()]).toEqual([
      [0, 1, 4],
      [1, 2, 16],
    ])
  })

  it('differentiates forwards, and linearizes', () => {
    const x = tensor(2, 'float64')
    const [y, dy] = jvp(root, [x], [tensor(1, 'float64')])
    expect(y.item()).toBeCloseTo(Math.SQRT2, 12)
    expect(dy.item()).toBeCloseTo(0.5 / Math.SQRT2, 10)
    const [value, derivative] = linearize(root, x)
    expect([value.item(), derivative(tensor(3, 'float64')).item()]).toEqual([y.item(), expect.closeTo(3 * dy.item(), 12)])
    const [, second] = jvp((v: F64<[]>) => jvp(root, [v], [tensor(1, 'float64')])[1], [x], [tensor(1, 'float64')])
    expect(second.item()).toBeCloseTo(-0.25 / 2 ** 1.5, 6)
  })

  it('has derivatives where it depends on nothing that is differentiated', () => {
    const f = (x: F64<[]>) => x.mul(root(tensor(2, 'float64')))
    expect(grad(f)(tensor(3, 'float64')).item()).toBeCloseTo(Math.SQRT2, 12)
  })

  it('has no reverse derivative, and says why and what to do', () => {
    const message =
      'LimitationError: whileLoop has no reverse derivative: how often its body runs is known only once it has run, so nothing can be kept ' +
      'for the way back. Use scan, or foriLoop with bounds that are numbers; or a forward derivative (jvp, jacfwd).'
    expect(messageOf(() => grad(root)(tensor(2, 'float64')))).toBe(message)
    expect(messageOf(() => jit(grad(root))(tensor(2, 'float64')))).toBe(message)
    expect(messageOf(() => vjp(root, tensor(2, 'float64'))[1](tensor(1, 'float64')))).toBe(message)
    const inScan = (x: F64<[]>) => scan((c, _: null) => [root(c.mul(x)), null], x, null, { length: 2 })[0]
    expect(messageOf(() => grad(inScan)(tensor(2, 'float64')))).toBe(message)
  })
})

onEachDevice('foriLoop', () => {
  const factorial = (n: number | I32<[]>, from: number | I32<[]> = 1) =>
    foriLoop(from, n, (i, product) => product.mul(i), tensor(1, 'int32'))

  it('runs over a range, of numbers and of tensors', () => {
    const at = (n: number) => tensor(n, 'int32')
    expect([factorial(6).item(), factorial(at(6)).item(), factorial(6, at(3)).item(), factorial(at(6), at(4)).item()]).toEqual([
      120, 120, 60, 20,
    ])
    expect([factorial(1).item(), factorial(-3).item(), factorial(at(-3)).item()]).toEqual([1, 1, 1])
    expect(foriLoop(-2, 2, (i, sum) => sum.add(i), tensor(0, 'int32')).item()).toBe(-2)
  })

  it('differentiates backwards where its bounds are numbers', () => {
    const power = (x: F64<[]>) => foriLoop(0, 5, (_, y) => y.mul(x), x)
    expect(grad(power)(tensor(2, 'float64')).item()).toBe(6 * 2 ** 5)
    const unknown = (x: F64<[]>) => foriLoop(0, tensor(5, 'int32'), (_, y) => y.mul(x), x)
    expect(messageOf(() => grad(unknown)(tensor(2, 'float64')))).toMatch(/^LimitationError: whileLoop has no reverse derivative/)
    expect(jvp(unknown, [tensor(2, 'float64')], [tensor(1, 'float64')])[1].item()).toBe(6 * 2 ** 5)
  })
})

describe('loops that never end', () => {
  it('are the program’s own: only what is run counts', () => {
    const forever = () =>
      whileLoop(
        () => tensor(true),
        (x: F64<[]>) => x.add(1),
        tensor(0, 'float64'),
      )
    expect(forever().shape).toEqual([])
  })
})
