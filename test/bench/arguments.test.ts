// The command line: what is accepted, and that everything else is refused in a line that says why.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseArguments } from './arguments.js'
import { contenderNames } from './names.js'
import { rowNames } from './rows/index.js'

const cores = 4

describe('accepts', () => {
  it('nothing: all rows on all cores', () =>
    expect(parseArguments([], cores)).toMatchObject({
      _tag: 'Right',
      right: { rows: rowNames, contenders: contenderNames, limit: 120, rounds: 9, threads: cores, json: 'runs/bench.json', list: false },
    }))
  it('rows, in the order of the table', () =>
    expect(parseArguments(['--row', 'lenet-step', '--row=dispatch'], cores)).toMatchObject({ right: { rows: ['dispatch', 'lenet-step'] } }))
  it('patterns of rows', () => {
    const rowsOf = (...patterns: readonly string[]): unknown =>
      parseArguments(
        patterns.flatMap(p => ['--row', p]),
        cores,
      )
    expect(rowsOf('*')).toMatchObject({ right: { rows: rowNames } })
    expect(rowsOf('matmul-10*', 'fused')).toMatchObject({
      right: { rows: ['fused', ...rowNames.filter(name => name.startsWith('matmul-10'))] },
    })
    expect(rowsOf('conv-*-input')).toMatchObject({ right: { rows: rowNames.filter(name => /^conv-.*-input$/.test(name)) } })
  })
  it('contenders, in the order of the columns, however they are written', () =>
    expect(parseArguments(['--contenders', 'onnx-runtime, Torch.Compile,tenet'], cores)).toMatchObject({
      right: { contenders: ['tenet', 'torch.compile', 'ONNX Runtime'] },
    }))
  it('numbers and a path', () =>
    expect(parseArguments(['--rounds', '3', '--threads', '1', '--limit', '30', '--json', 'a.json'], cores)).toMatchObject({
      right: { rounds: 3, threads: 1, limit: 30, json: 'a.json' },
    }))
  it('the wish for a list', () => expect(parseArguments(['--list'], cores)).toMatchObject({ right: { list: true } }))
})

describe('refuses', () => {
  it.each([
    [['--row', 'matmul'], /--row: expected one of dispatch, .*; got "matmul"/s],
    [['--row'], /row/],
    [['--row', 'matmul.64'], /--row/],
    [['--row', 'no-*'], /--row: expected one of dispatch, .*, or a pattern of some; got "no-\*"/s],
    [
      ['--contenders', 'jax,tensorflow'],
      /--contenders: expected some of tenet, pytorch, torch.compile, jax, onnx-runtime, jax-js, with commas; got "tensorflow"/,
    ],
    [['--contenders', ''], /--contenders: .* got ""/],
    [['--limit', '0'], /--limit: expected a whole number from 1 to 86400; got "0"/],
    [['--limit', 'Infinity'], /--limit/],
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
        fc.array(
          fc.oneof(
            fc.string(),
            fc.constantFrom('--row', '*', '--contenders', '--limit', '--rounds', '--threads', '--json', '--list', '-', '--'),
          ),
        ),
        args => {
          expect(parseArguments(args, cores)._tag).toMatch(/Left|Right/)
        },
      ),
    )
  })
})
