// What the environment decides: the device, the number of threads, libLLVM. What is missing is said in one line and the reference backend
// computes; what makes no sense is an error at the first computation.

import { describe, expect, test } from 'vitest'
import { built, type Outcome, runModule } from './processes.js'

const clean = { TENET_DEVICE: undefined, TENET_THREADS: undefined, TENET_LLVM: undefined, TENET_DEBUG: undefined }

/** Deferred, compiled and differentiated values, and the device at the end; errors as `Name: message`. */
const program = `
  import { currentDevice, grad, jit, tensor } from '${built('index')}'
  const x = tensor([1, 2, 3])
  const f = v => v.mul(v).sum()
  const say = body => { try { console.log(JSON.stringify(body())) } catch (error) { console.log(error.name + ': ' + error.message.split('\\n')[0]) } }
  say(() => x.add(1).toArray())
  say(() => jit(f)(x).item())
  say(() => grad(f)(x).toArray())
  say(() => (f(x).item(), currentDevice()))
`

const run = (variables: Readonly<Record<string, string | undefined>>): Promise<Outcome> => runModule(program, { ...clean, ...variables })

const right = (device: string): string => ['[2,3,4]', '14', '[2,4,6]', `"${device}"`, ''].join('\n')

describe('TENET_DEVICE', () => {
  test.each([
    [undefined, 'cpu'],
    ['', 'cpu'],
    ['cpu', 'cpu'],
    ['reference', 'reference'],
  ])('%s computes on %s', async (value, device) => {
    expect(await run({ TENET_DEVICE: value })).toEqual({ code: 0, stdout: right(device), stderr: '' })
  })

  test.each(['gpu', 'CPU', 'toString', ' cpu'])('%j is an error that says what there is', async value => {
    const { stdout } = await run({ TENET_DEVICE: value })
    expect(stdout.split('\n')[0]).toBe(`ArgumentError: TENET_DEVICE must be cpu or reference; got ${value}`)
    expect(stdout.split('\n').filter(line => line.startsWith('ArgumentError'))).toHaveLength(4)
  })
})

test('TENET_DEVICE=cuda is an error that says that there is no such backend yet', async () => {
  const { stdout } = await run({ TENET_DEVICE: 'cuda' })
  expect(stdout.split('\n')[0]).toBe(
    'LimitationError: TENET_DEVICE=cuda: there is no backend for CUDA yet; the devices are cpu and reference',
  )
})

describe('TENET_THREADS', () => {
  test.each(['1', '2', '7', ''])('%j is fine', async value => {
    expect(await run({ TENET_THREADS: value })).toEqual({ code: 0, stdout: right('cpu'), stderr: '' })
  })

  test('1, 2 and 64 give the same bits, on however many cores', async () => {
    const text = `
      import { createHash } from 'node:crypto'
      import { full, matmul, softmax, tensor } from '${built('index')}'
      const wave = (...shape) => tensor(Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => Math.sin(i)), shape)
      const x = wave(300, 400)
      const values = [matmul(x, x.T), x.sum(0), x.sum(), softmax(x, -1), x.exp().add(1), x.T.add(0), x.cumsum(1)]
      console.log(createHash('sha256').update(Buffer.concat(values.map(v => Buffer.from(v.dataSync().buffer)))).digest('hex'))`
    const [one, ...others] = await Promise.all(['1', '2', '64'].map(threads => runModule(text, { ...clean, TENET_THREADS: threads })))
    expect(one?.stdout).toMatch(/^[0-9a-f]{64}\n$/)
    for (const other of others) expect(other).toEqual(one)
  })

  test.each(['0', '-1', '1.5', 'many', '1025', '1e2', ' 2'])('%j is an error that says what it may be', async value => {
    const { stdout } = await run({ TENET_THREADS: value })
    expect(stdout.split('\n')[0]).toBe(`ArgumentError: TENET_THREADS must be a whole number from 1 to 1024; got ${JSON.stringify(value)}`)
  })

  test('is nothing to the reference backend', async () => {
    expect(await run({ TENET_THREADS: 'many', TENET_DEVICE: 'reference' })).toEqual({ code: 0, stdout: right('reference'), stderr: '' })
  })
})

describe('without libLLVM', () => {
  test.each([
    ['missing', '/nonexistent'],
    ['not a library', '/etc/passwd'],
    ['a folder', '/tmp'],
    ['empty', ''],
  ])('%s: one line on stderr, right results from the reference backend', async (_, path) => {
    const { code, stdout, stderr } = await run({ TENET_LLVM: path })
    expect([code, stdout]).toEqual([0, right('reference')])
    expect(stderr).toMatch(/^tenet: computing with the slow reference backend: .*libLLVM.*; to get it: .*\n$/)
  })

  test('TENET_DEVICE=cpu is an error that says how to get it', async () => {
    const { stdout } = await run({ TENET_LLVM: '/nonexistent', TENET_DEVICE: 'cpu' })
    expect(stdout).toMatch(/^LimitationError: TENET_DEVICE=cpu: .*libLLVM.*; to get it: /)
  })

  test('so is asking for the CPU in the program, which then goes on as it was', async () => {
    const text = `
      import { currentDevice, LimitationError, tensor, useDevice } from '${built('index')}'
      try { useDevice('cpu') } catch (error) { console.log(error instanceof LimitationError) }
      console.log(tensor([1]).add(1).item(), currentDevice())`
    expect((await runModule(text, { ...clean, TENET_LLVM: '/nonexistent' })).stdout).toBe('true\n2 reference\n')
  })
})

describe('TENET_DEBUG', () => {
  test('prints what is compiled, on stderr only', async () => {
    const { code, stdout, stderr } = await run({ TENET_DEBUG: 'graph,kernels,llvm,asm,time,recompile' })
    expect([code, stdout]).toEqual([0, right('cpu')])
    for (const part of [
      /= add a \w/,
      /1 kernel, 0 temporaries/,
      /kernel k0_add\(/,
      /define void @/,
      /\bret(q)?\b/,
      /compile: 1 kernels?, .* ms to LLVM IR/,
    ])
      expect(stderr).toMatch(part)
  })

  test('says nothing of what it does not know', async () => {
    expect(await run({ TENET_DEBUG: 'everything' })).toEqual({ code: 0, stdout: right('cpu'), stderr: '' })
  })
})

describe('a process', () => {
  test.each(['process.exit(0)', 'setImmediate(() => {})', ''])('may end while programs are in flight (%s)', async end => {
    const text = `
      import { full } from '${built('index')}'
      const x = full([700, 700], 1)
      for (let i = 0; i < 4; i++) x.matmul(full([700, 700], i)).data().then(data => console.log(data.length))
      ${end}`
    const { code, stderr } = await runModule(text, clean)
    expect([code, stderr]).toEqual([0, ''])
  })

  test('waits for promised elements before it ends', async () => {
    const text = `
      import { full } from '${built('index')}'
      full([300, 300], 1).matmul(full([300, 300], 2)).data().then(data => console.log(data[5]))`
    expect((await runModule(text, clean)).stdout).toBe('600\n')
  })
})
