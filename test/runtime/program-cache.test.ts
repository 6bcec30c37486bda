// Lowered programs on disk: a second process finds what the first has lowered, for the same graph, target and compiler only, in one file with its machine
// code; what is damaged, or not the user's own, is lowered again to the same bits.

import {
  chmodSync,
  chownSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import { type Graph, graphKey } from '../../src/core/graph.js'
import { add, exp, tanh } from '../../src/primitives/index.js'
import { diskCache } from '../../src/runtime/cpu/disk-cache.js'
import type { MachineCode, Objects } from '../../src/runtime/cpu/machine-code.js'
import { type Bundle, programCache, type StoredProgram } from '../../src/runtime/cpu/program-cache.js'
import { graphOf } from '../compiler/schedule-cases.js'
import { built, runModule } from './processes.js'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenet-programs-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const target = cpuTarget('+avx2', 2)
const chain = (length: number): Graph => graphOf([[8]], x => Array.from({ length }).reduce<typeof x>(y => tanh(y), x))
const stored: StoredProgram = {
  spec: { inputBytes: [160], outputBytes: [160], arenaBytes: 0, temporaries: [], pointerBytes: [], steps: [] },
  outputs: [{ from: 'output', index: 0 }],
  stored: [{ shape: [8], dtype: 'float32' }],
  operands: [{ step: 0, kernel: 0, input: 0, slot: 2 }],
  symbols: ['tenet_a', 'tenet_b', 'tenet_a'],
}
const objects: Objects = new Map([
  ['tenet_a', Buffer.from([1, 2, 3])],
  ['tenet_b', Buffer.from([4])],
])
const bundle: Bundle = { program: stored, objects }

describe('programs on disk', () => {
  const cacheFor = (t = target, context = 'cpu', objectsOf: MachineCode['objectsOf'] = () => objects) =>
    programCache(diskCache(folder), t, { context, objectsOf })
  const long = chain(20)
  const [key, other] = [graphKey(long), graphKey(chain(21))]
  const fileName = (): string => join(folder, readdirSync(folder)[0] ?? '')

  test('are found again by the graph, whoever has made it, with the machine code of their kernels', () => {
    cacheFor().put(long, key, stored)
    const same = chain(20)
    expect(cacheFor().get(same, graphKey(same))).toEqual(bundle)
    expect(readdirSync(folder)).toHaveLength(1)
  })

  test('are not kept where the machine code of a kernel is not', () => {
    cacheFor(target, 'cpu', () => null).put(long, key, stored)
    expect(readdirSync(folder)).toEqual([])
  })

  test('are found whatever their kernels hold, nothing among it', () => {
    const code = fc.dictionary(fc.string(), fc.uint8Array())
    fc.assert(
      fc.property(code, code => {
        const held: Objects = new Map(Object.entries(code).map(([symbol, bytes]) => [symbol, Buffer.from(bytes)]))
        cacheFor(target, 'cpu', () => held).put(long, key, stored)
        expect(cacheFor().get(long, key)).toEqual({ program: stored, objects: held })
      }),
      { numRuns: 50 },
    )
  })

  test('are not found once a bit has changed, or the end is missing', () => {
    cacheFor().put(long, key, stored)
    const whole = readFileSync(fileName())
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(7), fc.boolean(), (place, bit, isCut) => {
        const damaged = Buffer.from(isCut ? whole.subarray(0, place) : whole)
        if (!isCut) damaged[place] = (whole[place] ?? 0) ^ (1 << bit)
        cacheFor().put(long, key, stored)
        writeFileSync(fileName(), damaged)
        expect(cacheFor().get(long, key)).toBeNull()
      }),
      { numRuns: 100 },
    )
    cacheFor().put(long, key, stored)
    expect(cacheFor().get(long, key)).toEqual(bundle)
  })

  test('are not found under the name of another', () => {
    cacheFor().put(long, key, stored)
    const [mine] = readdirSync(folder)
    cacheFor().put(chain(21), other, stored)
    const its = readdirSync(folder).find(name => name !== mine)
    copyFileSync(join(folder, its ?? ''), join(folder, mine ?? ''))
    expect(cacheFor().get(long, key)).toBeNull()
    expect(cacheFor().get(chain(21), other)).toEqual(bundle)
  })

  test.each<[string, () => Bundle | null]>([
    ['another graph', () => cacheFor().get(chain(21), other)],
    ['another target', () => cacheFor(cpuTarget('+avx512f', 2)).get(long, key)],
    ['another number of threads', () => cacheFor(cpuTarget('+avx2', 3)).get(long, key)],
    ['another machine', () => cacheFor(target, 'another cpu').get(long, key)],
  ])('are not found for %s', (_, found) => {
    cacheFor().put(long, key, stored)
    expect(found()).toBeNull()
  })

  test('small ones are not kept: they are lowered in the time that a file takes', () => {
    const short = graphOf([[8], [8]], (x, y) => exp(add(x, y ?? x)))
    cacheFor().put(short, graphKey(short), stored)
    expect(readdirSync(folder)).toEqual([])
  })
})

describe('in use', () => {
  const program = `
    import { jit, tensor } from '${built('index')}'
    import { useEvaluator } from '${built('core/pending')}'
    const f = jit(x => Array.from({ length: 12 }).reduce(y => y.matmul(x).tanh().add(x.T), x))
    console.log(JSON.stringify([...f(tensor(Float32Array.from({ length: 36 }, (_, i) => Math.sin(i)), [6, 6])).dataSync()]))`
  const run = async () => {
    const { code, stdout, stderr } = await runModule(program, { TENET_DEVICE: undefined, TENET_CACHE: folder, TENET_DEBUG: 'time' })
    if (code !== 0) throw new Error(stderr)
    const lines = stderr.split('\n').filter(line => line.startsWith('compile: '))
    return {
      bits: stdout,
      lowered: lines.filter(line => line.includes('LLVM IR')).length,
      found: lines.filter(line => line.includes('found')).length,
    }
  }
  const files = (kind: string): string[] => readdirSync(join(folder, kind)).map(name => join(folder, kind, name))

  test('a second process lowers nothing and has the same bits', async () => {
    const first = await run()
    expect([first.found, first.lowered > 0, files('programs').length]).toEqual([0, true, first.lowered])
    expect(await run()).toEqual({ bits: first.bits, lowered: 0, found: first.lowered })
  })

  test('processes that fill one folder at once have the same bits, and leave whole files', async () => {
    const reports = await Promise.all([run(), run(), run()])
    expect(new Set(reports.map(({ bits }) => bits)).size).toBe(1)
    expect(files('programs').filter(path => !path.endsWith('.o'))).toEqual([])
    const { lowered, found, bits } = await run()
    expect([lowered, found, bits]).toEqual([0, files('programs').length, reports[0]?.bits])
  })

  test('a program brings the machine code of its kernels along', async () => {
    const first = await run()
    for (const path of files('kernels')) rmSync(path)
    expect(await run()).toEqual({ bits: first.bits, lowered: 0, found: first.lowered })
    expect(files('kernels')).toEqual([])
  })

  test('what is lowered again finds its kernels one by one', async () => {
    const first = await run()
    for (const path of files('programs')) rmSync(path)
    // What is compiled is written, and what is written is a new file.
    const numbers = (): readonly number[] => files('kernels').map(path => statSync(path).ino)
    const before = numbers()
    expect(await run()).toEqual(first)
    expect(numbers()).toEqual(before)
  })

  const each = (change: (path: string) => void) => (): void => files('programs').forEach(change)
  test.each<[string, () => void]>([
    ['cut off', each(path => truncateSync(path, 100))],
    [
      'changed',
      each(path =>
        writeFileSync(
          path,
          readFileSync(path).map((byte, i) => (i === 5000 ? byte ^ 1 : byte)),
        ),
      ),
    ],
    ['writable by anyone', each(path => chmodSync(path, 0o666))],
    // Only root can give a file away.
    ...(process.getuid?.() === 0 ? [['another user’s', each(path => chownSync(path, 65534, 65534))] as [string, () => void]] : []),
  ])('a program that is %s is lowered again, to the same bits, and then found', async (_, damage) => {
    const first = await run()
    damage()
    expect(await run()).toEqual(first)
    expect(await run()).toEqual({ bits: first.bits, lowered: 0, found: first.lowered })
  })
})
