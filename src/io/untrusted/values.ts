// Values of which nothing is known yet: what they are, and how a message shows them: quoted, control characters escaped, never long.

import type { Dims } from '../../support/shape.js'

export type Fields = Readonly<Record<string, unknown>>

export const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)

export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0

/** More axes than any tensor has. */
export const mostAxes = 64

const short = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}…` : text)

export const showName = (name: string): string => JSON.stringify(short(name))

export const showValue = (value: unknown): string =>
  typeof value === 'bigint' ? short(`${value}`) : short(JSON.stringify(value) ?? 'nothing')

/** The size of a shape, or `undefined` beyond what a JavaScript number counts exactly. */
export function exactSize(shape: Dims): number | undefined {
  if (shape.includes(0)) return 0
  let size = 1
  for (const d of shape) {
    size *= d
    if (size > Number.MAX_SAFE_INTEGER) return undefined
  }
  return size
}
