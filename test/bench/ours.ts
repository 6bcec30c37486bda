// Ourselves as a contender: programs run in this process, as they would in a user's; what is measured once, in a process of its own.

import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { Addon, HostInfo } from '../../src/runtime/addon-types.js'
import type { Contender } from './contender.js'
import { broken, type Failure, late } from './failure.js'
import { us } from './names.js'
import { build } from './programs/index.js'
import type { Program } from './programs/program.js'

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n')[0] ?? ''

/** Turns, and seconds, before the first that counts: until then memory is touched for the first time, and code is made faster as it runs. */
const [warmUpTurns, warmUpSeconds] = [3, 0.5]

/** Seconds of so many calls, the completion of the last included. */
async function secondsOf(program: Program, calls: number): Promise<number> {
  const start = performance.now()
  await program.run(calls)
  return (performance.now() - start) / 1000
}

/** What is thrown becomes a Left; so does what came after more than `seconds`. A call of ours in this process cannot be stopped. */
async function attempt<A>(seconds: number, body: (onTime: () => boolean) => Promise<A>): Promise<Either<Failure, A>> {
  const end = performance.now() + 1000 * seconds
  const onTime = (): boolean => performance.now() < end
  try {
    const result = await body(onTime)
    return onTime() ? right(result) : left(late(seconds))
  } catch (error) {
    return left(onTime() ? broken(messageOf(error)) : late(seconds))
  }
}

const freshScript = join(fileURLToPath(new URL('.', import.meta.url)), 'fresh-process.js')

export function ourselves(addon: Addon, host: HostInfo): Contender {
  let prepared: Program | null = null
  return {
    name: us,
    about: `${us}, LLVM ${host.llvmVersion} for ${host.cpu}, threads: ${addon.threads()}`,
    prepare: ({ program: name, sizes, calls }, seconds) =>
      attempt(seconds, async onTime => {
        const program = build(name, sizes)
        const start = performance.now()
        const cold = (): boolean => performance.now() - start < 1000 * warmUpSeconds
        for (let turn = 0; (turn < warmUpTurns || cold()) && onTime(); turn++) await program.run(calls)
        prepared = program
        return null
      }),
    measure: (calls, seconds) =>
      attempt(seconds, async () => {
        if (prepared === null) throw new Error('nothing is prepared')
        // What other contenders left in the caches, and their threads that still spin, are not our affair.
        await prepared.run(1)
        return (await secondsOf(prepared, calls)) / calls
      }),
    async release() {
      prepared = null
    },
    fresh: ({ kind, program, sizes, calls }, cache, seconds) =>
      attempt(seconds, async () => {
        const env = { ...process.env, TENET_CACHE: cache }
        const { stdout } = await promisify(execFile)(
          process.execPath,
          [freshScript, kind, program, JSON.stringify(sizes), String(calls), String(addon.threads())],
          { env, timeout: Math.ceil(1000 * seconds), killSignal: 'SIGKILL' },
        )
        const figure = Number(stdout)
        if (!(figure > 0)) throw new Error(`unexpected figure ${stdout}`)
        return figure
      }),
    async close() {},
  }
}
