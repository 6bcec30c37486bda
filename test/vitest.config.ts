// The runner's settings: tests import the package by its public name, which resolves to the sources here.
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('..', import.meta.url))
const src = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url))

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
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 120_000,
  },
})
