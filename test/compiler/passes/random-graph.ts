// Random legal graphs over a few small shapes, from a list of choices, so that fast-check can shrink them.

import type { Graph, Variable } from '../../../src/core/graph.js'
import type { Primitive } from '../../../src/core/primitive.js'
import { absP, addP, divP, floorP, mulP, negP, signP, subP } from '../../../src/primitives/elementwise/arithmetic.js'
import { castP, stopGradientP } from '../../../src/primitives/elementwise/cast.js'
import { maxP, selectP } from '../../../src/primitives/elementwise/choose.js'
import { andP, eqP, ltP, notP, orP, xorP } from '../../../src/primitives/elementwise/logic.js'
import { broadcastP, reduceSumP } from '../../../src/primitives/structure/broadcast.js'
import { concatP } from '../../../src/primitives/structure/join.js'
import { transposeP } from '../../../src/primitives/structure/permute.js'
import { reshapeP } from '../../../src/primitives/structure/reshape.js'
import { reverseP } from '../../../src/primitives/structure/reverse.js'
import { padP, sliceP } from '../../../src/primitives/structure/slice.js'
import { dtypeInfo } from '../../../src/support/dtype.js'
import { sameShape, sizeOf } from '../../../src/support/shape.js'
import { type Builder, builder } from './graphs.js'

/** Choices to be read one after the other; a choice is an element of a list. */
interface Dice {
  readonly pick: <T>(from: readonly T[]) => T
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

/** One way to go on from a variable. */
type Step = (b: Builder, v: Variable, pool: readonly Variable[], dice: Dice) => Variable

/** Operations on elements, and a sum. */
export const arithmetic: readonly Step[] = [
  (b, v, _, { pick }) => b.apply(pick(unaryOf(v)), [v], {}),
  (b, v, pool, { pick }) => b.apply(pick(binaryOf(v)), [v, pick(like(v, pool))], {}),
  (b, v, _, { pick }) => b.apply(pick(binaryOf(v)), [v, b.full(pick([0, -0, 1, 2, 0.5, 7]), v.type)], {}),
  (b, v, _, { pick }) => b.apply(pick(binaryOf(v)), [b.full(pick([0, -0, 1]), v.type), v], {}),
  (b, v, pool, { pick }) => {
    const conditions = pool.filter(w => w.type.dtype === 'bool' && sameShape(w.type.shape, v.type.shape))
    const condition = pick([...conditions, b.full(pick([0, 1]), { shape: v.type.shape, dtype: 'bool' })])
    return b.apply(selectP, [condition, v, pick(like(v, pool))], {})
  },
  (b, v, _, { pick }) => b.apply(castP, [v], { dtype: pick(['float32', 'float64', 'int32', 'uint8', 'bool'] as const) }),
  (b, v, _, { pick }) => {
    if (v.type.dtype === 'bool' || v.type.shape.length === 0) return v
    return b.apply(reduceSumP, [v], { axes: pick(v.type.shape.map((_, axis) => [axis])) })
  },
]

/** Shapes of up to four axes with as many elements. */
function shapesOfSize(size: number): readonly (readonly number[])[] {
  const factors = [2, 3, 4].filter(f => size % f === 0)
  const split = factors.flatMap(f => [
    [f, size / f],
    [size / f, f],
  ])
  return [[size], [1, size], [size, 1], ...split, ...split.filter(([, n = 1]) => n % 2 === 0).map(([f = 1, n = 1]) => [2, f, n / 2])]
}

/** Operations that move elements. */
export const views: readonly Step[] = [
  (b, v, _, { pick }) => b.apply(transposeP, [v], { permutation: pick(permutationsOf(v.type.shape.length)) }),
  (b, v, _, { pick }) => b.apply(reshapeP, [v], { shape: pick(shapesOfSize(sizeOf(v.type.shape))) }),
  (b, v, _, { pick }) => {
    const { shape } = v.type
    const to = pick(Array.from({ length: shape.length + 1 }, (_, axis) => axis))
    const axes = shape.map((_, axis) => (axis < to ? axis : axis + 1))
    return b.apply(
      broadcastP,
      [v],
      pick([
        { shape: shape.toSpliced(to, 0, pick([2, 3])), axes },
        { shape, axes: shape.map((_, i) => i) },
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
  (b, v, pool, { pick }) => {
    if (v.type.shape.length === 0) return v
    return b.apply(concatP, [v, ...pick([[], [pick(like(v, pool))]])], { axis: pick([0, v.type.shape.length - 1]) })
  },
  (b, v, _, { pick }) => b.apply(reverseP, [v], { axes: pick([[], ...v.type.shape.map((_, axis) => [axis])]) }),
]

function permutationsOf(rank: number): readonly (readonly number[])[] {
  const forward = Array.from({ length: rank }, (_, axis) => axis)
  return [forward, forward.toReversed(), [...forward.slice(1), ...forward.slice(0, 1)]]
}

/** The most elements and axes that a variable has. */
const largest = 64
const deepest = 5

/** The graph that the choices lead to; its outputs are the last variables and one of the others. */
export function randomGraph(choices: readonly number[], steps: readonly Step[]): Graph {
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
    if (sizeOf(w.type.shape) <= largest && w.type.shape.length <= deepest) pool.push(w)
  }
  return b.graph(...pool.slice(-3), pick(pool))
}
