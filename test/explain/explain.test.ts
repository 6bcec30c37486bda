// What `explain` says is true of the program, in every form, and saying it runs nothing.

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { availableDevices, conv2d, explain, foriLoop, grad, jit, ones, type Tensor, tensor, useDevice, vmap, zeros } from 'tenet'
import { afterEach, describe, expect, test } from 'vitest'
import { compilationOf } from '../../src/explain/compilation.js'
import type { Compilation } from '../../src/explain/index.js'
import { toGraph } from '../../src/transforms/index.js'
import { messageOf } from '../ops/setup.js'

const target = { vectorBytes: 32, vectorRegisters: 16, threads: 2 }

type Matrix = Tensor<[8, 8], 'float32'>
const layer = (w: Matrix, x: Matrix) => x.matmul(w).add(1).tanh().sum(0)

/** As compiled for one kind of machine, whatever this one is. */
const compiled = (f: (...args: never) => unknown, ...args: readonly Tensor[]): Compilation =>
  compilationOf(toGraph(f as (...all: readonly Tensor[]) => unknown)(...args), { target, assembly: () => 'ret' }, [], [])

describe('the compilation', () => {
  const w = zeros([8, 8])

  test('counts what the passes change inside of loops', () => {
    const f = (x: Matrix) => foriLoop(0, 3, (_, y: Matrix) => y.add(1).mul(1).add(y.mul(0)), x)
    const { bodies } = compiled(f, w)
    expect(bodies.map(({ name }) => name)).toEqual(['scan'])
    const [first, last] = [bodies[0]?.passes[0], bodies[0]?.passes.at(-1)]
    expect(first?.before).toBeGreaterThan(last?.after ?? Number.POSITIVE_INFINITY)
    if (!availableDevices().includes('cpu')) return
    useDevice('cpu')
    expect(`${explain(f)(w)}`).toContain('passes in a body of scan')
    expect(explain(f)(w).toHtml()).toContain('In a body of scan')
  })

  test('counts what the passes change', () => {
    const { passes, graph } = compiled((x: Matrix) => [x.add(1).mul(0), x.add(1)], w)
    expect(passes[0]?.before).toBe(toGraph((x: Matrix) => [x.add(1).mul(0), x.add(1)])(w).equations.length)
    for (const [i, { before }] of passes.entries()) expect(before).toBe(i === 0 ? before : passes[i - 1]?.after)
    expect(passes.at(-1)?.after).toBe(graph.equations.length)
    for (const { before, after, removed, added } of passes) {
      const total = (census: Readonly<Record<string, number>>) => Object.values(census).reduce((a, b) => a + b, 0)
      expect(after - before).toBe(total(added) - total(removed))
    }
    expect(passes.some(({ removed }) => removed.add === 1)).toBe(true)
  })

  test('names the rules that rewrote equations, and how often', () => {
    const f = (x: Matrix) => x.T.T.mul(1).add(tensor(2).mul(3)).neg().neg()
    const { passes } = compiled(f, w)
    const { rules } = passes.find(({ name }) => name === 'simplify') ?? { rules: {} }
    expect(rules).toMatchObject({ 'transpose of transpose': 1, 'neutral or absorbing element': 1, 'f(f(x)) = x': 1 })
    expect(passes.filter(({ name }) => name !== 'simplify').flatMap(pass => Object.keys(pass.rules))).toEqual([])
    const explanation = explain(f)(w)
    if (explanation.compilation === null) return
    expect(explanation.toString()).toContain('1 × transpose of transpose')
    expect(explanation.toHtml()).toContain('1 × transpose of transpose')
  })

  test('says which equations went into which kernel, and misses none', () => {
    const { kernels, graph } = compiled(
      grad((a: Matrix, x: Matrix) => layer(a, x).sum()),
      w,
      w,
    )
    const fused = new Set(kernels.flatMap(kernel => kernel.equations))
    expect(graph.equations.filter(equation => !fused.has(equation))).toEqual([])
    const [first] = kernels
    expect(first).toMatchObject({ kind: 'contraction', title: 'dot · tanh' })
    expect(first?.lines.map(line => line.replace(/^.* = (\w+).*/, '$1'))).toEqual(['dot', 'constant', 'broadcast', 'add', 'tanh'])
    expect(first?.reads.map(value => value.name)).toEqual(['a', 'b'])
  })

  test('estimates arithmetic and memory', () => {
    const { kernels, flops, bytes } = compiled((a: Matrix, b: Matrix) => a.matmul(b), w, w)
    expect(kernels).toHaveLength(1)
    expect(flops).toBe(2 * 8 ** 3)
    expect(bytes).toBe(3 * 8 * 8 * 4)
    expect(compiled((a: Matrix) => a.T.add(0.5), w).flops).toBe(64)
    expect(compiled((a: Matrix) => a.sum(), w).flops).toBe(64)
    expect(compiled((a: Tensor<[3], 'int32'>) => a.add(1), zeros([3], 'int32')).flops).toBe(0)
  })

  test('places temporaries that live at the same time apart, below the peak', () => {
    const { memory, kernels } = compiled(
      grad((a: Matrix, x: Matrix) => layer(a, layer(a, x).mul(x)).sum()),
      w,
      w,
    )
    expect(memory.placements.length).toBeGreaterThan(2)
    expect(memory.steps).toBe(new Set(kernels.flatMap(kernel => kernel.steps)).size)
    for (const [i, a] of memory.placements.entries()) {
      expect(a.offset + a.bytes).toBeLessThanOrEqual(memory.arenaBytes)
      for (const b of memory.placements.slice(i + 1)) {
        const meet = a.first <= b.last && b.first <= a.last
        if (meet) expect(a.offset + a.bytes <= b.offset || b.offset + b.bytes <= a.offset).toBe(true)
      }
    }
  })

  test('says what is kept of weights that come again', () => {
    const image = zeros([1, 32, 12, 12])
    const kernel = zeros([40, 32, 3, 3])
    const { memory } = compiled((x: typeof image, k: typeof kernel) => conv2d(x, k, { padding: 1 }), image, kernel)
    // 16 numbers for 9 of each window, of rows that make whole tiles.
    expect(memory.keptBytes).toBeGreaterThanOrEqual(40 * 32 * 16 * 4)
    expect(memory.keptBytes).toBeLessThan(2 * 40 * 32 * 16 * 4)
    expect(compiled((x: Matrix) => x.matmul(x), w).memory.keptBytes).toBe(0)
  })

  test('of nothing is empty', () => {
    expect(compiled((x: Matrix) => x, w)).toMatchObject({ kernels: [], flops: 0, bytes: 0, memory: { arenaBytes: 0, placements: [] } })
  })
})

describe.each(availableDevices())('explained on %s', device => {
  afterEach(() => useDevice(device))

  test('nothing runs, and jit, grad and vmap are seen through', () => {
    useDevice(device)
    let calls = 0
    const f = jit((x: Matrix) => {
      calls++
      return layer(x, x).sum()
    })
    const batched = explain(vmap(grad(f)))(zeros([5, 8, 8]))
    expect(calls).toBe(1)
    expect(batched.outputs.map(({ type }) => type)).toEqual(['float32[5,8,8]'])
  })

  test('arguments and results are named by their paths', () => {
    useDevice(device)
    const bias = ones([2])
    const f = (p: { w: Tensor<[2], 'float32'>; rest: readonly Tensor[] }, scale: number) => ({ out: p.w.mul(scale).add(bias), same: p.w })
    const { inputs, outputs } = explain(f)({ w: tensor([1, 2]), rest: [] }, 3)
    expect(inputs.map(({ name, role }) => [name, role])).toEqual([
      ['a', 'arg0.w'],
      ['b', 'captured0'],
    ])
    expect(outputs.map(({ role }) => role)).toEqual(['result.out', 'arg0.w'])
  })

  test('a function without name, of no tensors, returning what it was given', () => {
    useDevice(device)
    for (const explanation of [explain(() => [])(), explain((x: Tensor) => x)(zeros([3])), explain((x: Tensor) => x.add(1))(zeros([0]))]) {
      expect(explanation.toString()).toContain('0 kernels'.slice(device === 'cpu' ? 0 : 2))
      expect(explanation.toHtml()).toContain('</html>')
    }
  })

  test('what cannot be explained', () => {
    useDevice(device)
    expect(messageOf(() => explain(3 as unknown as () => unknown)())).toBe('ArgumentError: explain: expected a function; got number')
    expect(messageOf(() => explain(async () => 1)())).toMatch(/^ArgumentError: explain: the function must not be async/)
    expect(messageOf(() => explain((x: Tensor<[]>) => x.item())(zeros([])))).toMatch(/^TraceError: /)
  })
})

test('the reference device says that there are no kernels', () => {
  useDevice('reference')
  const explanation = explain(layer)(zeros([8, 8]), zeros([8, 8]))
  expect(explanation.compilation).toBeNull()
  expect(explanation.toString()).toMatch(
    /^layer on reference: \d+ equations, computed one after the other; the reference device compiles no/,
  )
  expect(explanation.toString()).toContain('dot[')
  expect(explanation.toHtml()).toContain('compiles no kernels')
})

describe.runIf(availableDevices().includes('cpu'))('on the CPU', () => {
  const explanation = () => {
    useDevice('cpu')
    return explain(layer)(zeros([8, 8]), zeros([8, 8]))
  }

  test('text says the kernels, and on request their code', () => {
    const text = explanation().toString()
    expect(text).toMatch(/^layer on cpu, \d+ threads?, vectors of \d+ bytes\n {2}\d+ equations → \d+ after \d+ passes → 2 kernels\n/)
    expect(text).toContain('k0_dot_tanh')
    expect(text).toContain('reads a:float32[8,8] (arg0), b:float32[8,8] (arg1)')
    expect(text).not.toContain('define void')
    expect(explanation().toString({ llvm: true })).toContain('define void @k0_dot_tanh')
    expect(explanation().toString({ code: true })).toContain('kernel k0_dot_tanh(')
    expect(explanation().toString({ assembly: true })).toMatch(/\bret/)
    expect(explanation().toString({ graph: true })).toContain('{ a:float32[8,8] b:float32[8,8] ->')
    expect(inspect(explanation())).toBe(text)
    expect(`${explanation()}`).toBe(text)
  })

  test('the page has everything in itself, well formed', () => {
    const html = explanation().toHtml({ llvm: true, assembly: true })
    expect(html).not.toMatch(/\b(?:src|srcset|href|action)="(?!#)/)
    expect(html).not.toMatch(/https?:|@import|url\(/)
    expect(html).toContain('define void @k0_dot_tanh')
    expect(html).toContain('prefers-color-scheme: dark')
    expect(unbalanced(html)).toEqual([])
  })

  test('what a program holds is text in the page', () => {
    const f = Object.defineProperty((x: Tensor) => x.add(1), 'name', { value: '<script>alert(1)</script>' })
    const html = explain(f)(zeros([2])).toHtml()
    expect(html).not.toContain('<script>alert')
    expect(html).toContain('&lt;script&gt;alert(1)')
  })

  test('the page is written wholly or not at all', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tenet-explain-'))
    try {
      const made = explanation()
      await made.writeHtml(join(folder, 'page.html'))
      expect(await readFile(join(folder, 'page.html'), 'utf8')).toBe(made.toHtml())
      await expect(made.writeHtml(join(folder, 'none', 'page.html'))).rejects.toThrow('cannot be written')
      expect(await readdir(folder)).toEqual(['page.html'])
    } finally {
      await rm(folder, { recursive: true })
    }
  })
})

/** Elements that are closed without having been opened last, or never. */
function unbalanced(html: string): readonly string[] {
  const open: string[] = []
  const wrong: string[] = []
  const markup = html.replace(/<(style|script)>[\s\S]*?<\/\1>/g, '').replace('<!doctype html>', '')
  for (const [tag, end, name = '', own] of markup.matchAll(/<(\/?)([a-z0-9]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (name === 'meta' || own === '/') continue
    if (end === '') open.push(name)
    else if (open.pop() !== name) wrong.push(tag)
  }
  return [...wrong, ...open]
}
