// PyTorch's files before 1.6, which `_use_new_zipfile_serialization=False` still writes: pickles of a magic number, a version, the machine,
// the tree and the keys of the storages, then the storages in the order of the keys, each after the number of its elements. Little-endian, whatever
// the machine was.
// Source: PyTorch, torch/serialization.py (_legacy_save, _legacy_load).

import { Truncated } from '../../support/pickle/byte-reader.js'
import { unpickle } from '../../support/pickle/unpickle.js'
import type { PickleRules, PickleValue } from '../../support/pickle/values.js'
import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { showName } from '../untrusted/values.js'
import { mostPickleBytes, type TorchContent } from './archive.js'
import { allowedInTorch, type Storage, torchRules } from './rules.js'
import type { StoragePlace } from './storages.js'

const magic = 0x1950a86a20f9469cfc6cn
const version = 1001
const firstLook = 2 ** 20
const countBytes = 8

/** The rules of a pickle that holds no objects. */
const plainRules: PickleRules = {
  checkGlobal(name) {
    throw new Malformed(`the pickle names the global ${showName(name)} where only plain values may be`)
  },
  call: name => plainRules.persistent(name),
  persistent() {
    throw new Malformed('the pickle refers to an object where only plain values may be')
  },
  setState: null,
  strings: 'text',
  allowed: allowedInTorch,
}

interface Pickles {
  readonly value: PickleValue
  readonly storages: ReadonlyMap<string, Storage>
  /** In the order of the file. */
  readonly keys: readonly string[]
  /** Where the storages begin. */
  readonly end: number
}

function keysOf(value: PickleValue): readonly string[] {
  const isText = (key: PickleValue): key is string => typeof key === 'string'
  if (typeof value !== 'object' || value?.kind !== 'list' || !value.items.every(isText))
    throw new Malformed('its storages must have a list of keys')
  if (new Set(value.items).size !== value.items.length) throw new Malformed('the key of a storage occurs twice')
  return value.items
}

function readPickles(bytes: Uint8Array): Pickles {
  const first = unpickle(bytes, 0, plainRules)
  if (first.value !== magic) throw new Malformed('it is no file of PyTorch: its magic number is another')
  const second = unpickle(bytes, first.end, plainRules)
  if (second.value !== version)
    throw new Malformed(`it must be of version ${version}; got ${typeof second.value === 'number' ? second.value : 'no number'}`)
  const machine = unpickle(bytes, second.end, plainRules)
  const storages = new Map<string, Storage>()
  const { value, end } = unpickle(bytes, machine.end, torchRules(storages))
  const keys = unpickle(bytes, end, plainRules)
  return { value, storages, keys: keysOf(keys.value), end: keys.end }
}

/** The pickles, whose length nothing says: more and more of the file is read until they are whole. */
async function findPickles(file: ReadableFile): Promise<Pickles> {
  for (let length = firstLook; ; length *= 4) {
    const bytes = await file.read(0, Math.min(length, file.size, mostPickleBytes))
    try {
      return readPickles(bytes)
    } catch (error) {
      if (!(error instanceof Truncated) || bytes.length === file.size) throw error
      if (bytes.length === mostPickleBytes) throw new Malformed(`its pickles may have at most ${mostPickleBytes} bytes`)
    }
  }
}

/** Where each storage lies; what its length says must be what the tree says. */
async function placesOf(file: ReadableFile, { storages, keys, end }: Pickles): Promise<ReadonlyMap<string, StoragePlace>> {
  const places = new Map<string, StoragePlace>()
  let at = end
  for (const key of keys) {
    const storage = storages.get(key)
    if (storage === undefined) throw new Malformed(`it holds storage ${showName(key)}, to which nothing refers`)
    const { bytes, type } = storage
    if (!(at + countBytes + bytes <= file.size))
      throw new Malformed(`storage ${showName(key)} has ${bytes} bytes; the file ends after ${Math.max(0, file.size - at - countBytes)}`)
    const elements = new DataView((await file.read(at, countBytes)).buffer).getBigInt64(0, true)
    if (elements * BigInt(type.bytes) !== BigInt(bytes))
      throw new Malformed(`storage ${showName(key)} must have ${bytes / type.bytes} elements; it claims ${elements}`)
    places.set(key, { position: at + countBytes, bytes, checkCrc: null })
    at += countBytes + bytes
  }
  return places
}

/** @throws Malformed */
export async function readLegacy(file: ReadableFile): Promise<TorchContent> {
  const pickles = await findPickles(file)
  const places = await placesOf(file, pickles)
  return {
    value: pickles.value,
    source: {
      file,
      order: 'little',
      async locate(key) {
        const place = places.get(key)
        if (place === undefined) throw new Malformed(`storage ${showName(key)} is not in the file`)
        return place
      },
    },
  }
}
