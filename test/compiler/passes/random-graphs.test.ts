// Random graphs keep the bits of all results through every pass; the checker runs after each. Inputs hold -0, infinities and NaN.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { runPasses } from '../../../src/compiler/passes/index.js'
import { pipeline } from '../../../src/compiler/passes/pipeline.js'
import { type HostArray, hostArray } from '../../../src/core/array-type.js'
import { checkGraph } from '../../../src/core/checker.js'
import { type Graph, graphKey, type Variable } from '../../../src/core/graph.js'
import type { Primitive } from '../../../src/core/primitive.js'
import { printGraph } from '../../../src/core/printer.js'
import { broadcastP, reduceSumP } from '../../../src/primitives/broadcast.js'
import { absP, addP, divP, floorP, mulP, negP, signP, subP } from '../../../src/primitives/elementwise-arithmetic.js'
import { castP, stopGradientP } from '../../../src/primitives/elementwise-cast.js'
import { maxP, selectP } from '../../../src/primitives/elementwise-choose.js'
import { andP, eqP, ltP, notP, orP, xorP } from '../../../src/primitives/elementwise-logic.js'
import { concatP } from '../../../src/primitives/join.js'
import { transposeP } from '../../../src/primitives/permute.js'
import { reshapeP } from '../../../src/primitives/reshape.js'
import { reverseP } from '../../../src/primitives/reverse.js'
import { padP, sliceP } from '../../../src/primitives/slice.js'
import { dtypeInfo, isFloat } from '../../../src/support/dtype.js'
import { sameShape } from '../../../src/support/shape.js'
import { type Builder, builder, interpret } from './graphs.js'

/** Choices to be read one after the other; a choice is an element of a list. */
interface Dice {
  readonly pick: <T>(from: readonly T[]) => T
}

const permutations: Readonly<Record<number, readonly (readonly number[])[]>> = {
  0: [[]],
  1: [[0]],
  2: [
    [0, 1],
    [1, 0],
  ],
}

/** Variables of the same type as another, itself among them. */
const like = (v: Variable, pool: readonly Variable[]): readonly Variable[] =>
  pool.filter(w => w.type.dtype === v.type.dtype && sameShape(w.type.shape, v.type.shape))

const unaryOf = (v: Variable): readonly Primitive[] => {
  const { kind } = dtypeInfo(v.type.dtype)
  if (kind === 'bool') return [notP]
  return kind === 'float' ? [negP, absP, signP, floorP, stopGradientP] : [negP, absP, signP, notP]
}

const binaryOf = (v: Variable): readonly Primitive[] => {
  const { kind } = dtypeInfo(v.type.dtype)
  if (kind === 'bool') return [andP, orP, xorP, eqP]
  return kind === 'float' ? [addP, subP, mulP, divP, maxP, ltP] : [addP, subP, mulP, divP, andP, orP, xorP, maxP, eqP]
}

/** The ways to go on from a variable. */
const steps: readonly ((b: Builder, v: Variable, pool: readonly Variable[], dice: Dice) => Variable)[] = [
  (b, v, _, { pick }) => b.apply(pick(unaryOf(v)), [v], {}),
  (b, v, pool, { pick }) => b.apply(pick(binaryOf(v)), [v, pick(like(v, pool))], {}),
  (b, v, _, { pick }) =>
    b.apply(
      pick(binaryOf(v)),
      pick([true, false]) ? [v, b.full(pick([0, -0, 1, 2, 0.5, 7]), v.type)] : [b.full(pick([0, -0, 1]), v.type), v],
      {},
    ),
  (b, v, pool, { pick }) => {
    const conditions = pool.filter(w => w.type.dtype === 'bool' && sameShape(w.type.shape, v.type.shape))
    const condition = pick([...conditions, b.full(pick([0, 1]), { shape: v.type.shape, dtype: 'bool' })])
    return b.apply(selectP, [condition, v, pick(like(v, pool))], {})
  },
  (b, v, _, { pick }) => b.apply(castP, [v], { dtype: pick(['float32', 'float64', 'int32', 'uint8', 'bool'] as const) }),
  (b, v, _, { pick }) => b.apply(transposeP, [v], { permutation: pick(permutations[v.type.shape.length] ?? [[]]) }),
  (b, v, _, { pick }) => {
    const size = v.type.shape.reduce((n, d) => n * d, 1)
    return b.apply(reshapeP, [v], { shape: pick([[size], [1, size], [size, 1], ...(size % 2 === 0 ? [[2, size / 2]] : [])]) })
  },
  (b, v, _, { pick }) => {
    const [n = 1] = v.type.shape
    if (v.type.shape.length === 2) return b.apply(broadcastP, [v], { shape: v.type.shape, axes: [0, 1] })
    return v.type.shape.length === 0
      ? b.apply(broadcastP, [v], { shape: pick([[], [3], [2, 3]]), axes: [] })
      : b.apply(
          broadcastP,
          [v],
          pick([
            { shape: [n, 2], axes: [0] },
            { shape: [2, n], axes: [1] },
            { shape: [n], axes: [0] },
          ]),
        )
  },
  (b, v, _, { pick }) => {
    const bounds = v.type.shape.map(size => ({
      start: pick(size > 1 ? [0, 0, 1] : [0]),
      limit: pick([size, size > 1 ? size - 1 : size]),
      stride: pick([1, 1, 2]),
    }))
    return b.apply(sliceP, [v], {
      starts: bounds.map(x => Math.min(x.start, x.limit)),
      limits: bounds.map(x => x.limit),
      strides: bounds.map(x => x.stride),
    })
  },
  (b, v, _, { pick }) => {
    const each = (from: readonly number[]) => v.type.shape.map(() => pick(from))
    return b.apply(padP, [v], { low: each([0, 0, 1]), high: each([0, 0, 2]), interior: each([0, 0, 0, 1]), value: pick([0, 0, 2]) })
  },
  (b, v, pool, { pick }) =>
    v.type.shape.length === 0
      ? v
      : b.apply(concatP, [v, ...pick([[], [pick(like(v, pool))]])], { axis: pick([0, v.type.shape.length - 1]) }),
  (b, v, _, { pick }) => b.apply(reverseP, [v], { axes: pick([[], ...v.type.shape.map((_, axis) => [axis])]) }),
  (b, v, _, { pick }) =>
    v.type.dtype === 'bool' || v.type.shape.length === 0
      ? v
      : b.apply(reduceSumP, [v], { axes: pick(v.type.shape.map((_, axis) => [axis])) }),
]

const largest = 64

function build(choices: readonly number[]): Graph {
  let next = 0
  const pick: Dice['pick'] = from => {
    const chosen = from[(choices[next++ % choices.length] ?? 0) % from.length]
    if (chosen === undefined) throw new Error('nothing to pick from')
    return chosen
  }
  const b = builder()
  const pool = [b.input([2, 3]), b.input([3]), b.input([2, 3], 'bool'), b.input([2, 3], 'int32'), b.input([])]
  while (next < choices.length) {
    // The last ones more often, so that chains come up.
    const v = pick([...pool, ...pool.slice(-3), ...pool.slice(-1)])
    const w = pick(steps)(b, v, pool, { pick })
    if (w.type.shape.reduce((n, d) => n * d, 1) <= largest) pool.push(w)
  }
  return b.graph(...pool.slice(-3), pick(pool))
}

const specialValues = [-0, 0, 1, -1, 1.5, -2.25, 3, Number.NaN, Number.POSITIVE_INFINITY, 1e30, -7]

function inputFor(v: Variable, seed: number): HostArray {
  const array = hostArray(v.type)
  const integers = specialValues.filter(Number.isInteger)
  for (let i = 0; i < array.data.length; i++) {
    const values = isFloat(v.type.dtype) ? specialValues : integers
    array.data[i] = dtypeInfo(v.type.dtype).store(values[(seed + 5 * i) % values.length] ?? 0)
  }
  return array
}

test('every pass keeps every bit, and finds nothing to do the second time', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 5, maxLength: 120 }), fc.nat(50), (choices, seed) => {
      const source = build(choices)
      const inputs = source.inputs.map((v, i) => inputFor(v, seed + i))
      const expected = interpret(source, inputs)
      let graph = source
      for (const pass of pipeline) {
        graph = pass.run(graph)
        checkGraph(graph, pass.name)
        expect(pass.run(graph), `${pass.name} is idempotent`).toBe(graph)
        for (const [i, result] of interpret(graph, inputs).entries())
          expect([...result.data], `output ${i} after ${pass.name}\n${printGraph(source)}\nbecame\n${printGraph(graph)}`).toEqual([
            ...(expected[i]?.data ?? []),
          ])
      }
      expect(graph.equations.length).toBeLessThanOrEqual(source.equations.length)
      expect(graphKey(runPasses(source))).toBe(graphKey(graph))
    }),
    { numRuns: 400 },
  )
})
