// What the user reads: the compiler's messages for deliberate mistakes, and the cost of checking. Types are data here, the compiler is
// the program under test; both the newest and the oldest supported TypeScript run.

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const root = fileURLToPath(new URL('../..', import.meta.url))
const compilers = { 'TypeScript 7': 'typescript', 'TypeScript 5.9': 'typescript-5.9' } as const
type Compiler = (typeof compilers)[keyof typeof compilers]

/** What `tsc` prints. It exits with an error where it finds mistakes, which is what some of these tests are after. */
const tsc = (compiler: Compiler, ...options: readonly string[]): string => {
  try {
    return execFileSync('node', [`node_modules/${compiler}/bin/tsc`, '--pretty', 'false', ...options], { cwd: root, encoding: 'utf8' })
  } catch (error) {
    if (error instanceof Error && 'stdout' in error) return String(error.stdout)
    throw error
  }
}

/**
 * One line an error, `line: message`, without paths and without the explanations below it. Of a function's written type, one compiler
 * repeats the quotes, the other prints its own.
 */
const mistakes = (output: string): readonly string[] =>
  output
    .split('\n')
    .map(line => /mistakes\.ts\((\d+),\d+\): error TS\d+: (.*)$/.exec(line))
    .flatMap(match => (match === null ? [] : [`${match[1]}: ${match[2]?.replace(/'(float32|int32)'/g, '"$1"')}`]))

const instantiations = (file: string): number => {
  const options = ['--ignoreConfig', '--strict', '--noEmit', '--skipLibCheck', '--module', 'nodenext', '--target', 'es2022']
  const output = tsc('typescript', ...options, '--extendedDiagnostics', `test/types/${file}`)
  return Number(/Instantiations:\s+(\d+)/.exec(output)?.[1])
}

describe.each(Object.entries(compilers))('%s', (_name, compiler) => {
  test('accepts the type tests', () => {
    expect(tsc(compiler, '-p', 'test/types/tsconfig.json')).toBe('')
  })

  test('says what is wrong', async () => {
    const messages = mistakes(tsc(compiler, '-p', 'test/types/fixtures/tsconfig.json'))
    await expect(`${messages.join('\n\n')}\n`).toMatchFileSnapshot('__snapshots__/messages.txt')
    // One mistake, one error.
    const lines = messages.map(message => message.split(':')[0])
    expect(new Set(lines).size).toBe(lines.length)
  })
})

describe('the cost of checking', () => {
  // Instantiations beyond those of the mock itself: deterministic, unlike seconds. TypeScript 7 does some 500,000 a second.
  const baseline = instantiations('mock.ts')

  test.each([
    ['lenet.ts', 25_000],
    ['deep.ts', 50_000],
  ])('%s takes at most %i instantiations', (file, limit) => {
    const cost = instantiations(`fixtures/${file}`) - baseline
    expect(cost).toBeGreaterThan(0)
    expect(cost).toBeLessThan(limit)
  })
})
