// Where a run has run: versions, machine, backend. Written beside its numbers, for whoever wonders later.

import { availableParallelism, cpus, hostname, totalmem } from 'node:os'
import { devices } from '../../runtime/devices.js'
import { ownVersion } from './package-file.js'

export interface RunEnvironment {
  readonly tenet: string
  readonly node: string
  readonly platform: string
  readonly host: string
  readonly cpu: string
  readonly cores: number
  /** Bytes. */
  readonly memory: number
  /** The device that computes unless the script says otherwise, and what it is. */
  readonly device: string
  readonly backend: string
  /** Variables of the environment that mean something to Tenet. */
  readonly variables: Readonly<Record<string, string>>
}

type Environment = Readonly<Record<string, string | undefined>>

/** The variables whose names begin with TENET_, in the order of their names. */
export const ownVariables = (env: Environment): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(env)
      .flatMap(([name, value]) => (name.startsWith('TENET_') && value !== undefined ? [[name, value] as const] : []))
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  )

/** The device named by `TENET_DEVICE`, or the first of those that there are. */
function computing(env: Environment): { readonly name: string; readonly description: string } | undefined {
  const all = devices()
  return all.find(({ name }) => name === env.TENET_DEVICE) ?? all[0]
}

export function environmentOf(env: Environment): RunEnvironment {
  const device = computing(env)
  return {
    tenet: ownVersion(),
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
    host: hostname(),
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    memory: totalmem(),
    device: device?.name ?? 'none',
    backend: device?.description ?? 'none',
    variables: ownVariables(env),
  }
}
