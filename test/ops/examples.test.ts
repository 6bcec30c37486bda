// Runs the examples in the doc comments of operations and transforms: a line `expression // value` must give that value, as JSON; other
// lines are statements. Types are taken out.

import { readdirSync, readFileSync } from 'node:fs'
import * as tenet from 'tenet'
import ts from 'typescript-5.9'
import { describe, expect, test } from 'vitest'

interface Example {
  readonly name: string
  readonly lines: readonly string[]
}

const root = new URL('../../src/', import.meta.url)
const rooms = ['ops', 'transforms']

/** The example blocks of a file, each with the name that is declared after it. */
function examplesOf(path: string): readonly Example[] {
  const source = readFileSync(new URL(path, root), 'utf8')
  const blocks = source.matchAll(/\* @example\n \* ```\n((?: \* .*\n)+?) \* ```[\s\S]*?\*\/\n(?:export )?(?:const|function) (\w+)/g)
  return [...blocks].map(([, text = '', name = '']) => ({ name, lines: text.split('\n').map(line => line.slice(3)) }))
}

/** What a value is as JSON; NaN and the infinities are written as JavaScript does. */
const show = (value: unknown): string =>
  Array.isArray(value)
    ? `[${value.map(show).join(', ')}]`
    : typeof value === 'object' && value !== null
      ? `{${Object.entries(value)
          .map(([key, child]) => `${JSON.stringify(key)}: ${show(child)}`)
          .join(', ')}}`
      : typeof value === 'number'
        ? String(value)
        : typeof value === 'bigint'
          ? `${value}n`
          : JSON.stringify(value)

/** Runs the lines as one function; gives what each line with an expected value was and should have been. */
function run(lines: readonly string[]): { readonly got: readonly string[]; readonly expected: readonly string[] } {
  const expected: string[] = []
  const body = lines.flatMap(line => {
    const at = line.lastIndexOf(' // ')
    if (at < 0) return [line]
    expected.push(line.slice(at + 4))
    return [`results.push(${line.slice(0, at)})`]
  })
  const names = Object.keys(tenet)
  const source = `const results = []; ${body.join('\n')}\nreturn results`
  const { outputText } = ts.transpileModule(source, { compilerOptions: { target: ts.ScriptTarget.ES2022 } })
  const results: unknown = new Function(...names, outputText)(...Object.values(tenet))
  return { got: (results as readonly unknown[]).map(show), expected }
}

const files = rooms
  .flatMap(room => readdirSync(new URL(room, root), { recursive: true, encoding: 'utf8' }).map(path => `${room}/${path}`))
  .filter(path => path.endsWith('.ts'))
  .toSorted()

describe.each(files.map(file => [file, examplesOf(file)] as const).filter(([, examples]) => examples.length > 0))('%s', (_, examples) => {
  test.each(examples)('$name', ({ lines }) => {
    const { got, expected } = run(lines)
    expect(expected.length).toBeGreaterThan(0)
    expect(got).toEqual(expected)
  })
})
