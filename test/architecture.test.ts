// The house stands as it was drawn: ranks, cycles, who loads the addon, what examples and laws may see, and the habits of every file.
// Each rule also judges a file made to break it, so that none can pass by seeing nothing.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Rule, rules, type Violation } from './architecture/rules.js'
import { parse, readSources, root } from './architecture/source-file.js'

const show = ({ name }: Rule, { path, line, message }: Violation): string => `${path}:${line}: ${message} (${name})`

describe('this repository', () => {
  const files = readSources()

  test('is read', () => expect(files.map(file => file.path)).toContain('src/core/tensor.ts'))

  test.each(rules.map(rule => [rule.name, rule] as const))('%s', (_name, rule) => {
    expect(rule.check(files).map(violation => show(rule, violation))).toEqual([])
  })

  test('every entry point has a source', () => {
    const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { default: string }>
    }
    const sources = Object.values(exports).map(entry =>
      typeof entry === 'string' ? entry : entry.default.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'),
    )
    expect(sources.filter(source => !existsSync(join(root, source)))).toEqual([])
  })
})

/** One or more files that break exactly one rule, and the lines at which they do. */
const broken: readonly { readonly files: Readonly<Record<string, string>>; readonly expected: readonly string[] }[] = [
  {
    files: {
      'src/core/a.ts': "// A.\nimport { b } from '../ops/b.js'\nimport type { C } from '../runtime/c.js'\n",
      'src/runtime/c.ts': "// C.\nimport type { D } from '../transforms/d.js'\ndeclare module '../nn/e.js' {}\n",
      'src/ops/b.ts': "// B.\nimport { f } from '../core/a.js'\nimport { g } from '../../laws/g.js'\n",
      'src/attic/h.ts': '// H.\n',
    },
    expected: ['src/core/a.ts:2', 'src/core/a.ts:3', 'src/runtime/c.ts:2', 'src/runtime/c.ts:3', 'src/ops/b.ts:3', 'src/attic/h.ts:1'],
  },
  { files: { 'src/core/a.ts': "// A.\nimport './b.js'\n" }, expected: ['src/core/a.ts:2'] },
  {
    files: {
      'src/core/a.ts': "// A.\nimport { type B } from './b.js'\n",
      'src/core/b.ts': "// B.\nexport * from './c.js'\n",
      'src/core/c.ts': "// C.\nimport type { D } from './a.js'\nconst a = await import('./a.js')\n",
    },
    expected: ['src/core/c.ts:3'],
  },
  { files: { 'src/core/a.ts': "// A.\nprocess.dlopen(module, './b')\n" }, expected: ['src/core/a.ts:2'] },
  { files: { 'native/core/a.h': '// A.\n#pragma once\n#include <napi.h>\n' }, expected: ['native/core/a.h:3'] },
  {
    files: {
      'examples/a.ts': "// A.\nimport 'tenet/nn'\nimport 'node:fs'\nimport './b.js'\nimport '../src/index.js'\nimport 'lodash'\n",
    },
    expected: ['examples/a.ts:5', 'examples/a.ts:6'],
  },
  {
    files: {
      'laws/a.ts': "// A.\nimport 'tenet'\nimport 'fast-check'\nimport './b.js'\nimport '../src/core/tensor.js'\n",
      'laws/predicate/evaluate-expr.ts': "// B.\nimport '../../src/core/expr.js'\nimport '../../src/nn/linear.js'\n",
    },
    expected: ['laws/a.ts:5', 'laws/predicate/evaluate-expr.ts:3'],
  },
  { files: { 'src/core/a.ts': `// A.\n${'\n'.repeat(400)}` }, expected: ['src/core/a.ts:401'] },
  { files: { 'src/core/a.ts': 'export {}\n// A.\n' }, expected: ['src/core/a.ts:1'] },
  { files: { 'native/core/a.cc': `// A.\n// ${'TO'}DO: all of it\n` }, expected: ['native/core/a.cc:2'] },
  {
    files: { 'src/core/a.ts': "// Any.\nconst a: any = 'any'\nconst b = a!.any\n" },
    expected: ['src/core/a.ts:2', 'src/core/a.ts:3'],
  },
  {
    files: { 'test/a.test.ts': "// A.\ntest.skip('a', f)\ndescribe.concurrent.only('b', f)\nset.only(a)\n" },
    expected: ['test/a.test.ts:2', 'test/a.test.ts:3'],
  },
]

describe('each rule sees what breaks it', () => {
  test.each(rules.map((rule, i) => [rule.name, rule, broken[i]] as const))('%s', (_name, rule, sample) => {
    const files = Object.entries(sample?.files ?? {}).map(([path, text]) => parse(path, text))
    expect(rule.check(files).map(({ path, line }) => `${path}:${line}`)).toEqual(sample?.expected)
  })
})
