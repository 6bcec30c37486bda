// CIFAR's Python version: a pickled dict of an array and lists. It is read by the machine that runs nothing: an array of NumPy's is put together
// from its parts here, and whatever else a pickle names is refused.
// Source: NumPy, numpy/_core/src/multiarray/methods.c (array_setstate), for the parts of an array.

import { type Either, isLeft, left, right } from 'fp-ts/lib/Either.js'
import type { IoError } from '../../../support/io-error.js'
import { unpickle } from '../../../support/pickle/unpickle.js'
import { describe, type PickleRules, type PickleValue } from '../../../support/pickle/values.js'
import { Malformed, readFileWith } from '../../../support/read-file.js'
import { faultOfLabel, imageBytes, type Labelling, mostBytes, type Records } from './records.js'

/** An array, or a dtype, until and after it is told what it is. */
interface NumpyObject {
  readonly kind: 'array' | 'dtype'
  state: readonly PickleValue[] | null
}

const isNumpy = (value: unknown, kind: NumpyObject['kind']): value is NumpyObject =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind && 'state' in value

const objectOf = (value: PickleValue | undefined, kind: NumpyObject['kind']): NumpyObject | undefined =>
  typeof value === 'object' && value?.kind === 'object' && isNumpy(value.object, kind) ? value.object : undefined

/** Text, or Python 2's strings. */
function textOf(value: PickleValue | undefined): string | undefined {
  if (typeof value === 'string') return value
  return typeof value === 'object' && value?.kind === 'bytes' ? Buffer.from(value.bytes).toString('latin1') : undefined
}

/** Bytes, or what Python 3 makes of bytes in old protocols: text of their numbers. */
function encoded(args: readonly PickleValue[]): PickleValue {
  const [text, encoding] = args
  if (typeof text !== 'string' || textOf(encoding) !== 'latin1') throw new Malformed('_codecs.encode: expected text and latin1')
  return { kind: 'bytes', bytes: Buffer.from(text, 'latin1') }
}

const fresh = (kind: NumpyObject['kind'], state: NumpyObject['state']): PickleValue => ({
  kind: 'object',
  object: { kind, state } satisfies NumpyObject,
})

const calls: ReadonlyMap<string, (args: readonly PickleValue[]) => PickleValue> = new Map([
  ['numpy.core.multiarray._reconstruct', () => fresh('array', null)],
  ['numpy._core.multiarray._reconstruct', () => fresh('array', null)],
  ['numpy.dtype', (args: readonly PickleValue[]) => fresh('dtype', args)],
  ['_codecs.encode', encoded],
])

const rules: PickleRules = {
  checkGlobal(name) {
    if (!calls.has(name) && name !== 'numpy.ndarray')
      throw new Malformed(
        `the pickle names the global ${JSON.stringify(name.slice(0, 100))}, which is not allowed: only arrays, lists, numbers and strings are read`,
      )
  },
  call(name, args) {
    const call = calls.get(name)
    if (call === undefined) throw new Malformed(`the pickle calls ${name}, which is no function`)
    return call(args)
  },
  persistent() {
    throw new Malformed('the pickle refers to an object outside of it')
  },
  setState(object, state) {
    if (typeof state !== 'object' || state?.kind !== 'tuple')
      throw new Malformed(`the state of an array must be a tuple; got ${describe(state)}`)
    // Of a dtype it is the order of its bytes, which a single byte has none of.
    if (isNumpy(object, 'array')) object.state = state.items
  },
  strings: 'bytes',
  allowed: 'numbers, strings, lists, tuples, dicts and arrays',
}

/** The elements of uint8[count, 3072]. */
function imagesOf(value: PickleValue | undefined): Uint8Array {
  const [, shape, dtype, order, data] = objectOf(value, 'array')?.state ?? []
  if (typeof shape !== 'object' || shape?.kind !== 'tuple') throw new Malformed(`its data must be an array; got ${describe(value)}`)
  const [code] = objectOf(dtype, 'dtype')?.state ?? []
  const [count, width] = shape.items
  if (textOf(code) !== 'u1' || shape.items.length !== 2 || typeof count !== 'number' || width !== imageBytes)
    throw new Malformed(
      `its data must be uint8[count, ${imageBytes}]; got ${JSON.stringify(textOf(code) ?? 'no dtype')} and ${shape.items.length} axes`,
    )
  if (order !== false && order !== 0) throw new Malformed('its data must be row by row; got column by column')
  if (typeof data !== 'object' || data?.kind !== 'bytes' || data.bytes.length !== count * imageBytes)
    throw new Malformed(
      `its data must have ${count * imageBytes} bytes; got ${typeof data === 'object' && data?.kind === 'bytes' ? data.bytes.length : describe(data)}`,
    )
  return data.bytes
}

function recordsOf(value: PickleValue, labelling: Labelling): Either<string, Records> {
  if (typeof value !== 'object' || value?.kind !== 'dict') return left(`it must hold a dict; got ${describe(value)}`)
  const entries = new Map(value.entries.map(([key, item]) => [textOf(key), item]))
  const images = imagesOf(entries.get('data'))
  const list = entries.get(labelling.key)
  if (typeof list !== 'object' || list?.kind !== 'list') return left(`its ${labelling.key} must be a list; got ${describe(list)}`)
  const count = images.length / imageBytes
  if (list.items.length !== count) return left(`it must have a label for each of ${count} images; got ${list.items.length}`)
  const labels = new Int32Array(count)
  for (const [i, label] of list.items.entries()) {
    const fault = faultOfLabel(label, i, labelling)
    if (fault !== undefined) return left(fault)
    labels[i] = label as number
  }
  return right({ images, labels })
}

export const readPickled = (path: string, labelling: Labelling): Promise<Either<IoError, Records>> =>
  readFileWith(path, async file => {
    if (file.size > mostBytes) return left(`it may have at most ${mostBytes} bytes; it has ${file.size}`)
    const { value } = unpickle(await file.read(0, file.size), 0, rules)
    const records = recordsOf(value, labelling)
    return isLeft(records) ? left(`it is no Python version of ${labelling.name}: ${records.left}`) : records
  })
