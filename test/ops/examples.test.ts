// Runs the examples in the doc comments of operations and transforms: a line `expression // value` must give that value, as JSON; other
// lines are statements. Types are taken out.

import * as tenet from 'tenet'
import { describe, expect, test } from 'vitest'
import { examplesOf, filesOf, runSource } from '../doc-examples.js'

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
  const results = runSource(`const results = []; ${body.join('\n')}\nreturn results`, tenet) as readonly unknown[]
  return { got: results.map(show), expected }
}

const files = filesOf(['ops', 'transforms'])

describe.each(files.map(file => [file, examplesOf(file)] as const).filter(([, examples]) => examples.length > 0))('%s', (_, examples) => {
  test.each(examples)('$name', ({ lines }) => {
    const { got, expected } = run(lines)
    expect(expected.length).toBeGreaterThan(0)
    expect(got).toEqual(expected)
  })
})
