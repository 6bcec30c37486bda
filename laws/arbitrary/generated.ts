// An arbitrary from two functions: one that draws a value, one that lists simpler ones. For values of many parts (the elements of a tensor),
// which are to be simplified in blocks: fast-check's own arrays would simplify them one by one, at a run of the law each.

import fc from 'fast-check'

/** A class, for that is how fast-check is extended. */
class Generated<T> extends fc.Arbitrary<T> {
  readonly #draw: (random: fc.Random) => T
  readonly #simpler: (value: T) => Iterable<T>

  constructor(draw: (random: fc.Random) => T, simpler: (value: T) => Iterable<T>) {
    super()
    this.#draw = draw
    this.#simpler = simpler
  }

  generate(random: fc.Random): fc.Value<T> {
    return new fc.Value(this.#draw(random), undefined)
  }

  /** A value given by hand is not simplified: nothing says that it could have been drawn. */
  canShrinkWithoutContext(_value: unknown): _value is T {
    return false
  }

  shrink(value: T): fc.Stream<fc.Value<T>> {
    const simpler = this.#simpler
    function* values(): IterableIterator<fc.Value<T>> {
      for (const candidate of simpler(value)) yield new fc.Value(candidate, undefined)
    }
    return fc.stream(values())
  }
}

/**
 * @param draw a value from random numbers alone, so that a seed finds it again
 * @param simpler simpler values, the simplest first; a chain of them must end
 */
export const generated = <T>(draw: (random: fc.Random) => T, simpler: (value: T) => Iterable<T>): fc.Arbitrary<T> =>
  new Generated(draw, simpler)
