// Where figures come from: they mean nothing without the machine, its load and the versions.

import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Upwards from the compiled file or the source, whichever runs. */
const rootAbove = (folder: string): string => (existsSync(join(folder, 'package.json')) ? folder : rootAbove(dirname(folder)))

export const packageRoot = rootAbove(dirname(fileURLToPath(import.meta.url)))

export const cores = availableParallelism()

/** Empty outside a git checkout. */
function commit(): string {
  try {
    return execFileSync('git', ['describe', '--always', '--dirty'], {
      cwd: packageRoot,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim()
  } catch {
    return ''
  }
}

export interface Machine {
  readonly cpu: string
  readonly cores: number
  readonly memoryBytes: number
  readonly os: string
  readonly node: string
  readonly commit: string
  /** Runnable processes in the last minute, averaged; what is above zero before the start is others' work. */
  readonly load: number
}

export const thisMachine = (): Machine => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores,
  memoryBytes: totalmem(),
  os: `${process.platform} ${process.arch}`,
  node: process.version,
  commit: commit(),
  load: loadavg()[0] ?? 0,
})
