// Type-level assertions: a file that uses them is a test that the compiler runs.

/** True for identical types only. */
export type Equal<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** `check<Equal<A, B>>()` is an error unless A and B are identical. */
export declare function check<_Truth extends true>(): void
