// Several JavaScript threads: each has its own instance of the addon, and one that ends takes only its own away.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { native, slow } from './kernels.js'

const built = fileURLToPath(new URL('../build/Release/tenet.node', import.meta.url))

/** Loads the addon, compiles, and builds `run()`, a program of some milliseconds. */
const preamble = (llvm: string) => `
const addon = require(${JSON.stringify(built)})
addon.loadLlvm(${JSON.stringify(llvm)})
const n = 20000
const module_ = addon.link(addon.compile([${JSON.stringify(slow)}], 3))
const program = addon.createProgram([module_], { inputBytes: [n * 4], outputBytes: [n * 4], arenaBytes: 1 << 20,
  temporaries: [],
      pointerBytes: [], steps: [{ op: 'kernel', symbol: 'slow', slots: [0, 1], tasks: n, scratchBytes: 4096, cost: 1e7 }] })
const input = addon.allocate(n * 4)
addon.write(input, new Uint8Array(n * 4))
const run = mode => addon.run(program, [input], mode)[0]
const sum = storage => { const f = new Float32Array(n); addon.read(storage, new Uint8Array(f.buffer)); return f.reduce((a, b) => a + b, 0) }
`

const candidate = (): string => {
  if (!native.ok) return ''
  const major = native.host.llvmVersion.split('.')[0] ?? ''
  return Number(major) >= 18 ? `libLLVM.so.${native.host.llvmVersion.split('.').slice(0, 2).join('.')}` : `libLLVM-${major}.so.1`
}

const start = (body: string): Worker =>
  new Worker(`const { parentPort } = require('node:worker_threads')\n${preamble(candidate())}\n${body}`, { eval: true })

const message = (worker: Worker): Promise<unknown> =>
  new Promise((resolve, reject) => {
    worker.once('message', resolve)
    worker.once('error', reject)
  })

describe.runIf(native.ok && process.platform === 'linux')('worker threads', () => {
  it('compute the same in two at once', async () => {
    const body = `let total = 0; for (let i = 0; i < 20; i++) total += sum(run(i % 2 ? 'inline' : 'queued')); parentPort.postMessage(total)`
    const [a, b] = await Promise.all([message(start(body)), message(start(body))])
    expect(a).toBe(b)
  })
  it('end by themselves once everything has settled', async () => {
    const worker = start(`addon.settled(run('queued')).then(() => parentPort.postMessage('settled'))`)
    const ended = new Promise(resolve => worker.once('exit', resolve))
    expect(await message(worker)).toBe('settled')
    expect(await ended).toBe(0)
  })
  it.each(['inline', 'queued'])('can be terminated in the middle of a run, %s', async mode => {
    for (let i = 0; i < 5; i++) {
      const worker = start(`parentPort.postMessage('running'); for (;;) addon.settled(run('${mode}'))`)
      await message(worker)
      expect(await worker.terminate()).toBe(1)
    }
  })
  it('leave the process when it exits with programs and promises in flight', () => {
    const script = `${preamble(candidate())}\nfor (let i = 0; i < 8; i++) addon.settled(run('queued'))\nprocess.exit(7)`
    const result = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
    expect(result.stderr).toBe('')
    expect(result.status).toBe(7)
  })
  it('leave the process when it exits with modules being compiled', () => {
    const script = `${preamble(candidate())}\nfor (let i = 0; i < 50; i++) addon.compileAhead(${JSON.stringify(slow)}.replaceAll('slow', 'slow' + i), 3)\nprocess.exit(7)`
    const result = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8' })
    expect(result.stderr).toBe('')
    expect(result.status).toBe(7)
  })
  it('take the number of threads from TENET_THREADS when it is one', () => {
    const threadsWith = (value: string) =>
      Number(
        spawnSync(process.execPath, ['-p', `require(${JSON.stringify(built)}).threads()`], {
          encoding: 'utf8',
          env: { ...process.env, TENET_THREADS: value },
        }).stdout,
      )
    const usual = threadsWith('')
    expect(threadsWith('5')).toBe(5)
    for (const bad of ['0', '-1', 'many', '3x', '99999']) expect(threadsWith(bad)).toBe(usual)
  })
})
