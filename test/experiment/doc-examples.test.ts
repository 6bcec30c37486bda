// Runs the examples in the doc comments of what experiments are drawn and judged with.

import { describe, expect, test } from 'vitest'
import { goalOf } from '../../src/experiment/compare/goals.js'
import { bandOf } from '../../src/experiment/plot/band.js'
import * as plot from '../../src/experiment/plot/index.js'
import { spreadOf } from '../../src/experiment/spread.js'
import { examplesOf, filesOf, resultsOf } from '../doc-examples.js'

const scope = { ...plot, goalOf, bandOf, spreadOf }
const files = filesOf(['experiment/plot', 'experiment/compare', 'experiment/display']).concat('experiment/spread.ts')
// Those that write files are statements alone.
const examples = files.flatMap(examplesOf).filter(({ lines }) => lines.some(line => line.includes(' // ')))

test('there are some', () =>
  expect(examples.map(({ name }) => name)).toEqual(expect.arrayContaining(['spreadOf', 'bandOf', 'curves', 'bars', 'confusion', 'goalOf'])))

describe('examples', () => {
  test.each(examples)('$name', ({ lines }) => {
    const { got, expected } = resultsOf(lines, scope)
    expect(expected.length).toBeGreaterThan(0)
    expect(got).toEqual(expected)
  })
})
