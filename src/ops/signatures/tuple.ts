// Tuples whose length is a literal number, so that `const [a, b] = split(x, 2)` has no undefined parts.

/** A tuple of N elements for a literal N below 100, else an array. */
export type TupleOf<N extends number, T> = number extends N
  ? T[]
  : `${N}` extends `${infer _Tens}${infer _Units}${infer Rest}`
    ? Rest extends ''
      ? Repeat<N, T>
      : T[]
    : Repeat<N, T>

type Repeat<N extends number, T, Done extends T[] = []> = Done['length'] extends N ? Done : Repeat<N, T, [...Done, T]>
