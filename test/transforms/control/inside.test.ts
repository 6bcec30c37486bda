// What may stand inside of loops and branches: every other transform, and what looks at values.

import {
  checkFinite,
  cond,
  currentDevice,
  customVjp,
  debug,
  explain,
  grad,
  hessian,
  jacfwd,
  jacrev,
  jit,
  psum,
  remat,
  scan,
  type Tensor,
  tensor,
  vmap,
  whileLoop,
  zeros,
} from 'tenet'
import { expect, it } from 'vitest'
import { messageOf } from '../setup.js'
import { onEachDevice } from './devices.js'

type F64<S extends readonly number[]> = Tensor<S, 'float64'>

const xs = tensor([0.5, 1, 2], 'float64')

onEachDevice('inside of a loop', () => {
  it('derivatives of the user’s, and such that compute again', () => {
    const clipped = customVjp(
      (x: F64<[]>) => x.square(),
      (x: F64<[]>) => [x.square(), x] as const,
      (x, ct) => [ct.mul(x).mul(2).clamp(-1, 1)] as const,
    )
    const loop = (f: (x: F64<[]>) => F64<[]>) => (h: F64<[]>) => scan((c, x) => [f(c).add(x), null], h, xs)[0]
    const h = tensor(0.25, 'float64')
    const plain = loop(x => x.square())
    for (const wrap of [(f: typeof plain) => f, (f: typeof plain) => jit(f)]) {
      expect(wrap(grad(loop(remat((x: F64<[]>) => x.square()))))(h).item()).toBe(grad(plain)(h).item())
      expect(wrap(grad(loop(clipped)))(h).item()).toBe(0.5)
    }
  })

  it('derivatives, gradients in gradients', () => {
    const f = (h: F64<[]>) => scan((c, x) => [grad((v: F64<[]>) => v.mul(v).mul(x).sin())(c), null], h, xs)[0]
    const step = 1e-6
    const h = tensor(0.3, 'float64')
    const central = (f(h.add(step)).item() - f(h.sub(step)).item()) / (2 * step)
    expect(jit(grad(f))(h).item()).toBeCloseTo(central, 5)
  })

  it('what examples ask of each other', () => {
    const f = (x: F64<[3]>) => scan((c, v) => [c.add(psum(v, 'batch')), c], tensor(0, 'float64'), x)[0]
    const all = tensor([[1, 2, 3], [10, 20, 30]], 'float64') // biome-ignore format: one line reads best
    for (const g of [f, jit(f)]) expect(vmap(g, { axisName: 'batch' })(all).toArray()).toEqual([66, 66])
  })

  it('whole Jacobians', () => {
    const f = (h: F64<[2]>) => scan((c, x) => [c.mul(x).add(c.sum()).sin(), null], h, xs)[0]
    const h = tensor([0.1, 0.2], 'float64')
    const [forward, reverse] = [jacfwd(f)(h), jit(jacrev(f))(h)]
    expect(forward.sub(reverse).abs().max().item()).toBeLessThan(1e-14)
    const second = hessian((v: F64<[2]>) => f(v).sum())(h)
    expect(second.sub(second.transpose()).abs().max().item()).toBeLessThan(1e-12)
  })

  it('explain', () => {
    const text = explain((h: F64<[2]>) => scan((c, x) => [c.mul(x), c], h, xs))(zeros([2], 'float64')).toString()
    if (currentDevice() === 'cpu') expect(text).toMatch(/k0\.0\.0_mul × 3 +map +6 /)
  })

  it('checkFinite', () => {
    const f = (h: F64<[]>) => scan((c, x) => [c.div(x.sub(1)), null], h, xs)[0]
    expect(() => checkFinite(f)(tensor(1, 'float64'))).toThrow(/checkFinite: div made an infinity/)
  })

  it('prints', () => {
    const seen: unknown[] = []
    const f = (h: F64<[]>) =>
      scan(
        (c, x) => {
          debug.callback((a: F64<[]>, b: F64<[]>) => seen.push([a.item(), b.item()]), c, x)
          return [c.add(x), null]
        },
        h,
        xs,
      )[0]
    const rounds = [[0, 0.5], [0.5, 1], [1.5, 2]] // biome-ignore format: one line reads best
    for (const g of [f, jit(f)]) {
      expect(g(tensor(0, 'float64')).item()).toBe(3.5)
      expect(seen.splice(0)).toEqual(rounds)
      expect(grad(g)(tensor(0, 'float64')).item()).toBe(1)
      expect(seen.splice(0)).toEqual(rounds)
    }
    expect(vmap(f)(tensor([0, 10], 'float64')).toArray()).toEqual([3.5, 13.5])
    expect(seen.splice(0)).toEqual(
      rounds.flatMap(([c = 0, x]) => [
        [c, x],
        [c + 10, x],
      ]),
    )
  })

  it('prints of the branch taken, in loops too', () => {
    const seen: number[] = []
    const see = (x: F64<[]>) => debug.callback((value: F64<[]>) => seen.push(value.item()), x)
    const f = (h: F64<[]>) =>
      scan(
        (c, x) => {
          const next = cond(
            x.greater(0.75),
            (a, b) => {
              see(a)
              see(b)
              return a.add(b)
            },
            a => {
              see(a.neg())
              return a
            },
            c,
            x,
          )
          return [next, null]
        },
        h,
        xs,
        { reverse: true },
      )[0]
    for (const g of [f, jit(f)]) {
      expect(g(tensor(1, 'float64')).item()).toBe(4)
      expect(seen.splice(0)).toEqual([1, 2, 3, 1, -4])
    }
  })

  it('prints of a loop without known end are refused', () => {
    const f = (h: F64<[]>) =>
      whileLoop(
        c => c.less(3),
        c => {
          debug.print('{}', c)
          return c.add(1)
        },
        h,
      )
    expect(messageOf(() => f(tensor(0, 'float64')))).toBe(
      'LimitationError: whileLoop: debug.print and debug.callback cannot look into a loop whose number of rounds is known only at its end, for the ' +
        'values of every round would have to be kept. Look at the carry after the loop, or use scan, or foriLoop with bounds that are numbers.',
    )
  })
})
