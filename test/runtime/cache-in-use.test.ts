// The disk cache in use: a second process compiles nothing, damaged entries are compiled again, processes and threads that share a folder
// get right results.

import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { CpuStatistics } from '../../src/runtime/cpu/cpu-compiler.js'
import { built, runModule } from './processes.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenet-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A few programs of several kernels; their results, and what the backend did. */
const program = `
  import { full, grad, tensor } from '${built('index')}'
  import { useEvaluator } from '${built('core/pending')}'
  import { cpuBackend } from '${built('runtime/cpu/cpu-backend')}'
  import { loadNative } from '${built('runtime/native')}'
  const native = loadNative()
  const { evaluator, compiler } = cpuBackend(native.addon, native.host)
  useEvaluator(evaluator)
  const wave = (...shape) => tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(i)), shape)
  const loss = w => wave(9, 20).matmul(w).tanh().matmul(full([7, 3], 0.5)).square().mean()
  const results = [wave(50).exp().sum().item(), ...grad(loss)(wave(20, 7)).dataSync(), wave(4, 5).T.add(1).dataSync()[7]]
  console.log(JSON.stringify({ results, ...compiler.statistics() }))
`

interface Report extends CpuStatistics {
  readonly results: readonly number[]
}

async function run(variables: Readonly<Record<string, string>> = { TENET_CACHE: folder }): Promise<Report> {
  const { code, stdout, stderr } = await runModule(program, { TENET_DEVICE: undefined, TENET_DEBUG: undefined, ...variables })
  if (code !== 0) throw new Error(stderr)
  return JSON.parse(stdout) as Report
}

const filesIn = (kind: string): string[] => readdirSync(join(folder, kind)).map(name => join(folder, kind, name))
/** Of the kernels. */
const files = (): string[] => filesIn('kernels')
/** What is lowered anew asks for its kernels one by one. */
const forgetPrograms = (): void => rmSync(join(folder, 'programs'), { recursive: true })

describe('processes one after the other', () => {
  test('the second compiles nothing, loads what the first has compiled, and has the same bits', async () => {
    const first = await run()
    expect(first.compiled).toBeGreaterThan(3)
    expect(first.loaded).toBe(0)
    expect(files()).toHaveLength(first.compiled)
    const before = files().map(path => readFileSync(path))
    const second = await run()
    expect(second).toEqual({ ...first, compiled: 0, loaded: first.compiled })
    expect(files().map(path => readFileSync(path))).toEqual(before)
  })

  test('what is damaged is compiled again, and mended', async () => {
    const first = await run()
    const [cut, emptied, foreign, swapped, other, ...rest] = files() as [string, string, string, string, string, ...string[]]
    truncateSync(cut, Math.floor(statSync(cut).size / 2))
    truncateSync(emptied, 0)
    writeFileSync(foreign, 'no machine code')
    writeFileSync(swapped, readFileSync(other))
    forgetPrograms()
    const second = await run()
    expect(second).toEqual({ ...first, compiled: 4, loaded: rest.length + 1 })
    forgetPrograms()
    expect((await run()).loaded).toBe(first.compiled)
  })

  test('an empty TENET_CACHE keeps nothing', async () => {
    const { compiled, loaded } = await run({ TENET_CACHE: '', XDG_CACHE_HOME: folder })
    expect([compiled > 3, loaded, readdirSync(folder)]).toEqual([true, 0, []])
  })

  test('a folder that cannot be written is no hindrance', async () => {
    writeFileSync(join(folder, 'file'), '')
    const { loaded, results } = await run({ TENET_CACHE: join(folder, 'file') })
    expect([loaded, results]).toEqual([0, (await run()).results])
  })
})

describe('a disk that takes nothing', () => {
  /** As a full disk does, a limit of the system ends every write at so many blocks, of 512 or 1024 bytes. */
  const limited = (blocks: number): Promise<string> =>
    new Promise((resolve, reject) => {
      const script = `trap '' XFSZ; ulimit -f ${blocks}; exec "$0" --input-type=module -e "$1"`
      const env = { ...process.env, TENET_CACHE: folder }
      execFile('/bin/sh', ['-c', script, process.execPath, program], { env }, (error, stdout, stderr) =>
        error === null && stderr === '' ? resolve(stdout) : reject(error ?? new Error(stderr)),
      )
    })

  test.each([0, 1])('after %d blocks: nothing is kept, nothing is left, and the results are right', async blocks => {
    const { results, loaded } = JSON.parse(await limited(blocks)) as Report
    expect(loaded).toBe(0)
    expect(files()).toEqual([])
    expect(results).toEqual((await run()).results)
  })
})

describe('a folder of another user', () => {
  /** Whom root can be instead; anyone else cannot be another. */
  const nobody = 65534
  const asNobody = async (): Promise<Report> => {
    const { code, stdout, stderr } = await runModule(
      program,
      { TENET_CACHE: folder, TENET_DEVICE: undefined, TENET_DEBUG: undefined },
      nobody,
    )
    if (code !== 0) throw new Error(stderr)
    return JSON.parse(stdout) as Report
  }
  const isRoot = process.getuid?.() === 0
  if (!isRoot) console.log('folders of other users are not tried: only root can be another user')

  test('is read where root has filled it, and not written to', async () => {
    const first = await run()
    if (!isRoot) return
    chmodSync(folder, 0o755)
    const before = files()
    const second = await asNobody()
    expect(second).toEqual({ ...first, compiled: 0, loaded: first.compiled })
    expect(files()).toEqual(before)
  })

  test('is not trusted where that user could have put anything there', async () => {
    const first = await run()
    if (!isRoot) return
    const all = (): string[] => [...files(), ...filesIn('programs')]
    for (const path of all()) chownSync(path, nobody, nobody)
    expect(await run()).toEqual(first)
    // Compiled again, and replaced by what is root's.
    for (const path of all()) expect(statSync(path).uid).toBe(0)
  })
})

describe('at once', () => {
  test('processes that fill one folder have the same results, and leave whole files', async () => {
    const reports = await Promise.all([run(), run(), run()])
    for (const { results } of reports) expect(results).toEqual(reports[0]?.results)
    expect(files().filter(path => !path.endsWith('.o'))).toEqual([])
    const later = await run()
    expect([later.compiled, later.results]).toEqual([0, reports[0]?.results])
  })

  test('worker threads compute side by side, each with a backend of its own', async () => {
    const text = `
      import { Worker } from 'node:worker_threads'
      import { full, jit, tensor } from '${built('index')}'
      const work = \`
        import { parentPort, workerData } from 'node:worker_threads'
        import('${built('index')}').then(async ({ full, grad, jit, tensor }) => {
          const x = full([64, 64], workerData / 10)
          const f = jit(w => x.matmul(w).tanh().sum())
          let w = full([64, 64], 0.01)
          for (let i = 0; i < 50; i++) w = w.sub(grad(f)(w).mul(0.001))
          parentPort.postMessage([(await w.data())[5], f(w).item()])
        })\`
      const start = n => new Promise((resolve, reject) => new Worker(work, { eval: true, workerData: n }).once('message', resolve).once('error', reject))
      const both = await Promise.all([start(1), start(2), full([300, 300], 2).matmul(full([300, 300], 1)).data().then(d => d[7])])
      const again = [await start(1), await start(2), 600]
      console.log(JSON.stringify(both) === JSON.stringify(again), both[0][0] !== both[1][0])`
    const { stdout, stderr } = await runModule(text, { TENET_CACHE: folder })
    expect([stdout, stderr]).toEqual(['true true\n', ''])
  })

  test('a worker that is ended while it computes takes nobody with it', async () => {
    const text = `
      import { Worker } from 'node:worker_threads'
      import { full } from '${built('index')}'
      const work = \`
        import { parentPort } from 'node:worker_threads'
        import('${built('index')}').then(({ full }) => {
          for (let i = 0; ; i++) {
            full([400, 400], i).matmul(full([400, 400], 1)).data()
            if (i === 3) parentPort.postMessage('busy')
          }
        })\`
      const worker = new Worker(work, { eval: true })
      await new Promise(resolve => worker.once('message', resolve))
      await worker.terminate()
      console.log(full([3], 2).mul(2).toArray())`
    const { code, stdout, stderr } = await runModule(text, { TENET_CACHE: folder })
    expect([code, stdout, stderr]).toEqual([0, '[ 4, 4, 4 ]\n', ''])
  })
})
