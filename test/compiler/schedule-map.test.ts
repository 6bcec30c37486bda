// Maps: large outputs are streamed past the caches where every store is a whole, aligned vector, and the bits are the same either way.

import { describe, expect, test } from 'vitest'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import { cpuTarget } from '../../src/compiler/targets/cpu.js'
import type { Graph } from '../../src/core/graph.js'
import { add, cast, exp, reverse, transpose } from '../../src/primitives/index.js'
import { checkAgreement, graphOf } from './schedule-cases.js'

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
    ['rows with a stride', () => graphOf([[2048, 1024]], x => add(transpose(x, [1, 0]), transpose(x, [1, 0]))), [false, false]],
    ['a small one beside it', () => graphOf([[large]], x => [add(x, x), cast(x, 'uint8')]), [false, true, false, false]],
  ])('%s', (_, graph, expected) => expect(streamedOf(graph())).toEqual(expected))

  checkAgreement([
    ['of 8 MB', () => graphOf([[large]], x => exp(x))],
    ['two at once', () => graphOf([[large]], x => [add(x, x), exp(x)])],
    ['backwards', () => graphOf([[large]], x => reverse(exp(x), [0]))],
    ['read again by the next kernel', () => graphOf([[2, large]], x => add(transpose(exp(x), [1, 0]), transpose(x, [1, 0])))],
  ])
})
