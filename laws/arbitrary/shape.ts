// Shapes, small and simple ones first. Both ends of what is asked for are drawn; shrinking takes axes away and makes them shorter.

import fc from 'fast-check'

export type Sizes = readonly number[]

export interface ShapeOptions {
  /** How many axes: a number, or the least and the most of them. Default 0 … 3. */
  readonly rank?: number | readonly [least: number, most: number]
  /** The smallest size of an axis; 0 for shapes without elements among them. Default 1. */
  readonly min?: number
  /** The largest size of an axis. Default 5. */
  readonly max?: number
}

const rankOf = (rank: ShapeOptions['rank'] = [0, 3]): readonly [least: number, most: number] =>
  typeof rank === 'number' ? [rank, rank] : rank

/**
 * A shape.
 * @example
 * ```
 * laws.shape({ rank: 1, max: 16 })          // [1] … [16]
 * laws.shape({ rank: [2, 3], min: 0 })      // [0,0] … [5,5,5]
 * ```
 */
export function shape({ rank, min = 1, max = 5 }: ShapeOptions = {}): fc.Arbitrary<Sizes> {
  const [minLength, maxLength] = rankOf(rank)
  return fc.array(fc.integer({ min, max }), { minLength, maxLength, size: 'max' })
}

/** What two shapes that broadcast have in common. */
export interface BroadcastablePair {
  readonly a: Sizes
  readonly b: Sizes
  /** What they broadcast to. */
  readonly common: Sizes
}

/** How an operand has an axis of the common shape: whole, stretched from size 1, or (in front) not at all. */
type Presence = 'whole' | 'one'

const operand = (common: Sizes, presence: readonly Presence[], absent: number): Sizes =>
  common.map((size, axis) => (presence[axis] === 'one' ? 1 : size)).slice(absent)

/** Two shapes that broadcast: axes of size 1 are stretched, axes in front may be missing from one of them. */
export function broadcastable({ rank, min = 1, max = 5 }: ShapeOptions = {}): fc.Arbitrary<BroadcastablePair> {
  return shape({ ...(rank === undefined ? {} : { rank }), min, max }).chain(whole => {
    // For each axis, which of the operands is stretched along it; at most one is.
    const stretched = fc.array(fc.constantFrom<'none' | 'a' | 'b'>('none', 'a', 'b'), { minLength: whole.length, maxLength: whole.length })
    const absent = fc.record({ of: fc.constantFrom<'a' | 'b'>('a', 'b'), axes: fc.nat({ max: whole.length }) })
    return fc.record({ stretched, absent }).map(drawn => {
      const presence = (name: 'a' | 'b'): Presence[] => drawn.stretched.map(which => (which === name ? 'one' : 'whole'))
      const missing = (name: 'a' | 'b'): number => (drawn.absent.of === name ? drawn.absent.axes : 0)
      const [a, b] = [operand(whole, presence('a'), missing('a')), operand(whole, presence('b'), missing('b'))]
      // An axis that one operand lacks and the other has as 1 has size 1.
      const sizeAt = (sizes: Sizes, axis: number): number => sizes[axis - (whole.length - sizes.length)] ?? 1
      const common = whole.map((_, axis) => (sizeAt(a, axis) === 1 ? sizeAt(b, axis) : sizeAt(a, axis)))
      return { a, b, common }
    })
  })
}
