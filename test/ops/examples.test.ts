// Runs the examples in the doc comments of operations and transforms: a line `expression // value` must give that value, as JSON; other
// lines are statements. Types are taken out.

import * as tenet from 'tenet'
import { describe, expect, test } from 'vitest'
import { examplesOf, filesOf, resultsOf } from '../doc-examples.js'

const files = filesOf(['ops', 'transforms'])

describe.each(files.map(file => [file, examplesOf(file)] as const).filter(([, examples]) => examples.length > 0))('%s', (_, examples) => {
  test.each(examples)('$name', ({ lines }) => {
    const { got, expected } = resultsOf(lines, tenet)
    expect(expected.length).toBeGreaterThan(0)
    expect(got).toEqual(expected)
  })
})
