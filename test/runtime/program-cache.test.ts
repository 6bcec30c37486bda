// Lowered programs on disk: a second process finds what the first has lowered, for the same graph, target and compiler only, and what is damaged or
// incomplete is lowered again to the same bits.

import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import { type Graph, graphKey } from '../../src/core/graph.js'
import { add, exp, tanh } from '../../src/primitives/index.js'
import { diskCache } from '../../src/runtime/cpu/disk-cache.js'
import { programCache, type StoredProgram } from '../../src/runtime/cpu/program-cache.js'
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
  symbols: ['tenet_a', 'tenet_b'],
}

describe('programs on disk', () => {
  const cacheFor = (t = target, machine = 'cpu') => programCache(diskCache(folder), t, machine)
  const long = chain(20)

  test('are found again by the graph, whoever has made it', () => {
    cacheFor().put(long, graphKey(long), stored)
    const same = chain(20)
    expect(cacheFor().get(same, graphKey(same))).toEqual(stored)
  })

  test.each<[string, () => StoredProgram | null]>([
    ['another graph', () => cacheFor().get(chain(21), graphKey(chain(21)))],
    ['another target', () => cacheFor(cpuTarget('+avx512f', 2)).get(long, graphKey(long))],
    ['as many threads as it is lowered for', () => cacheFor(cpuTarget('+avx2', 3)).get(long, graphKey(long))],
    ['another machine', () => cacheFor(target, 'another cpu').get(long, graphKey(long))],
  ])('are not found for %s', (_, found) => {
    cacheFor().put(long, graphKey(long), stored)
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

  const cutOff = (): void => {
    for (const path of files('programs')) truncateSync(path, 100)
  }
  const oneLess = (): void => {
    for (const path of files('kernels').slice(0, 1)) rmSync(path)
  }

  test.each<[string, () => void]>([
    ['a program cut off', cutOff],
    ['a kernel that is missing', oneLess],
  ])('%s: lowered again, to the same bits, and then found', async (_, damage) => {
    const first = await run()
    damage()
    expect((await run()).bits).toBe(first.bits)
    expect(await run()).toEqual({ bits: first.bits, lowered: 0, found: first.lowered })
  })
})
