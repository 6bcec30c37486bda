// Loaders: order, positions, prefetching within bounds, ends of every kind, and the same batches in however many threads.

import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import * as fc from 'fast-check'
import type * as Data from 'tenet/data'
import { type Dataset, fromArray, generate, loader, type Position } from 'tenet/data'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import { parse, root } from '../architecture/source-file.js'
import { built } from '../runtime/processes.js'

async function all<B>(batches: AsyncIterable<Data.Loaded<B>>): Promise<B[]> {
  const list: B[] = []
  for await (const { batch } of batches) list.push(batch)
  return list
}
const start: Position = { epoch: 0, batch: 0 }
const tick = (): Promise<void> => new Promise(resolve => setImmediate(resolve))

describe('in this thread', () => {
  test('from any position the rest of the epoch comes, in order, however much is prefetched', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(12), fc.nat(12), fc.nat(5), fc.integer({ min: 1, max: 6 }), async (length, from, epoch, prefetch) => {
        // Batches get ready out of order.
        const pipeline = (e: number) =>
          generate(length, async i => {
            for (let wait = (i * 7) % 4; wait > 0; wait--) await tick()
            return 100 * e + i
          })
        const position = { epoch, batch: Math.min(from, length) }
        const batches = loader(pipeline, { prefetch })
        expect(await all(batches.from(position))).toEqual(Array.from({ length }, (_, i) => 100 * epoch + i).slice(position.batch))
      }),
      { numRuns: 50 },
    )
  })

  test('positions lead through epochs', async () => {
    const batches = loader(epoch => fromArray([`${epoch}a`, `${epoch}b`]))
    expectTypeOf(batches).toEqualTypeOf<Data.Loader<string>>()
    const seen: string[] = []
    let position: Position = JSON.parse('{ "epoch": 0, "batch": 1 }')
    while (position.epoch < 2)
      for await (const { batch, next } of batches.from(position)) {
        seen.push(batch)
        position = next
      }
    expect(seen).toEqual(['0b', '1a', '1b'])
    expect(position).toEqual({ epoch: 2, batch: 0 })
  })

  test('no more is started than was asked for', async () => {
    let [started, done] = [0, 0]
    const pipeline = (): Dataset<Promise<number>> =>
      generate(20, async i => {
        started++
        await tick()
        return i
      })
    for await (const _ of loader(pipeline, { prefetch: 3 }).from(start)) {
      done++
      await tick()
      expect(started - done).toBeLessThan(3)
    }
    expect(started).toBe(20)
  })

  test('what fails is named, after what came before it, and the others can be had', async () => {
    const batches = loader(() => generate(5, async i => (i === 2 ? Promise.reject(new Error('/photos/2.jpg: it is damaged')) : i)), {
      prefetch: 4,
    })
    const seen: number[] = []
    let failure: unknown
    try {
      for await (const { batch } of batches.from(start)) seen.push(batch)
    } catch (error) {
      failure = error
    }
    expect(seen).toEqual([0, 1])
    expect(failure).toMatchObject({
      name: 'LoadError',
      message: 'batch 2 of epoch 0 could not be made: /photos/2.jpg: it is damaged',
      position: { epoch: 0, batch: 2 },
      next: { epoch: 0, batch: 3 },
    })
    expect(await all(batches.from({ epoch: 0, batch: 3 }))).toEqual([3, 4])
  })

  test('ends when it is left, when something is thrown, and when a signal says so', async () => {
    const forever = new Promise<number>(() => undefined)
    const batches = loader(() => generate(3, i => (i === 1 ? forever : i)))
    for await (const { batch } of batches.from(start)) {
      expect(batch).toBe(0)
      break
    }
    const controller = new AbortController()
    const iteration = batches.from(start, { signal: controller.signal })
    expect((await iteration.next()).value).toMatchObject({ batch: 0 })
    const second = iteration.next()
    controller.abort(new Error('enough'))
    await expect(second).rejects.toThrow('enough')
    expect(await iteration.next()).toEqual({ done: true, value: undefined })
    await expect(all(batches.from(start, { signal: AbortSignal.abort(new Error('never began')) }))).rejects.toThrow('never began')
  })

  test('refuses what is no position', async () => {
    const batches = loader(() => fromArray([1, 2]))
    await expect(all(batches.from({ epoch: 0, batch: 3 }))).rejects.toThrow('from: epoch 0 has 2 batches; got batch 3')
    await expect(all(batches.from({ epoch: -1, batch: 0 }))).rejects.toThrow('the epoch must be an integer from 0; got -1')
    await expect(all(batches.from({} as Position))).rejects.toThrow('expected a position, { epoch, batch }; got an object')
    expect(() => loader(() => fromArray([1]), { prefetch: 0 })).toThrow('prefetch must be an integer from 1; got 0')
    await batches.close()
    await expect(all(batches.from(start))).rejects.toThrow('this loader is closed')
  })
})

describe('in workers', () => {
  // On the built package: threads load files as Node does.
  let data: typeof Data
  beforeAll(async () => {
    data = await import(built('data/index'))
  }, 120_000)
  const open: Data.Loader<unknown>[] = []
  afterAll(() => Promise.all(open.map(each => each.close())))

  const module = (text: string): URL =>
    new URL(`data:text/javascript,${encodeURIComponent(`import * as data from '${built('data/index')}'\n${text}`)}`)
  type Pipeline = (epoch: number, ...args: readonly unknown[]) => Dataset<unknown>
  function inWorkers(text: string, workers: number, args: readonly unknown[] = []): Data.Loader<unknown> {
    const made = data.loader(data.inWorkers<Pipeline>(module(text), 'pipeline', { args, workers }))
    open.push(made)
    return made
  }
  const shuffled = `export const pipeline = (epoch, length) => {
    const examples = data.generate(length, i => ({ x: data.ndArray([2], 'float32', Float32Array.of(i, -i)), name: 'n' + i }))
    const noisy = data.augment(examples, { seed: 3, epoch }, (key, { x, name }) => ({ x, name, noise: data.draws(key).uniform() }))
    return data.batch(data.shuffle(noisy, { seed: 5, epoch }), 4)
  }`
  interface Shuffled {
    readonly x: { readonly shape: readonly number[]; dataSync(): Float32Array }
    readonly noise: { dataSync(): Float32Array }
    readonly name: readonly string[]
  }
  const plain = (batches: readonly unknown[]): unknown =>
    (batches as Shuffled[]).map(({ x, noise, name }) => [x.shape, [...x.dataSync()], [...noise.dataSync()], name])

  test('the same batches come whatever their number, and from the middle of an epoch', async () => {
    const [one, three] = [inWorkers(shuffled, 1, [22]), inWorkers(shuffled, 3, [22])]
    const expected = plain(await all(one.from({ epoch: 2, batch: 0 })))
    expect(plain(await all(three.from({ epoch: 2, batch: 0 })))).toEqual(expected)
    expect(plain(await all(three.from({ epoch: 2, batch: 4 })))).toEqual((expected as unknown[]).slice(4))
    expect(plain(await all(three.from({ epoch: 3, batch: 0 })))).not.toEqual(expected)
    expect((expected as unknown[]).length).toBe(6)
  })

  test('tensors are handed over in shared memory', async () => {
    const [{ batch }] = (await inWorkers(shuffled, 1, [4])
      .from(start)
      .next()
      .then(({ value }) => [value])) as [Data.Loaded<Shuffled>]
    // What is read is a copy; what is computed with is what was shared.
    expect([...batch.x.dataSync()].length).toBe(8)
    const { contentOf } = await import(built('core/tensor'))
    expect(contentOf(batch.x).buffer.read().buffer).toBeInstanceOf(SharedArrayBuffer)
  })

  test('failures are named and the other batches can be had', async () => {
    const batches = inWorkers(
      `export const pipeline = () => data.generate(4, async i => { if (i === 1) throw new RangeError('photo 1 is damaged'); return i === 3 ? { f: () => 1 } : i })`,
      2,
    )
    await expect(all(batches.from(start))).rejects.toThrow('batch 1 of epoch 0 could not be made: photo 1 is damaged')
    expect((await batches.from({ epoch: 0, batch: 2 }).next()).value).toEqual({ batch: 2, next: { epoch: 0, batch: 3 } })
    await expect(all(batches.from({ epoch: 0, batch: 3 }))).rejects.toThrow('the batch cannot be handed over')
  })

  test('a thread that dies in the middle of a batch is an error, and another takes its place', async () => {
    const batches = inWorkers(`export const pipeline = () => data.generate(3, i => { if (i === 1) process.exit(7); return i })`, 1)
    const seen: unknown[] = []
    await expect(
      (async () => {
        for await (const { batch } of batches.from(start)) seen.push(batch)
      })(),
    ).rejects.toThrow(/could not be made: a worker thread ended \(exit code 7\) while it made this batch/)
    expect(await all(batches.from({ epoch: 0, batch: 2 }))).toEqual([2])
    const broken = inWorkers(
      `export const pipeline = () => data.generate(1, () => { setImmediate(() => { throw new Error('out of nowhere') }); return new Promise(() => undefined) })`,
      1,
    )
    await expect(all(broken.from(start))).rejects.toThrow('a worker thread failed: out of nowhere')
  })

  test('leaving early leaves the loader usable, and a signal ends it', async () => {
    const batches = inWorkers(
      `export const pipeline = () => data.generate(100, async i => { await new Promise(f => setTimeout(f, 5)); return i })`,
      2,
    )
    for await (const { batch } of batches.from(start)) if (batch === 2) break
    const controller = new AbortController()
    const seen: unknown[] = []
    await expect(
      (async () => {
        for await (const { batch } of batches.from({ epoch: 1, batch: 0 }, { signal: controller.signal })) {
          seen.push(batch)
          if (batch === 3) controller.abort(new Error('enough'))
        }
      })(),
    ).rejects.toThrow('enough')
    expect(seen).toEqual([0, 1, 2, 3])
    expect((await batches.from({ epoch: 1, batch: 98 }).next()).value?.batch).toBe(98)
  })

  describe('of the library as threads have it', () => {
    const inThreads = (text: string): Data.Loader<unknown> => {
      const source = `import * as data from '${built('entries/data-in-threads')}'\n${text}`
      const url = new URL(`data:text/javascript,${encodeURIComponent(source)}`)
      const made = data.loader(data.inWorkers<Pipeline>(url, 'pipeline', { args: [], workers: 1 }))
      open.push(made)
      return made
    }
    interface Counted {
      readonly x: { dataSync(): Float32Array }
      readonly known: boolean
    }

    test('operations are not loaded before a pipeline computes with tensors, and are there when it does', async () => {
      const batches = inThreads(
        `const numbers = data.batch(data.fromArray([1, 2, 3, 4]), 2)
         export const pipeline = epoch => data.map(numbers, x => ({ x: epoch === 0 ? x : x.mul(10), known: 'mul' in x }))`,
      )
      const seen = async (epoch: number) =>
        ((await all(batches.from({ epoch, batch: 0 }))) as Counted[]).map(({ x, known }) => [known, ...x.dataSync()])
      expect(await seen(0)).toEqual([
        [false, 1, 2],
        [false, 3, 4],
      ])
      expect(await seen(1)).toEqual([
        [true, 10, 20],
        [true, 30, 40],
      ])
    })

    test('images of batches are normalized, and mistakes with tensors are still mistakes', async () => {
      const batches = inThreads(
        `const pixels = data.generate(2, i => data.ndArray([1, 1, 1], 'uint8', Uint8Array.of(255 * i)))
         export const pipeline = epoch => data.map(data.batch(pixels, 2), x => ({ x: epoch === 0 ? data.images.normalize(x, { mean: [0.5], std: [0.5] }) : x.reshape([3]) }))`,
      )
      expect([...((await all(batches.from(start))) as Counted[])].map(({ x }) => [...x.dataSync()])).toEqual([[-1, 1]])
      await expect(all(batches.from({ epoch: 1, batch: 0 }))).rejects.toThrow(/batch 0 of epoch 1 could not be made: reshape: /)
    })

    test('threads ask for it, and take this process’s settings as far as threads can', async () => {
      const path = fileURLToPath(new URL(`../../dist/pipeline-${process.pid}.mjs`, import.meta.url))
      await writeFile(
        path,
        `import { inWorkers, loader, batch, fromArray, map } from 'tenet/data'
         import { isMainThread } from 'node:worker_threads'
         export const pipeline = () => map(batch(fromArray([1, 2]), 2), x => ({ known: 'mul' in x, traced: process.execArgv.includes('--trace-warnings') }))
         if (isMainThread) {
           const batches = loader(inWorkers(new URL(import.meta.url), 'pipeline', { args: [], workers: 1 }))
           for await (const { batch } of batches.from({ epoch: 0, batch: 0 })) console.log(JSON.stringify(batch))
           await batches.close()
         }`,
      )
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [
          '--trace-warnings',
          '--expose-gc',
          '--max-old-space-size=512',
          path,
        ])
        expect(JSON.parse(stdout)).toEqual({ known: false, traced: true })
      } finally {
        await rm(path)
      }
    })

    test('a run that is cancelled in mid-epoch and closed leaves no thread and no handle behind', async () => {
      const path = fileURLToPath(new URL(`../../dist/cancelled-${process.pid}.mjs`, import.meta.url))
      await writeFile(
        path,
        `import { batch, generate, inWorkers, loader } from 'tenet/data'
         import { isMainThread } from 'node:worker_threads'
         export const pipeline = () => batch(generate(1000, async i => { await new Promise(f => setTimeout(f, 2)); return i }), 4)
         // Now and then a thread still answers while it is ended.
         for (let round = 0; isMainThread && round < 8; round++) {
           const batches = loader(inWorkers(new URL(import.meta.url), 'pipeline', { args: [], workers: 2 }))
           const controller = new AbortController()
           let seen = 0
           try {
             for await (const { next } of batches.from({ epoch: 0, batch: 0 }, { signal: controller.signal })) if (++seen === 3) controller.abort(new Error('enough'))
           } catch (error) {
             await batches.close()
             if (round === 7) console.log(JSON.stringify([seen, error.message, process.getActiveResourcesInfo().filter(name => /Worker|MessagePort|File|Timeout/.test(name))]))
           }
         }`,
      )
      try {
        const { stdout } = await promisify(execFile)(process.execPath, [path])
        expect(JSON.parse(stdout)).toEqual([3, 'enough', []])
      } finally {
        await rm(path)
      }
    })

    test('what it imports needs no backend', () => {
      const seen = new Set<string>()
      const visit = (path: string): void => {
        if (seen.has(path)) return
        seen.add(path)
        for (const { target, kind } of parse(path, readFileSync(join(root, path), 'utf8')).imports)
          if (target !== null && kind === 'value') visit(target)
      }
      visit('src/data/in-threads.ts')
      expect(seen.size).toBeGreaterThan(40)
      // The addon's kernels for pixels are its own, and no backend.
      const loading = ['src/runtime/native.ts', 'src/runtime/platform.ts']
      expect([...seen].filter(path => !/^src\/(data|core|support)\//.test(path) && !loading.includes(path))).toEqual([])
    })
  })

  test('a module that is none, or exports no pipeline, is an error', async () => {
    await expect(all(inWorkers('export const other = 1', 1).from(start))).rejects.toThrow(/exports no function pipeline; it exports other/)
    await expect(all(inWorkers('export const pipeline = (', 1).from(start))).rejects.toThrow(/Unexpected/)
    expect(() => data.inWorkers<Pipeline>('./x.js' as never, 'pipeline', { args: [] })).toThrow('expected the URL of a module; got string')
    expect(() => data.inWorkers<Pipeline>(module(''), 'pipeline', { args: [], workers: 0 })).toThrow(
      'workers must be an integer from 1; got 0',
    )
  })
})
