// What can be wrong with the arguments of a call.

import { ones, tensor, zeros } from 'tenet'

const endless: unknown[] = []
endless.push(endless)

/** Values of every kind. Whatever a function takes, most of them are not that. */
export const strangers: readonly unknown[] = [
  undefined,
  null,
  true,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  -1,
  0.5,
  7,
  2n,
  'nonsense',
  '',
  Symbol('nonsense'),
  () => 1,
  {},
  { nonsense: 1 },
  Object.create(null),
  new Date(0),
  new Map(),
  [],
  [null],
  [undefined, Symbol('nonsense')],
  [Number.NaN],
  [Object.create(null)],
  new Array(2),
  endless,
  tensor(1),
  ones([2, 3]),
  zeros([0], 'int32'),
  tensor([true, false]),
]

const isPlain = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype

/** A value with one of its parts replaced by strangers. */
function* within(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) for (const i of value.keys()) for (const stranger of strangers) yield value.with(i, stranger)
  else if (isPlain(value)) for (const key of Object.keys(value)) for (const stranger of strangers) yield { ...value, [key]: stranger }
}

/** Arguments of which one is wrong, missing or too many. */
export function* misuses(args: readonly unknown[]): Generator<readonly unknown[]> {
  for (const i of args.keys()) {
    yield args.slice(0, i)
    for (const stranger of strangers) yield args.with(i, stranger)
    for (const changed of within(args[i])) yield args.with(i, changed)
  }
  for (const stranger of strangers) {
    yield [...args, stranger]
    yield [...args, undefined, stranger]
  }
}

/** Arguments without an example to go by. */
export function* misusesOfNothing(): Generator<readonly unknown[]> {
  yield []
  for (const first of strangers) {
    yield [first]
    for (const second of strangers) yield [first, second]
  }
}

/** Arguments with an option nobody knows: in the options given last, and in an object behind them. */
export function* misspelt(args: readonly unknown[]): Generator<readonly unknown[]> {
  const last = args.at(-1)
  if (isPlain(last)) yield [...args.slice(0, -1), { ...last, misspelt: 1 }]
  for (let missing = 0; missing < 3; missing++) yield [...args, ...Array<undefined>(missing).fill(undefined), { misspelt: 1 }]
}
