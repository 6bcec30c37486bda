// What the compiler is made of, in a few characters: programs that another one has lowered are not found again. By the names, sizes and times of its files, which
// take two milliseconds to ask for; their content would take ten times as long.

import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The rooms whose code decides what a graph becomes. */
const rooms = ['support', 'core', 'primitives', 'compiler', 'runtime']

function fileStates(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return fileStates(path)
    const { size, mtimeMs } = statSync(path)
    return [`${path} ${size} ${mtimeMs}`]
  })
}

/** `null` where the files are not there, as in a program bundled into one. */
export function compilerFingerprint(): string | null {
  const source = fileURLToPath(new URL('../..', import.meta.url))
  try {
    const states = rooms.flatMap(room => fileStates(join(source, room)))
    return createHash('sha256').update(states.sort().join('\n')).digest('hex')
  } catch {
    return null
  }
}
