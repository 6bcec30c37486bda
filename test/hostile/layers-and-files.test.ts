// Whoever makes a layer of what makes no layer, or reads a file from what is no path, is told so in words.

import * as data from 'tenet/data'
import * as io from 'tenet/io'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'

const wrong = [undefined, null, true, Number.NaN, -1, 'x', Symbol('s'), () => 0, [], {}, [null], new Date()]
const ours = /^(ArgumentError|ShapeError|DTypeError|TraceError|LimitationError)$/

/** What is thrown that is not an error of ours. */
function foreign(call: () => unknown): string | null {
  try {
    call()
    return null
  } catch (error) {
    return error instanceof Error && ours.test(error.name) && error.message !== '' ? null : String(error)
  }
}

describe('functions of nn', () => {
  const makers = Object.entries(nn as Readonly<Record<string, unknown>>).filter(([, value]) => typeof value === 'function')
  test.each(makers)('%s', (_name, value) => {
    const make = value as (...args: readonly unknown[]) => unknown
    const found = wrong.flatMap(first => [undefined, null, {}, 'x'].map(second => foreign(() => make(first, second))))
    expect([...new Set(found.filter(each => each !== null))]).toEqual([])
  })
})

describe('readers', () => {
  const readers = {
    cifar10: (path: unknown) => data.cifar10(path as string, { split: 'train' }),
    cifar100: (path: unknown) => data.cifar100(path as string, { split: 'train' }),
    mnist: (path: unknown) => data.mnist(path as string, { split: 'train' }),
    imageFolder: data.imageFolder,
    readCsv: (path: unknown) => data.readCsv(path as string, { columns: { a: 'float32' } }),
    readGlove: data.readGlove,
    readIdx: data.readIdx,
    readImage: data.readImage,
    readLines: data.readLines,
    readWav: data.readWav,
    readWord2vec: data.readWord2vec,
    loadCheckpoint: (path: unknown) => io.loadCheckpoint(path as string, {}),
    loadNpy: io.loadNpy,
    loadNpz: io.loadNpz,
    loadSafetensors: io.loadSafetensors,
    loadTorch: io.loadTorch,
    openSafetensors: io.openSafetensors,
  }
  test.each(Object.entries(readers))('%s', async (_name, value) => {
    const read = value as unknown as (path: unknown) => Promise<unknown>
    for (const path of [undefined, null, 3, {}, Symbol('s'), '']) {
      const error = await Promise.resolve()
        .then(() => read(path))
        .then(
          () => null,
          (reason: unknown) => reason,
        )
      expect(error).toMatchObject({ name: 'ArgumentError' })
    }
  })
})
