// Runs the examples in the doc comments of losses: what they say is what comes out.

import * as tenet from 'tenet'
import * as nn from 'tenet/nn'
import { describe, expect, test } from 'vitest'
import { examplesOf, filesOf, resultsOf } from '../../doc-examples.js'

const files = filesOf(['nn/loss'])

describe.each(files.map(file => [file, examplesOf(file)] as const).filter(([, examples]) => examples.length > 0))('%s', (_, examples) => {
  test.each(examples)('$name', ({ lines }) => {
    const { got, expected } = resultsOf(lines, { ...tenet, ...nn })
    expect(expected.length).toBeGreaterThan(0)
    expect(got).toEqual(expected)
  })
})
