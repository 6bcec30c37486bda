// The runner's settings: tests import the package by its public name, which resolves to the sources here.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { loadNative } from '../src/runtime/native.js'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

// What tests the CPU backend alone cannot run where libLLVM or the addon is missing; everything else then runs on the reference backend.
const native = loadNative()
const needNative = [
  'test/runtime/{backends,batching,cache-in-use,environment,memory,robustness}.test.ts',
  'test/optim/kernels.test.ts',
  'test/compiler/{donation-bits,fusion-bits,program-scale,rare-branches,schedule-*}.test.ts',
]
if (!native.ok) console.log(`tests of the CPU backend are left out: ${native.reason}`)

export default defineConfig({
  root,
  resolve: {
    alias: [
      { find: /^tenet$/, replacement: src('src/index.ts') },
      { find: /^tenet\/laws$/, replacement: src('laws/index.ts') },
      { find: /^tenet\/(\w+)$/, replacement: src('src/entries/$1.ts') },
    ],
  },
  test: {
    include: ['test/**/*.test.ts', 'native/test/**/*.test.ts'],
    exclude: native.ok ? [] : needNative,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
  },
})
