// Positions in buffers to pointers. See Note [Addresses].

import type { Expr } from '../../core/expr.js'
import type { DTypeName } from '../../support/dtype.js'
import { InternalError } from '../../support/errors.js'
import { partsOf, variablesOf } from '../index-algebra/index.js'
import type { Table } from './known-values.js'
import type { LlvmText, Value } from './llvm-text.js'
import { memoryType } from './llvm-types.js'
import type { Places, Scope } from './places.js'

export interface AddressEmitter {
  readonly bufferType: (buffer: number) => DTypeName
  /** To the element of the buffer at a position, of which the first lane counts. */
  readonly pointer: (buffer: number, at: Expr) => string
  /** To an element of the buffer, so many after the one at the pointer or, without one, from its first on; by a name or a number. */
  readonly element: (buffer: number, offset: string | number, pointer?: string) => string
}

export function addressEmitter(
  text: LlvmText,
  scope: Scope,
  { kernel, buffers, interner, known }: Places,
  firstLane: (e: Expr) => Value,
): AddressEmitter {
  const [pointers, sums, bases] = [0, 1, 2].map(() => buffers.map(() => known.byExpr<string>()))

  const bufferType = (buffer: number) => {
    const found = kernel.buffers[buffer]
    if (found === undefined) throw new InternalError(`kernel ${kernel.name} has no buffer ${buffer}`)
    return found.dtype
  }

  const element = (buffer: number, offset: string | number, pointer = buffers[buffer]): string =>
    text.define(`getelementptr inbounds ${memoryType(bufferType(buffer), 1)}, ptr ${pointer}, i64 ${offset}`)

  /** Not in bounds, perhaps, before something else is added. */
  const moved = (buffer: number, pointer: string | undefined, offset: Expr | number): string => {
    const by = typeof offset === 'number' ? offset : firstLane(offset).name
    return by === 0 || by === '0'
      ? `${pointer}`
      : text.define(`getelementptr ${memoryType(bufferType(buffer), 1)}, ptr ${pointer}, i64 ${by}`)
  }

  /** Whether the value is the same in all rounds of the innermost loop. */
  const isFixed = (e: Expr): boolean => {
    if (known.changes(e)) return false
    for (const v of variablesOf(e)) if ((scope.depths.get(v) ?? 0) >= scope.depth) return false
    return true
  }

  const once = (table: Table<Expr, string> | undefined, e: Expr, make: () => string): string => {
    const before = table?.get(e)
    if (before !== undefined) return before
    const made = make()
    table?.set(e, made)
    return made
  }

  return {
    bufferType,
    element,
    pointer: (buffer, at) =>
      once(pointers?.[buffer], at, () => {
        const { fixed, moving, sum, constant } = partsOf(at, isFixed, interner)
        const base = (): string => once(bases?.[buffer], fixed, () => text.define(`freeze ptr ${moved(buffer, buffers[buffer], fixed)}`))
        const isSplit = fixed.op !== 'constant' && moving.op !== 'constant'
        const place = once(sums?.[buffer], sum, () => (isSplit ? moved(buffer, base(), moving) : moved(buffer, buffers[buffer], sum)))
        return moved(buffer, place, constant)
      }),
  }
}

// Note [Addresses]
// A position is a sum: of what is the same in all rounds of the innermost loop, of what is not, and of a constant. What is the same becomes a pointer first,
// the rest is added to it, and the constant last, so that neighbours have all but the constant in common. LLVM would undo that, and look for the best way
// to write each of so many sums of so many terms (loop strength reduction): a quarter of all that it does. It does not look through a `freeze`, which costs nothing.
