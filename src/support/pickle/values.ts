// What a pickle can hold here: numbers, text, containers, the names of allowed globals, and what these make.

/** `object` is what the rules of a format make of a call; the machine only hands it on. */
export type PickleValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | { readonly kind: 'list'; readonly items: PickleValue[] }
  | { readonly kind: 'tuple'; readonly items: readonly PickleValue[] }
  | { readonly kind: 'dict'; readonly entries: (readonly [key: PickleValue, value: PickleValue])[] }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'object'; readonly object: unknown }

/** What a value is called in a message. */
export const describe = (value: PickleValue | undefined): string => {
  if (value === null) return 'None'
  if (value === undefined) return 'nothing'
  if (typeof value === 'object')
    return value.kind === 'global'
      ? value.name
      : value.kind === 'object'
        ? 'an object'
        : value.kind === 'bytes'
          ? 'bytes'
          : `a ${value.kind}`
  return typeof value === 'string' ? 'a string' : typeof value === 'boolean' ? 'a bool' : 'a number'
}

/** The meaning of the calls in a pickle: whatever is not allowed throws Malformed. */
export interface PickleRules {
  /** @param name `module.attribute` */
  readonly checkGlobal: (name: string) => void
  readonly call: (name: string, args: readonly PickleValue[]) => PickleValue
  /** An object that is kept outside of the pickle. */
  readonly persistent: (id: PickleValue) => PickleValue
  /** What an object that a call made is told to be, in place; `null` where none is told anything. */
  readonly setState: ((object: unknown, state: PickleValue) => void) | null
  /** Whether strings of Python 2 are text; as `bytes`, bytes of Python 3 are allowed too. */
  readonly strings: 'text' | 'bytes'
  /** What a message says is read. */
  readonly allowed: string
}
