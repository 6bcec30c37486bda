// Maps: large outputs are streamed past the caches where every store is a whole, aligned vector; what is read against the grain is taken a
// line of rows at a time; scatters are cut along rows of updates. The bits are the same however.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import { add, cast, exp, mul, pad, reverse, transpose } from '../../src/primitives/index.js'
import { checkAgreement, checkBits, graphOf } from './schedule-cases.js'

const large = 1 << 21

const streamedOf = (graph: Graph): readonly boolean[] =>
  kernelsOf(compileProgram(graph, cpuTarget('', 2)).steps).flatMap(kernel =>
    kernel.buffers.flatMap(buffer => (buffer.kind === 'argument' ? [buffer.streamed] : [])),
  )

describe('streamed outputs', () => {
  test.each<[string, () => Graph, readonly boolean[]]>([
    ['8 MB', () => graphOf([[large]], x => add(x, x)), [false, true]],
    ['less', () => graphOf([[large - 16]], x => add(x, x)), [false, false]],
    ['no whole vectors', () => graphOf([[large + 1]], x => add(x, x)), [false, false]],
    ['axes that are one', () => graphOf([[512, 8192]], x => add(x, x)), [false, true]],
    ['squares turned over', () => graphOf([[2048, 1024]], x => add(transpose(x, [1, 0]), transpose(x, [1, 0]))), [false, true]],
    ['squares at odd places', () => graphOf([[2056, 1024]], x => transpose(x, [1, 0])), [false, false]],
    ['rows with a stride', () => graphOf([[2048, 1024]], x => transpose(x, [1, 0]), 'int16'), [false, false]],
    ['a small one beside it', () => graphOf([[large]], x => [add(x, x), cast(x, 'uint8')]), [false, true, false, false]],
  ])('%s', (_, graph, expected) => expect(streamedOf(graph())).toEqual(expected))

  checkAgreement([
    ['of 8 MB', () => graphOf([[large]], x => exp(x))],
    ['two at once', () => graphOf([[large]], x => [add(x, x), exp(x)])],
    ['backwards', () => graphOf([[large]], x => reverse(exp(x), [0]))],
    ['read again by the next kernel', () => graphOf([[2, large]], x => add(transpose(exp(x), [1, 0]), transpose(x, [1, 0])))],
  ])
})

describe('reads against the grain', () => {
  checkBits([
    ['whole lines', () => graphOf([[32, 48]], x => add(transpose(x, [1, 0]), transpose(x, [1, 0])))],
    ['lines and columns with a rest', () => graphOf([[37, 53]], x => exp(transpose(x, [1, 0])))],
    ['fewer rows than a line, fewer columns than a vector', () => graphOf([[3, 5]], x => transpose(x, [1, 0]))],
    ['one column', () => graphOf([[7, 1, 9]], x => transpose(x, [2, 1, 0]))],
    ['axes around', () => graphOf([[3, 17, 4, 19]], x => transpose(x, [0, 3, 2, 1]))],
    ['backwards', () => graphOf([[18, 21]], x => transpose(reverse(x, [0]), [1, 0]))],
    ['under a guard', () => graphOf([[18, 21]], x => transpose(pad(x, [1, 2], [2, 1], [0, 0], 1), [1, 0]))],
    [
      'with the grain and against it',
      () =>
        graphOf(
          [
            [20, 20],
            [20, 20],
          ],
          (x, y) => mul(x ?? y, transpose(y ?? x, [1, 0])),
        ),
    ],
    ['float64', () => graphOf([[19, 23]], x => transpose(x, [1, 0]), 'float64')],
    ['uint8', () => graphOf([[19, 23]], x => transpose(x, [1, 0]), 'uint8')],
  ])
  checkAgreement([['shared by threads', () => graphOf([[1000, 700]], x => transpose(x, [1, 0]))]])
})
