// associativeScan against the partial results one after the other, for every length around powers of two.

import { associativeScan, jit, type Tensor, tensor } from 'tenet'
import { expect, it } from 'vitest'
import { onEachDevice } from './devices.js'

type Integers = Tensor<[], 'int32'>

/** Not commutative: applies the affine maps modulo a small number one after the other. */
const compose = (p: { a: Integers; b: Integers }, q: { a: Integers; b: Integers }) => ({
  a: p.a.mul(q.a).remainder(97),
  b: q.a.mul(p.b).add(q.b).remainder(97),
})

function partial(as: readonly number[], bs: readonly number[]): { a: number[]; b: number[] } {
  const result = { a: [...as.slice(0, 1)], b: [...bs.slice(0, 1)] }
  for (let i = 1; i < as.length; i++) {
    const [a, b] = [as[i] ?? 0, bs[i] ?? 0]
    result.b.push((a * (result.b[i - 1] ?? 0) + b) % 97)
    result.a.push(((result.a[i - 1] ?? 0) * a) % 97)
  }
  return result
}

const numbers = (n: number, seed: number): number[] => Array.from({ length: n }, (_, i) => (i * i * 7 + seed * (i + 3)) % 97)

onEachDevice('associativeScan', () => {
  it.each([0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 31, 33])('%i elements, from both ends', n => {
    const [as, bs] = [numbers(n, 1), numbers(n, 5)]
    const xs = { a: tensor(as, 'int32'), b: tensor(bs, 'int32') }
    const forwards = jit((x: typeof xs) => associativeScan(compose, x))(xs)
    expect({ a: forwards.a.toArray(), b: forwards.b.toArray() }).toEqual(partial(as, bs))
    const backwards = associativeScan((p, q) => compose(q, p), xs, { reverse: true })
    const expected = partial(as.toReversed(), bs.toReversed())
    expect({ a: backwards.a.toArray(), b: backwards.b.toArray() }).toEqual({ a: expected.a.toReversed(), b: expected.b.toReversed() })
  })

  it('combines along any axis, and leaves the others alone', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ])
    expect(associativeScan((a, b) => a.add(b), x, { axis: 1 }).toArray()).toEqual([
      [1, 3, 6],
      [4, 9, 15],
    ])
    expect(associativeScan((a, b) => a.mul(b), x, { axis: -2 }).toArray()).toEqual([
      [1, 2, 3],
      [4, 10, 18],
    ])
    expect(associativeScan((a, b) => a.maximum(b), x, { axis: 1, reverse: true }).toArray()).toEqual([
      [3, 3, 3],
      [6, 6, 6],
    ])
  })
})
