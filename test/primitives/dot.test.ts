// Contractions: JAX's values, their lowering run element by element, and the adjoints of random axes.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bind } from '../../src/core/trace.js'
import { type AxisPairs, dotP } from '../../src/primitives/contraction/dot.js'
import { type Dims, sizeOf } from '../../src/support/shape.js'
import { cotangentsOf, describeGolden, dotProduct, goldenFile, loweredOf, messageOf, plainOf, tensorOf, untyped } from './golden-cases.js'

const dot = untyped(dotP)

describeGolden(goldenFile('dot'), [dot])

const integers = (shape: Dims) =>
  fc
    .array(fc.integer({ min: -3, max: 3 }), { minLength: sizeOf(shape), maxLength: sizeOf(shape) })
    .map(data => tensorOf({ shape, dtype: 'float64', data }))

type Role = 'contract' | 'batch' | 'left' | 'right'

/** Axes with a role each; the axes of either operand are shuffled. */
const uses = fc
  .array(fc.record({ role: fc.constantFrom<Role>('contract', 'batch', 'left', 'right'), size: fc.integer({ min: 0, max: 3 }) }), {
    maxLength: 5,
  })
  .chain(axes => {
    const numbered = axes.map((axis, id) => ({ ...axis, id }))
    const shuffled = (roles: readonly Role[]) => {
      const own = numbered.filter(axis => roles.includes(axis.role))
      return fc.shuffledSubarray(own, { minLength: own.length })
    }
    return fc.tuple(fc.constant(numbered), shuffled(['contract', 'batch', 'left']), shuffled(['contract', 'batch', 'right']))
  })
  .chain(([axes, left, right]) => {
    const pairs = (role: Role): AxisPairs => {
      const shared = axes.filter(axis => axis.role === role)
      return [shared.map(axis => left.indexOf(axis)), shared.map(axis => right.indexOf(axis))]
    }
    const params = { contract: pairs('contract'), batch: pairs('batch') }
    const inputs = [left, right].map(list => ({ shape: list.map(axis => axis.size), dtype: 'float64' as const }))
    const [out] = dotP.typeOf(inputs, params)
    return fc.tuple(fc.constant(params), integers(inputs[0]?.shape ?? []), integers(inputs[1]?.shape ?? []), integers(out?.shape ?? []))
  })

describe('dot', () => {
  it('is the same number seen from the output and from either operand: ⟨l·r, c⟩ = ⟨l, cl⟩ = ⟨r, cr⟩', () => {
    fc.assert(
      fc.property(uses, ([params, left, right, cotangent]) => {
        const [out] = bind(dot, [left, right], params)
        const [cl, cr] = cotangentsOf(dot, [left, right], params, cotangent, [true, true])
        expect([cl?.shape, cr?.shape]).toEqual([left.shape, right.shape])
        // Sums of integers: exact in float64.
        expect(dotProduct(left, cl)).toBe(dotProduct(out, cotangent))
        expect(dotProduct(right, cr)).toBe(dotProduct(out, cotangent))
      }),
      { numRuns: 300 },
    )
  })

  it('means what its lowering says', () => {
    fc.assert(
      fc.property(uses, ([params, left, right]) => {
        const [out] = bind(dot, [left, right], params)
        expect(plainOf(loweredOf(dot, [left, right], params))).toEqual(plainOf(out))
      }),
    )
  })

  it('maps one operand without moving it: the mapped axis is one more free axis', () => {
    const [left, right] = [
      tensorOf({ shape: [2, 3], dtype: 'float32', data: [1, 2, 3, 4, 5, 6] }),
      tensorOf({ shape: [3], dtype: 'float32', data: [1, 1, 2] }),
    ]
    const { outputs, axes } = dot.batch([left, right], [0, null], 2, { contract: [[0], [0]], batch: [[], []] })
    expect(axes).toEqual([0])
    expect(plainOf(outputs[0])).toEqual({ shape: [2], dtype: 'float32', data: [9, 21] })
  })

  it('says what does not fit', () => {
    const message = (left: Dims, right: Dims, contract: AxisPairs, batch: AxisPairs = [[], []]) =>
      messageOf(() =>
        dotP.typeOf(
          [left, right].map(shape => ({ shape, dtype: 'float32' as const })),
          { contract, batch },
        ),
      )
    expect(message([2, 3], [4, 5], [[1], [0]])).toBe(
      'ShapeError: dot: contracted sizes must match; expected 3 (left axis 1), got 4 (right axis 0) from left float32[2,3], right float32[4,5]',
    )
    expect(message([2, 3], [3], [[1], [0]], [[0], [1]])).toBe(
      'ShapeError: dot: batch axes must exist; got right axis 1 from left float32[2,3], right float32[3]',
    )
    expect(message([2, 3], [3, 2], [[1], []])).toBe(
      'ArgumentError: dot: contracted axes must come in pairs; expected 1 (of left), got 0 (of right) from left float32[2,3], right float32[3,2]',
    )
    expect(message([2, 2], [2, 2], [[1], [0]], [[1], [1]])).toBe(
      'ArgumentError: dot: an axis can be contracted or batched once; got axes [1,1] of left from left float32[2,2], right float32[2,2]',
    )
    const bools = [
      { shape: [2], dtype: 'bool' as const },
      { shape: [2], dtype: 'bool' as const },
    ]
    expect(messageOf(() => dotP.typeOf(bools, { contract: [[0], [0]], batch: [[], []] }))).toBe(
      'DTypeError: dot: elements must be numbers; got bool from left bool[2], right bool[2]; convert with cast',
    )
  })
})
