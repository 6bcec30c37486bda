// A parameter that is no data: a rule that a user wrote, a function to be called back. It prints as a name and does not tell programs apart:
// what is computed is what the graph says. Nothing that reaches a compiler may depend on one.

const mark = Symbol('opaque')

export interface Opaque<T = unknown> {
  readonly [mark]: true
  readonly name: string
  readonly value: T
}

export const opaque = <T>(name: string, value: T): Opaque<T> => Object.freeze({ [mark]: true as const, name, value })

export const isOpaque = (value: unknown): value is Opaque => typeof value === 'object' && value !== null && mark in value
