// Arguments that a jitted function is given: the same bits as without, whatever is kept of what; nothing that anybody can still see is written to;
// and what was given away says so.

import fc from 'fast-check'
import { complex, debug, jit, put, random, type Tensor, tensor } from 'tenet'
import { describe, expect, test } from 'vitest'
import { addon } from '../runtime/counted-backend.js'

type Matrix = Tensor<[number, number], 'float32'>
type State = readonly Matrix[]

/** One of several things that a step may do with a state; each is deterministic. */
const steps: readonly ((state: State, x: Matrix) => readonly [State, Tensor])[] = [
  (state, x) => [state.map(p => p.mul(0.5).add(1)), x.sum()],
  // Read by others after it could have been replaced.
  (state, x) => [state.map(p => p.sub(p.matmul(x).mul(0.01))), state.reduce((total, p) => total.add(p.sum()), tensor(0) as Tensor)],
  // Of another element, and in another order.
  (state, x) => [state.map(p => p.T.tanh()), x.mean()],
  (state, x) => [state.toReversed().map(p => p.add(x)), x.max()],
  // A contraction whose sum is added in place, deep enough for several blocks or not.
  (state, x) => [state.map(p => p.sub(x.T.matmul(x).mul(0.001))), x.sum()],
  // Returned as they are, and swapped.
  (state, x) => [state.map((p, i) => (i === 0 ? p : (state[0] as Matrix).mul(2))), x.sum()],
]

const bitsOf = (tensors: readonly Tensor[]): readonly (readonly number[])[] =>
  tensors.map(t => [...new Uint32Array(Float32Array.from(t.dataSync() as Float32Array).buffer)])

describe('donated arguments', () => {
  test('give the same bits, whatever is kept beside them', () => {
    fc.assert(
      fc.property(
        fc.record({
          // Odd sizes leave vectors that overlap; large ones are shared among threads.
          size: fc.constantFrom(1, 3, 9, 16, 33, 64, 300),
          count: fc.integer({ min: 1, max: 3 }),
          program: fc.array(fc.nat({ max: steps.length - 1 }), { minLength: 1, maxLength: 6 }),
          kept: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
          waits: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
          twice: fc.boolean(),
        }),
        ({ size, count, program, kept, waits, twice }) => {
          const noise = (seed: number): Matrix => random.normal(random.key(seed), [size, size])
          const run = (donate: readonly number[]) => {
            const jitted = steps.map(step => jit((state: State, x: Matrix) => step(state, x), { donate }))
            let state: State = Array.from({ length: count }, (_, i) => noise(twice ? 1 : i + 1))
            const x = noise(100)
            const seen: Tensor[] = []
            for (const [i, n] of program.entries()) {
              // What is looked at by others under another name stays what it was.
              if (kept[i]) seen.push(...put(state as Matrix[], 'cpu'))
              // What waits is computed from what it was asked of, when nothing but a copy of that is left.
              if (waits[i]) seen.push(...state.flatMap(p => [p.T, p.mul(3).sum(), p.add(x).slice([0, 1])]))
              const [next, value] = (jitted[n] as (state: State, x: Matrix) => readonly [State, Tensor])(twice ? [...state] : state, x)
              seen.push(value)
              state = next
            }
            return bitsOf([...seen, ...state, x])
          }
          expect(run([0])).toEqual(run([]))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('take no more memory from step to step', () => {
    const step = jit((p: Matrix) => p.mul(0.5).add(1), { donate: [0] })
    let p: Matrix = random.normal(random.key(0), [1024, 1024])
    p = step(step(p))
    p.dataSync()
    addon.trim()
    const before = addon.memory().live
    for (let i = 0; i < 10; i++) p = step(p)
    expect(addon.memory().live - before).toBeLessThan(2 ** 20)
  })

  test('are copied where others hold them, large ones in their turn', () => {
    const step = jit((p: Matrix) => p.mul(0.5), { donate: [0] })
    const p: Matrix = step(random.normal(random.key(0), [1024, 1024]))
    const [other] = put([p], 'cpu') as [Matrix]
    const before = other.slice([0, 1])
    const next = step(p)
    expect(bitsOf([other.slice([0, 1]), other.mul(0.5)])).toEqual(bitsOf([before, next]))
  })

  test('cannot be used afterwards', () => {
    const p = tensor([1, 2])
    const grow = jit(
      function grow(x: Tensor<[2], 'float32'>) {
        return x.mul(2)
      },
      { donate: [0] },
    )
    expect(grow(p).toArray()).toEqual([2, 4])
    const given = "float32[2] was given to grow (jit's { donate }), whose results are in its memory now: go on with what grow returned"
    expect(() => p.add(1)).toThrow(given)
    expect(() => p.toArray()).toThrow(given)
    expect(() => grow(p)).toThrow(given)
  })

  test('leave what was computed from them and not read as it was', () => {
    const halve = jit((x: Tensor<[2], 'float32'>) => x.mul(0.5), { donate: [0] })
    const x = tensor([1, 2]).add(1)
    const [view, sum] = [x.reshape([2, 1]), x.add(1)]
    const later = sum.mul(view.reshape([2]))
    expect(halve(x).toArray()).toEqual([1, 1.5])
    expect(later.toArray()).toEqual([6, 12])
    expect(view.toArray()).toEqual([[2], [3]])
    expect(sum.toArray()).toEqual([3, 4])
    expect(() => x.add(1)).toThrow('float32[2] was given to')
  })

  test('leave what waits for them as it was when they go through a program as they are', () => {
    const through = jit((x: Tensor<[2], 'float32'>, y: Tensor<[2], 'float32'>) => [x, y.mul(2)] as const, { donate: [0, 1] })
    const only = jit((x: Tensor<[2], 'float32'>) => x, { donate: [0] })
    const halve = jit((x: Tensor<[2], 'float32'>) => x.mul(0.5), { donate: [0] })
    const x = tensor([2, 4]).mul(1.5)
    const waiting = x.add(1)
    const [same] = through(only(x), tensor([1, 1]))
    expect(halve(same).toArray()).toEqual([1.5, 3])
    expect(waiting.toArray()).toEqual([4, 7])
  })

  test('are no complex tensors, whose parts may be others', () => {
    const turn = jit((z: Tensor<[2], 'complex64'>, x: Tensor<[2], 'float32'>) => [z.mul(z), x.mul(2)] as const, { donate: [0, 1] })
    const x = tensor([1, 2])
    const z = complex(tensor([1, 2]).add(0), tensor([0, 1]).add(0))
    z.toArray()
    const [real, conjugate] = [z.real(), z.conj()]
    expect(turn(z, x)[1].toArray()).toEqual([2, 4])
    expect(real.toArray()).toEqual([1, 2])
    expect(conjugate.imag().toArray()).toEqual([-0, -1])
    expect(z.real().toArray()).toEqual([1, 2])
    expect(() => x.toArray()).toThrow('float32[2] was given to')
  })

  test('are given away where an effect of the program throws', () => {
    const step = jit(
      function step(x: Tensor<[2], 'float32'>) {
        const next = x.mul(2)
        debug.callback(() => {
          throw new RangeError('seen')
        }, next)
        return next
      },
      { donate: [0] },
    )
    const x = tensor([1, 2]).add(1)
    expect(() => step(x)).toThrow('seen')
    expect(() => x.toArray()).toThrow('float32[2] was given to step')
  })

  test.each([['0'], [[-1]], [[0.5]], [[null]], [{}]])('are named by positions, not by %j', positions => {
    expect(() => jit((x: Tensor) => x, { donate: positions as never })).toThrow('jit: donate must be a list of positions of arguments')
  })
})
