// PyTorch, torch.compile, JAX and ONNX Runtime, a Python process each, and jax-js in one of Node: one's threads and memory are not another's.
// Rows are measured inside the process; only the request and the figure cross the pipe.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import type { Contender } from './contender.js'
import { broken, type Failure, reasonOf } from './failure.js'
import { packageRoot } from './machine.js'
import { nodePeer, pythonPeers } from './names.js'
import { type Answer, type PeerProcess, startPeer } from './peer-process.js'
import { unitOf } from './rows/index.js'

const folder = join(packageRoot, 'test', 'bench', 'peers')
/** Seconds for what takes none on a machine that is not busy: importing libraries, forgetting a program. */
const patience = 120
const install = 'node test/bench/peers/install.mjs'

type Environment = Readonly<Record<string, string | undefined>>

/** The interpreter that has the peers; a Left says how to get one. */
function peerPython({ TENET_BENCH_PYTHON: chosen }: Environment): Either<string, string> {
  if (chosen !== undefined && chosen !== '') return existsSync(chosen) ? right(chosen) : left(`TENET_BENCH_PYTHON=${chosen} is no file`)
  const installed = [join(folder, '.venv', 'bin', 'python'), join(folder, '.venv', 'Scripts', 'python.exe')].find(path => existsSync(path))
  return installed === undefined ? left(`not installed: ${install}`) : right(installed)
}

const figureOf = (answer: Either<Failure, Answer>, unit: 'seconds' | 'bytes'): Either<Failure, number> => {
  if (isLeft(answer)) return answer
  const figure = answer.right[unit]
  return typeof figure === 'number' && figure > 0 ? right(figure) : left(broken(`unexpected figure ${JSON.stringify(figure)}`))
}

const nothing = map(() => null)

/** Where the peers' compilers keep what they compiled; JAX would not keep what compiles fast. */
const cacheSettings = (cache: string): Readonly<Record<string, string>> => ({
  TORCHINDUCTOR_CACHE_DIR: join(cache, 'inductor'),
  JAX_COMPILATION_CACHE_DIR: join(cache, 'jax'),
  JAX_PERSISTENT_CACHE_MIN_COMPILE_TIME_SECS: '0',
  JAX_PERSISTENT_CACHE_MIN_ENTRY_SIZE_BYTES: '-1',
})

type Start = (settings: Readonly<Record<string, string>>) => PeerProcess

/** @param first the process that has introduced itself; one that ended at a row is followed by another at the next */
function contender(name: string, about: string, first: PeerProcess, start: Start): Contender {
  let running = first
  return {
    name,
    about,
    async prepare({ program, sizes, calls }, seconds) {
      if (!running.alive()) running = start({})
      return nothing(await running.ask({ op: 'prepare', program, sizes, calls }, seconds))
    },
    measure: async (calls, seconds) => figureOf(await running.ask({ op: 'measure', calls }, seconds), 'seconds'),
    async release() {
      await running.ask({ op: 'release' }, patience)
    },
    async fresh(row, cache, seconds) {
      const fresh = start(cacheSettings(cache))
      const { kind, program, sizes, calls } = row
      const figure = figureOf(await fresh.ask({ op: kind, program, sizes, calls }, seconds), unitOf(row))
      await fresh.close()
      return figure
    },
    close: () => running.close(),
  }
}

/** How the process of a peer is started, and why it cannot be. */
interface Peer {
  readonly name: string
  readonly command: Either<string, readonly [program: string, script: string]>
}

const peers = (environment: Environment): readonly Peer[] => {
  const interpreter = peerPython(environment)
  return [
    ...pythonPeers.map(name => ({ name, command: map((path: string) => [path, join(folder, 'worker.py')] as const)(interpreter) })),
    {
      name: nodePeer,
      command: existsSync(join(folder, 'node_modules', '@jax-js', 'jax'))
        ? right([process.execPath, join(folder, 'worker.mjs')])
        : left(`not installed: ${install}`),
    },
  ]
}

/**
 * @param chosen names of those that are wanted
 * @returns for each of them, itself or the reason why it does not take part
 */
export function startPeers(environment: Environment, threads: number, chosen: readonly string[]): Promise<Either<string, Contender>[]> {
  const count = String(threads)
  const wanted = peers(environment).filter(({ name }) => chosen.includes(name))
  return Promise.all(
    wanted.map(async ({ name, command }) => {
      if (isLeft(command)) return left(`${name}: ${command.left}`)
      const [program, script] = command.right
      // Pools are sized by the CPUs that the worker keeps to; the variables are for systems where it cannot.
      const start: Start = settings =>
        startPeer(program, [script, name, count], { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count, ...settings })
      const running = start({})
      const hello = await running.ask({ op: 'hello' }, patience)
      return isLeft(hello) ? left(`${name}: ${reasonOf(hello.left)}`) : right(contender(name, String(hello.right.about), running, start))
    }),
  )
}
