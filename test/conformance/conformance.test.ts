// Every name of PyTorch's and NumPy's lists has a row; every function that a row names exists; and what PyTorch's samples give, ours gives.

import { readFileSync } from 'node:fs'
import { availableDevices, useDevice } from 'tenet'
import { beforeAll, describe, expect, test } from 'vitest'
import { coverages, describeCoverage, type Names } from './coverage.js'
import { pytorch } from './pytorch/index.js'
import { lookup, type Table } from './row.js'
import { runSample, type Sample } from './samples.js'

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../golden/conformance/${name}.json`, import.meta.url), 'utf8'))
const names = read('names') as Names
const { samples } = read('samples') as { readonly samples: readonly Sample[] }

describe.each(coverages(names).map(coverage => [coverage.title, coverage] as const))('%s', (_, coverage) => {
  test('every name has a row, and every row a name', () => {
    expect(coverage.unlisted).toEqual([])
    expect(coverage.unknown).toEqual([])
  })

  test('what is said to be there is there', () => {
    const ours = new Set([...coverage.alike.values(), ...[...coverage.composed.values()].flat()])
    expect([...ours].filter(name => lookup(name) === undefined)).toEqual([])
  })

  test('the report counts each name once', () => {
    const counts = [...describeCoverage(coverage).matchAll(/^ {2,5}(\d+) .*%/gm)].map(match => Number(match[1]))
    const [total] = /: (\d+)$/m.exec(describeCoverage(coverage))?.slice(1).map(Number) ?? []
    expect(counts.reduce((a, b) => a + b, 0)).toBe(total)
  })
})

const byName = new Map<string, Sample[]>()
for (const sample of samples) {
  if (typeof pytorch[sample.name] !== 'object') continue
  const known = byName.get(sample.name)
  if (known === undefined) byName.set(sample.name, [sample])
  else known.push(sample)
}

const failures = (table: Table, some: readonly Sample[]): readonly string[] =>
  some.flatMap(sample => {
    const outcome = runSample(table, sample)
    return outcome.kind === 'fails' ? [`${JSON.stringify([sample.arguments, sample.keywords]).slice(0, 200)}: ${outcome.why}`] : []
  })

describe.each(availableDevices())('samples of PyTorch on %s', device => {
  beforeAll(() => useDevice(device))

  test.each([...byName])('%s', (_, all) => {
    // Compiling takes longer than computing: there one of each operation is enough.
    expect(failures(pytorch, device === 'reference' ? all : all.slice(-1))).toEqual([])
  })
})

test('a wrong row is noticed', () => {
  useDevice('reference')
  const sample = samples.find(({ name }) => name === 'mul') as Sample
  const { add, sub } = pytorch
  expect(runSample({ mul: add ?? '' }, sample).kind).toBe('fails')
  expect(runSample({ mul: sub ?? '' }, sample).kind).toBe('fails')
  const row = pytorch.sin
  const sin = samples.find(({ name }) => name === 'sin') as Sample
  expect(runSample(pytorch, sin).kind).toBe('passes')
  const value = { ...sin, outputs: sin.outputs, gradients: sin.gradients?.map(g => g?.map(x => Number(x) + 1e-6) ?? null) }
  expect(runSample({ sin: row ?? '' }, value as Sample).kind).toBe('fails')
})
