// PyTorch, torch.compile and JAX: a Python process each, so that one's threads and memory are not another's.
// Rows are measured inside the process; only the request and the figure cross the pipe.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Either, isLeft, left, map, right } from 'fp-ts/lib/Either.js'
import type { Contender } from './contender.js'
import { packageRoot } from './machine.js'
import { type Answer, type PeerProcess, startPeer } from './peer-process.js'

const folder = join(packageRoot, 'test', 'bench', 'peers')
const worker = join(folder, 'worker.py')

type Environment = Readonly<Record<string, string | undefined>>

/** The interpreter that has the peers; a Left says how to get one. */
export function peerPython({ TENET_BENCH_PYTHON: chosen }: Environment): Either<string, string> {
  if (chosen !== undefined && chosen !== '')
    return existsSync(chosen) ? right(chosen) : left(`running without peers: TENET_BENCH_PYTHON=${chosen} is no file`)
  const installed = [join(folder, '.venv', 'bin', 'python'), join(folder, '.venv', 'Scripts', 'python.exe')].find(path => existsSync(path))
  return installed === undefined
    ? left('running without peers; to compare with PyTorch and JAX: node test/bench/peers/install.mjs')
    : right(installed)
}

const secondsOf = (answer: Either<string, Answer>): Either<string, number> => {
  if (isLeft(answer)) return answer
  const { seconds } = answer.right
  return typeof seconds === 'number' && seconds > 0 ? right(seconds) : left(`unexpected figure ${JSON.stringify(seconds)}`)
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

const contender = (name: string, about: string, running: PeerProcess, start: Start): Contender => ({
  name,
  about,
  prepare: async ({ program, sizes, calls }) => nothing(await running.ask({ op: 'prepare', program, sizes, calls })),
  measure: async calls => secondsOf(await running.ask({ op: 'measure', calls })),
  release: async () => {
    await running.ask({ op: 'release' })
  },
  async firstCall({ program, sizes }, cache) {
    const fresh = start(cacheSettings(cache))
    const seconds = secondsOf(await fresh.ask({ op: 'first', program, sizes }))
    await fresh.close()
    return seconds
  },
  close: running.close,
})

const names = ['PyTorch', 'torch.compile', 'JAX'] as const

/** @returns for each peer, itself or the reason why it does not take part */
export function startPeers(python: string, threads: number): Promise<Either<string, Contender>[]> {
  const count = String(threads)
  return Promise.all(
    names.map(async name => {
      // Pools are sized by the CPUs that the worker keeps to; the variables are for systems where it cannot.
      const start: Start = settings =>
        startPeer(python, [worker, name, count], { OMP_NUM_THREADS: count, MKL_NUM_THREADS: count, ...settings })
      const running = start({})
      const hello = await running.ask({ op: 'hello' })
      return isLeft(hello) ? left(`${name}: ${hello.left}`) : right(contender(name, String(hello.right.about), running, start))
    }),
  )
}
