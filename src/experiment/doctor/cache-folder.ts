// The folder of compiled programs: where it is, how large, whether it can be written to.

import { accessSync, constants, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { currentPlatform } from '../../runtime/platform.js'
import { describeSystemError, systemCode } from '../../support/io-error.js'
import { type Finding, there } from './finding.js'

const mebibyte = 2 ** 20

/** Bytes of the files below a folder. One that goes away meanwhile counts for nothing. */
function sizeOf(folder: string): { readonly files: number; readonly bytes: number } {
  let [files, bytes] = [0, 0]
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue
    const stats = statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })
    if (stats === undefined) continue
    files++
    bytes += stats.size
  }
  return { files, bytes }
}

/** The folder itself, or the nearest one above it that there is. */
function existing(folder: string): string {
  const parent = dirname(folder)
  return statSync(folder, { throwIfNoEntry: false }) !== undefined || parent === folder ? folder : existing(parent)
}

/** @param chosen what `TENET_CACHE` says: '' for none */
export function cacheFinding(chosen: string | undefined): Finding {
  const name = 'cache folder'
  if (chosen === '') return there(name, 'none: TENET_CACHE is empty')
  const folder = chosen ?? currentPlatform().cacheFolder
  const wrong = (error: unknown): Finding => ({
    name,
    state: 'wrong',
    need: 'wanted',
    detail: `${folder}: ${describeSystemError(error)}`,
    advice: 'make it a folder that you can write to, or name another one in TENET_CACHE; until then each process compiles anew',
  })
  try {
    accessSync(existing(folder), constants.R_OK | constants.W_OK | constants.X_OK)
    const { files, bytes } = sizeOf(folder)
    return there(name, `${folder}: ${files} files, ${(bytes / mebibyte).toFixed(1)} MiB, writable`)
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return there(name, `${folder}: not made yet`)
    return wrong(error)
  }
}
