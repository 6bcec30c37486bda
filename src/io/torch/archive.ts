// PyTorch's files since 1.6: a ZIP archive of `data.pkl`, which is the tree, and a file for each storage, `data/0` and on, none compressed.

import { unpickle } from '../../support/pickle/unpickle.js'
import type { PickleValue } from '../../support/pickle/values.js'
import { Malformed, type ReadableFile } from '../../support/read-file.js'
import { showName } from '../untrusted/values.js'
import { readZipDirectory, type ZipEntry } from '../zip/directory.js'
import { checkCrc, entryStart, readZipEntry } from '../zip/entry.js'
import { type Storage, torchRules } from './rules.js'
import type { StorageSource } from './storages.js'

/** The pickle and where its storages are. */
export interface TorchContent {
  readonly value: PickleValue
  readonly source: StorageSource
}

export const mostPickleBytes = 2 ** 26

type Entries = ReadonlyMap<string, ZipEntry>

/** The name of the folder in the archive, with its slash. */
function rootOf(entries: Entries): string {
  const names = [...entries.keys()].filter(name => /^[^/]+\/data\.pkl$/.test(name))
  const [name] = names
  if (name === undefined) throw new Malformed('it is a ZIP archive, but no file of PyTorch: it has no data.pkl')
  if (names.length > 1)
    throw new Malformed(`it is a ZIP archive with several files of PyTorch: ${names.slice(0, 5).map(showName).join(', ')}`)
  const root = name.slice(0, -'data.pkl'.length)
  if (entries.has(`${root}constants.pkl`))
    throw new Malformed('it is a TorchScript archive, which holds code; expected what torch.save writes of a state_dict()')
  return root
}

async function orderOf(file: ReadableFile, entry: ZipEntry | undefined): Promise<'little' | 'big'> {
  if (entry === undefined) return 'little'
  const text = new TextDecoder().decode(await readZipEntry(file, entry, 16))
  if (text === 'little' || text === 'big') return text
  throw new Malformed(`its byte order must be little or big; got ${showName(text)}`)
}

/** @throws Malformed */
export async function readArchive(file: ReadableFile): Promise<TorchContent> {
  const entries = await readZipDirectory(file)
  const root = rootOf(entries)
  const order = await orderOf(file, entries.get(`${root}byteorder`))
  const tree = entries.get(`${root}data.pkl`)
  if (tree === undefined) throw new Malformed('it has no data.pkl')
  const storages = new Map<string, Storage>()
  const { value } = unpickle(await readZipEntry(file, tree, mostPickleBytes), 0, torchRules(storages))
  return {
    value,
    source: {
      file,
      order,
      async locate(key) {
        const bytes = storages.get(key)?.bytes ?? 0
        const entry = entries.get(`${root}data/${key}`)
        if (entry === undefined) throw new Malformed(`storage ${showName(key)} is not in the archive`)
        if (entry.method !== 'stored')
          throw new Malformed(`entry ${showName(entry.name)}: it is compressed, which PyTorch does not do and is not supported`)
        if (entry.size !== bytes) throw new Malformed(`storage ${showName(key)} must have ${bytes} bytes; its entry has ${entry.size}`)
        return { bytes, position: await entryStart(file, entry), checkCrc: crc => checkCrc(entry, crc) }
      },
    },
  }
}
