// What packages say of themselves: their `package.json`, found from a file of theirs upwards.

import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isFields } from '../../io/untrusted/values.js'
import { systemCode } from '../../support/io-error.js'

export interface PackageFile {
  readonly name: string
  readonly version: string
  readonly folder: string
}

function readPackage(folder: string): PackageFile | null {
  try {
    const content: unknown = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
    if (!isFields(content) || typeof content.name !== 'string' || typeof content.version !== 'string') return null
    return { name: content.name, version: content.version, folder }
  } catch (error) {
    if (systemCode(error) === undefined && !(error instanceof SyntaxError)) throw error
    return null
  }
}

/** The package that a file is of: the nearest one upwards that has a name and a version. */
export function packageOf(file: string): PackageFile | null {
  for (let folder = dirname(file); ; folder = dirname(folder)) {
    const found = readPackage(folder)
    if (found !== null || dirname(folder) === folder) return found
  }
}

/** An installed package, as an import of it from here finds it; `null` where there is none. */
export function installedPackage(name: string): PackageFile | null {
  try {
    return packageOf(fileURLToPath(import.meta.resolve(name)))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return null
    throw error
  }
}

/** This package. */
export const ownVersion = (): string => packageOf(fileURLToPath(import.meta.url))?.version ?? 'unknown'
