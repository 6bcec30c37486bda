// The command line: what is accepted, and that everything else is refused in a line that says why.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.js'
import { rowNames } from './rows/index.js'

const cores = 4

describe('accepts', () => {
  it('nothing: all rows on all cores', () =>
    expect(parseArguments([], cores)).toMatchObject({
      _tag: 'Right',
      right: { rows: rowNames, rounds: 9, threads: cores, json: 'runs/bench.json', list: false },
    }))
  it('rows, in the order of the table', () =>
    expect(parseArguments(['--row', 'lenet-step', '--row=dispatch'], cores)).toMatchObject({ right: { rows: ['dispatch', 'lenet-step'] } }))
  it('numbers and a path', () =>
    expect(parseArguments(['--rounds', '3', '--threads', '1', '--json', 'a.json'], cores)).toMatchObject({
      right: { rounds: 3, threads: 1, json: 'a.json' },
    }))
  it('the wish for a list', () => expect(parseArguments(['--list'], cores)).toMatchObject({ right: { list: true } }))
})

describe('refuses', () => {
  it.each([
    [['--row', 'matmul'], /--row: expected one of dispatch, .*; got "matmul"/s],
    [['--row'], /row/],
    [['--rounds', '0'], /--rounds: expected a whole number from 1 to 1000; got "0"/],
    [['--rounds', '1e2'], /--rounds/],
    [['--rounds', ''], /--rounds/],
    [['--threads', '5'], /--threads: expected a whole number from 1 to 4; got "5"/],
    [['--threads=-1'], /--threads/],
    [['--json', ''], /--json/],
    [['--list=yes'], /list/],
    [['--fast'], /--fast/],
    [['dispatch'], /dispatch/],
  ])('%j', (args, message) => expect(parseArguments(args, cores)).toMatchObject({ _tag: 'Left', left: expect.stringMatching(message) }))

  it('or accepts anything without throwing', () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.string(), fc.constantFrom('--row', '--rounds', '--threads', '--json', '--list', '-', '--'))),
        args => {
          expect(parseArguments(args, cores)._tag).toMatch(/Left|Right/)
        },
      ),
    )
  })
})
