// Memory that cannot be had, in words: how much of it, for which arrays.

import { type ArrayType, bytesOf, showType } from '../../core/array-type.js'
import { LimitationError } from '../../support/errors.js'

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

const showBytes = (bytes: number): string => {
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3))
  return `${Number((bytes / 1000 ** power).toPrecision(3))} ${units[power]}`
}

const sumOf = (types: readonly ArrayType[]): number => types.reduce((sum, type) => sum + bytesOf(type), 0)

/** The largest few, and how many there are besides. */
function showTypes(types: readonly ArrayType[]): string {
  const largest = types.toSorted((a, b) => bytesOf(b) - bytesOf(a)).slice(0, 3)
  const rest = types.length - largest.length
  return largest.map(showType).join(', ') + (rest > 0 ? ` and ${rest} more` : '')
}

export const outOfMemory = (doing: string, types: readonly ArrayType[], intermediate = 0): LimitationError =>
  new LimitationError(
    `${doing}: not enough memory; ${showBytes(sumOf(types))} are needed for ${showTypes(types)}` +
      `${intermediate > 0 ? `, and ${showBytes(intermediate)} for intermediate values` : ''}. Compute fewer or smaller values at a time.`,
  )

/** Runs what allocates. @throws LimitationError where there is no such memory */
export function allocating<R>(doing: string, types: readonly ArrayType[], body: () => R, intermediate = 0): R {
  try {
    return body()
  } catch (error) {
    // What allocators throw, V8's and the addon's.
    if (error instanceof RangeError) throw outOfMemory(doing, types, intermediate)
    throw error
  }
}
