// Python's pickle machine, restricted: a stack, a memo, and no way to run anything. Globals are names until the rules of a format give a call
// of one a meaning, and what the rules do not know is refused by name.
// Work and memory are bounded by the bytes of the pickle, and by `mostValues`.

import { Malformed } from '../read-file.js'
import { type ByteReader, byteReader } from './byte-reader.js'
import { type Opcode, opcodes, refusedOpcodes } from './opcodes.js'
import { describe, type PickleRules, type PickleValue } from './values.js'

/** As many values as a pickle may make or remember: some 70,000 tensors. */
const mostValues = 2 ** 21

const newestProtocol = 5

/** Integers of Python become bigints only where a number would not be exact. */
const integer = (value: bigint): number | bigint => {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : value
}

interface Machine {
  readonly rules: PickleRules
  readonly reader: ByteReader
  stack: PickleValue[]
  /** The stacks below the marks. */
  readonly below: PickleValue[][]
  readonly memo: Map<number, PickleValue>
  values: number
}

const isKind = <K extends Extract<PickleValue, { kind: unknown }>['kind']>(
  value: PickleValue,
  kind: K,
): value is Extract<PickleValue, { kind: K }> => value !== null && typeof value === 'object' && value.kind === kind

const refusal = ({ allowed }: PickleRules, opcode: string, at: number): Malformed =>
  new Malformed(`the pickle has the opcode ${opcode} at byte ${at}, which is not allowed: only ${allowed} are read`)

function count(machine: Machine): void {
  if (++machine.values > mostValues) throw new Malformed(`the pickle makes more than ${mostValues} values`)
}

function push(machine: Machine, value: PickleValue): void {
  count(machine)
  machine.stack.push(value)
}

function pop(machine: Machine): PickleValue {
  const value = machine.stack.pop()
  if (value === undefined) throw new Malformed(`the pickle takes a value from an empty stack before byte ${machine.reader.position()}`)
  return value
}

function top(machine: Machine): PickleValue {
  const value = pop(machine)
  machine.stack.push(value)
  return value
}

/** The values since the last mark, which is gone. */
function popMark(machine: Machine): PickleValue[] {
  const values = machine.stack
  const below = machine.below.pop()
  if (below === undefined) throw new Malformed(`the pickle looks for a mark that is not there before byte ${machine.reader.position()}`)
  machine.stack = below
  return values
}

function remember(machine: Machine, place: number): void {
  count(machine)
  machine.memo.set(place, top(machine))
}

function recall(machine: Machine, place: number): void {
  const value = machine.memo.get(place)
  if (value === undefined) throw new Malformed(`the pickle recalls ${place}, which it has not remembered`)
  push(machine, value)
}

function append(machine: Machine, items: readonly PickleValue[]): void {
  const list = top(machine)
  if (list === null || typeof list !== 'object' || list.kind !== 'list') throw new Malformed(`the pickle appends to ${describe(list)}`)
  for (const item of items) list.items.push(item)
}

function pairs(items: readonly PickleValue[]): (readonly [PickleValue, PickleValue])[] {
  if (items.length % 2 !== 0) throw new Malformed('the pickle has a key without a value')
  return Array.from({ length: items.length / 2 }, (_, i) => [items[2 * i] as PickleValue, items[2 * i + 1] as PickleValue] as const)
}

function setItems(machine: Machine, items: readonly PickleValue[]): void {
  const dict = top(machine)
  if (dict === null || typeof dict !== 'object' || dict.kind !== 'dict') throw new Malformed(`the pickle sets items of ${describe(dict)}`)
  for (const pair of pairs(items)) dict.entries.push(pair)
}

function pushGlobal(machine: Machine, module: string, attribute: string): void {
  const name = `${module}.${attribute}`
  machine.rules.checkGlobal(name)
  push(machine, { kind: 'global', name })
}

function stackGlobal(machine: Machine): void {
  const [attribute, module] = [pop(machine), pop(machine)]
  if (typeof attribute !== 'string' || typeof module !== 'string')
    throw new Malformed(`the pickle names a global by ${describe(module)} and ${describe(attribute)}`)
  pushGlobal(machine, module, attribute)
}

function reduce(machine: Machine): void {
  const [args, callee] = [pop(machine), pop(machine)]
  if (callee === null || typeof callee !== 'object' || callee.kind !== 'global') throw new Malformed(`the pickle calls ${describe(callee)}`)
  if (args === null || typeof args !== 'object' || args.kind !== 'tuple')
    throw new Malformed(`the pickle calls ${callee.name} with ${describe(args)}; expected a tuple`)
  push(machine, machine.rules.call(callee.name, args.items))
}

/** Attributes of a dict (`_metadata` of a state dict) are no part of its value; of an object the rules know. */
function build(machine: Machine): void {
  const [state, target] = [pop(machine), top(machine)]
  if (isKind(target, 'object') && machine.rules.setState !== null) machine.rules.setState(target.object, state)
  else if (!isKind(target, 'dict') || !isKind(state, 'dict'))
    throw new Malformed(`the pickle gives ${describe(target)} a state, which is allowed for dicts only`)
}

/** @throws Malformed unless the protocol is one of Python 2.3 or later */
function checkProtocol(protocol: number): void {
  if (protocol < 2 || protocol > newestProtocol)
    throw new Malformed(`pickle protocol ${protocol} is not supported; expected 2 to ${newestProtocol}`)
}

function longInteger({ reader }: Machine): number | bigint {
  const length = reader.uint32()
  if (length > 255) throw new Malformed(`the pickle has an integer of ${length} bytes; at most 255 are supported`)
  return integer(reader.integer(length))
}

function mark(machine: Machine): void {
  count(machine)
  machine.below.push(machine.stack)
  machine.stack = []
}

const last = (machine: Machine, length: number): PickleValue[] => Array.from({ length }, () => pop(machine)).reverse()

const tuple = (machine: Machine, items: readonly PickleValue[]): void => push(machine, { kind: 'tuple', items })

const text = (machine: Machine, length: number): void => push(machine, machine.reader.text(length))

/** A string of Python 2, which may be text or bytes. */
function string(machine: Machine, length: number): void {
  if (machine.rules.strings === 'text') text(machine, length)
  else push(machine, { kind: 'bytes', bytes: machine.reader.bytes(length) })
}

function bytes(machine: Machine, opcode: Opcode, length: number): void {
  if (machine.rules.strings === 'text') throw refusal(machine.rules, opcode, machine.reader.position())
  push(machine, { kind: 'bytes', bytes: machine.reader.bytes(length) })
}

const actions: Readonly<Record<Exclude<Opcode, 'STOP'>, (machine: Machine) => void>> = {
  PROTO: ({ reader }) => checkProtocol(reader.uint8()),
  FRAME: ({ reader }) => reader.bytes(8),
  MARK: mark,
  POP: pop,
  POP_MARK: popMark,
  DUP: machine => push(machine, top(machine)),
  NONE: machine => push(machine, null),
  NEWTRUE: machine => push(machine, true),
  NEWFALSE: machine => push(machine, false),
  BININT: machine => push(machine, machine.reader.int32()),
  BININT1: machine => push(machine, machine.reader.uint8()),
  BININT2: machine => push(machine, machine.reader.uint16()),
  LONG1: machine => push(machine, integer(machine.reader.integer(machine.reader.uint8()))),
  LONG4: machine => push(machine, longInteger(machine)),
  BINFLOAT: machine => push(machine, machine.reader.float64()),
  SHORT_BINSTRING: machine => string(machine, machine.reader.uint8()),
  BINSTRING: machine => string(machine, machine.reader.uint32()),
  SHORT_BINUNICODE: machine => text(machine, machine.reader.uint8()),
  BINUNICODE: machine => text(machine, machine.reader.uint32()),
  BINUNICODE8: machine => text(machine, machine.reader.count64()),
  SHORT_BINBYTES: machine => bytes(machine, 'SHORT_BINBYTES', machine.reader.uint8()),
  BINBYTES: machine => bytes(machine, 'BINBYTES', machine.reader.uint32()),
  BINBYTES8: machine => bytes(machine, 'BINBYTES8', machine.reader.count64()),
  EMPTY_LIST: machine => push(machine, { kind: 'list', items: [] }),
  LIST: machine => push(machine, { kind: 'list', items: popMark(machine) }),
  APPEND: machine => append(machine, [pop(machine)]),
  APPENDS: machine => append(machine, popMark(machine)),
  EMPTY_TUPLE: machine => tuple(machine, []),
  TUPLE: machine => tuple(machine, popMark(machine)),
  TUPLE1: machine => tuple(machine, last(machine, 1)),
  TUPLE2: machine => tuple(machine, last(machine, 2)),
  TUPLE3: machine => tuple(machine, last(machine, 3)),
  EMPTY_DICT: machine => push(machine, { kind: 'dict', entries: [] }),
  DICT: machine => push(machine, { kind: 'dict', entries: pairs(popMark(machine)) }),
  SETITEM: machine => setItems(machine, last(machine, 2)),
  SETITEMS: machine => setItems(machine, popMark(machine)),
  BINPUT: machine => remember(machine, machine.reader.uint8()),
  LONG_BINPUT: machine => remember(machine, machine.reader.uint32()),
  MEMOIZE: machine => remember(machine, machine.memo.size),
  BINGET: machine => recall(machine, machine.reader.uint8()),
  LONG_BINGET: machine => recall(machine, machine.reader.uint32()),
  GLOBAL: machine => pushGlobal(machine, machine.reader.line(), machine.reader.line()),
  STACK_GLOBAL: stackGlobal,
  REDUCE: reduce,
  BUILD: build,
  BINPERSID: machine => push(machine, machine.rules.persistent(pop(machine))),
}

function nextOpcode({ reader, rules }: Machine): Opcode {
  const at = reader.position()
  const byte = reader.uint8()
  const opcode = opcodes.get(byte)
  if (opcode !== undefined) return opcode
  const refused = refusedOpcodes.get(byte)
  if (refused === undefined) throw new Malformed(`the pickle has byte ${byte} at ${at}, which is no opcode`)
  throw refusal(rules, refused, at)
}

/**
 * Reads the pickle that begins at a byte.
 * @returns its value, and where it ends
 * @throws Truncated when the bytes end before it does, Malformed when it holds what is not allowed
 */
export function unpickle(bytes: Uint8Array, start: number, rules: PickleRules): { readonly value: PickleValue; readonly end: number } {
  const machine: Machine = { rules, reader: byteReader(bytes, start), stack: [], below: [], memo: new Map(), values: 0 }
  for (let opcode = nextOpcode(machine); opcode !== 'STOP'; opcode = nextOpcode(machine)) actions[opcode](machine)
  const value = pop(machine)
  if (machine.stack.length > 0 || machine.below.length > 0) throw new Malformed('the pickle ends with values left over')
  return { value, end: machine.reader.position() }
}
