// Numbers in JSON, which has no NaN and no infinities: those are texts.

const names: ReadonlyMap<unknown, number> = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
])

/** What stands for a number in JSON. */
export const plainNumber = (value: number): number | string => (Number.isFinite(value) ? value : `${value}`)

/** The number that stands in JSON, or `undefined` where none does. */
export const numberOfPlain = (value: unknown): number | undefined => (typeof value === 'number' ? value : names.get(value))

/** A value as JSON, with all numbers that it holds. */
export const toJson = (value: unknown, indent?: number): string =>
  JSON.stringify(value, (_key, inner: unknown) => (typeof inner === 'number' ? plainNumber(inner) : inner), indent)
