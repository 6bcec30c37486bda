// The figures on disk, whole at every moment: each version is written beside the last and then takes its place.

import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { type Either, tryCatch } from 'fp-ts/lib/Either.js'

/** @returns why it could not be written */
export function writeWhole(path: string, text: string): Either<string, void> {
  const target = resolve(path)
  const beside = `${target}.${process.pid}.part`
  return tryCatch(
    () => {
      mkdirSync(dirname(target), { recursive: true })
      if (statSync(target, { throwIfNoEntry: false })?.isDirectory()) throw new Error('it is a folder')
      try {
        writeFileSync(beside, text)
        renameSync(beside, target)
      } finally {
        rmSync(beside, { force: true })
      }
    },
    error => `--json: cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`,
  )
}
