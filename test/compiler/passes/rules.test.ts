// What each rewriting rule makes of a graph, read off the equations that are left.

import { describe, expect, test } from 'vitest'
import { runPasses } from '../../../src/compiler/passes/index.js'
import type { Variable } from '../../../src/core/graph.js'
import { direct } from '../../../src/core/lowering.js'
import { printGraph } from '../../../src/core/printer.js'
import { convP } from '../../../src/primitives/contraction/conv.js'
import { absP, addP, divP, mulP, negP, subP } from '../../../src/primitives/elementwise/arithmetic.js'
import { castP, stopGradientP } from '../../../src/primitives/elementwise/cast.js'
import { selectP } from '../../../src/primitives/elementwise/choose.js'
import { andP, ltP, notP, orP } from '../../../src/primitives/elementwise/logic.js'
import { broadcastP, reduceSumP } from '../../../src/primitives/structure/broadcast.js'
import { constantP } from '../../../src/primitives/structure/constant.js'
import { concatP } from '../../../src/primitives/structure/join.js'
import { transposeP } from '../../../src/primitives/structure/permute.js'
import { reshapeP } from '../../../src/primitives/structure/reshape.js'
import { reverseP } from '../../../src/primitives/structure/reverse.js'
import { padP, sliceP } from '../../../src/primitives/structure/slice.js'
import type { DTypeName } from '../../../src/support/dtype.js'
import { type Builder, builder } from './graphs.js'

/** The graph after all passes: its equations and outputs, without types, on one line. */
function simplified(build: (b: Builder) => Variable | readonly Variable[]): string {
  const b = builder()
  const built = build(b)
  const text = printGraph(runPasses(b.graph(...('type' in built ? [built] : built)), { check: true }))
  const [, ...lines] = text.split('\n').map(line => line.trim().replace(/^(\w+):\S+ = /, '$1 = '))
  return lines.join('; ').replace(/; in /, ' in ').replace(/^in /, 'in ').replace(/ }$/, '')
}

type Case = readonly [name: string, build: (x: Variable, b: Builder) => Variable]

const f32 = (shape: readonly number[]) => ({ shape, dtype: 'float32' as const })

describe('what an input is already', () => {
  const cases: readonly Case[] = Object.entries<Case[1]>({
    'transpose by the identity': (x, b) => b.apply(transposeP, [x], { permutation: [0, 1] }),
    'two transposes': (x, b) => b.apply(transposeP, [b.apply(transposeP, [x], { permutation: [1, 0] })], { permutation: [1, 0] }),
    'reshape there and back': (x, b) => b.apply(reshapeP, [b.apply(reshapeP, [x], { shape: [6] })], { shape: [2, 3] }),
    'broadcast to the same shape': (x, b) => b.apply(broadcastP, [x], { shape: [2, 3], axes: [0, 1] }),
    'slice of everything': (x, b) => b.apply(sliceP, [x], { starts: [0, 0], limits: [2, 3], strides: [1, 1] }),
    'pad by nothing': (x, b) => b.apply(padP, [x], { low: [0, 0], high: [0, 0], interior: [0, 0], value: 0 }),
    'slice of what was padded': (x, b) =>
      b.apply(sliceP, [b.apply(padP, [x], { low: [1, 2], high: [1, 0], interior: [0, 0], value: 0 })], {
        starts: [1, 2],
        limits: [3, 5],
        strides: [1, 1],
      }),
    'slice of a part': (x, b) =>
      b.apply(sliceP, [b.apply(concatP, [b.input([4, 3]), x], { axis: 0 })], { starts: [4, 0], limits: [6, 3], strides: [1, 1] }),
    'cast to its own dtype': (x, b) => b.apply(castP, [x], { dtype: 'float32' }),
    'cast there and back': (x, b) => b.apply(castP, [b.apply(castP, [x], { dtype: 'float64' })], { dtype: 'float32' }),
    stopGradient: (x, b) => b.apply(stopGradientP, [x], {}),
    'two reverses': (x, b) => b.apply(reverseP, [b.apply(reverseP, [x], { axes: [0, 1] })], { axes: [0, 1] }),
    'concat of one': (x, b) => b.apply(concatP, [x], { axis: 0 }),
    'concat with nothing': (x, b) => b.apply(concatP, [b.input([0, 3]), x], { axis: 0 }),
    'times one': (x, b) => b.apply(mulP, [b.full(1, x.type), x], {}),
    'by one': (x, b) => b.apply(divP, [x, b.full(1, x.type)], {}),
    'plus -0': (x, b) => b.apply(addP, [x, b.full(-0, x.type)], {}),
    'minus 0': (x, b) => b.apply(subP, [x, b.full(0, x.type)], {}),
    'neg neg': (x, b) => b.apply(negP, [b.apply(negP, [x], {})], {}),
    'select by a constant': (x, b) => b.apply(selectP, [b.full(1, { shape: [2, 3], dtype: 'bool' }), x, b.input([2, 3])], {}),
    'select of one and the same': (x, b) => b.apply(selectP, [b.input([2, 3], 'bool'), x, x], {}),
    'times a folded one': (x, b) => b.apply(mulP, [x, b.apply(divP, [b.full(3, x.type), b.full(3, x.type)], {})], {}),
  })
  test.each(cases)('%s', (_, build) => {
    expect(simplified(b => build(b.input([2, 3]), b))).toMatch(/^in [a-c]$/)
  })
})

describe('what would change bits stays', () => {
  const cases: readonly Case[] = Object.entries<Case[1]>({
    'plus 0 makes +0 of -0': (x, b) => b.apply(addP, [x, b.full(0, x.type)], {}),
    'times 0 may be NaN': (x, b) => b.apply(mulP, [x, b.full(0, x.type)], {}),
    'minus itself may be NaN': (x, b) => b.apply(subP, [x, x], {}),
    'a cast that rounds': (x, b) => b.apply(castP, [b.apply(castP, [x], { dtype: 'int32' })], { dtype: 'float32' }),
  })
  test.each(cases)('%s', (_, build) => {
    expect(simplified(b => build(b.input([2, 3]), b))).not.toMatch(/^in/)
  })
})

describe('what becomes another equation', () => {
  test('permutations compose', () => {
    expect(
      simplified(b => {
        const t = b.apply(transposeP, [b.input([2, 3, 4])], { permutation: [2, 0, 1] })
        return b.apply(transposeP, [t], { permutation: [0, 2, 1] })
      }),
    ).toBe('b = transpose[permutation=[2,1,0]] a in b')
  })

  test('broadcasts compose, and come first', () => {
    expect(
      simplified(b => {
        const rows = b.apply(broadcastP, [b.input([3])], { shape: [2, 3], axes: [1] })
        const more = b.apply(broadcastP, [rows], { shape: [2, 5, 3], axes: [0, 2] })
        return b.apply(transposeP, [more], { permutation: [2, 0, 1] })
      }),
    ).toBe('b = broadcast[shape=[3,2,5] axes=[0]] a in b')
  })

  test('slices compose', () => {
    expect(
      simplified(b => {
        const s = b.apply(sliceP, [b.input([20])], { starts: [2], limits: [20], strides: [3] })
        return b.apply(sliceP, [s], { starts: [1], limits: [5], strides: [2] })
      }),
    ).toBe('b = slice[starts=[5] limits=[12] strides=[6]] a in b')
  })

  test('a slice within a part is a slice of that part', () => {
    expect(
      simplified(b => {
        const joined = b.apply(concatP, [b.input([4]), b.input([6])], { axis: 0 })
        return b.apply(sliceP, [joined], { starts: [5], limits: [9], strides: [1] })
      }),
    ).toBe('c = slice[starts=[1] limits=[5] strides=[1]] b in c')
  })

  test('a slice that leaves some of the padding pads less', () => {
    const cut = (starts: readonly number[], limits: readonly number[]) =>
      simplified(b => {
        const padded = b.apply(padP, [b.input([3, 4])], { low: [2, 1], high: [2, 3], interior: [0, 0], value: 7 })
        return b.apply(sliceP, [padded], { starts, limits, strides: [1, 1] })
      })
    expect(cut([1, 1], [7, 6])).toBe('b = pad[low=[1,0] high=[2,1] interior=[0,0] value=7] a in b')
    expect(cut([3, 0], [7, 8])).toContain('slice')
  })

  test('a slice of a convolution is one of fewer windows, unless others see the rest', () => {
    const windows = {
      strides: [2],
      padding: [[0, 0]],
      inputDilation: [1],
      kernelDilation: [2],
      groups: 1,
      batchGroups: 1,
      method: direct,
    } as const
    const cut = { starts: [0, 0, 1], limits: [2, 4, 4], strides: [1, 1, 1] }
    const convolved = (b: Builder) => b.apply(convP, [b.input([2, 3, 20]), b.input([4, 3, 3])], windows)
    expect(simplified(b => b.apply(sliceP, [convolved(b)], cut))).toMatch(
      /^c = slice\[starts=\[0,0,2\] limits=\[2,3,11\] strides=\[1,1,1\]\] a; d = conv\[.*\] c b in d$/,
    )
    const shared = simplified(b => {
      const y = convolved(b)
      return [b.apply(sliceP, [y], cut), y]
    })
    expect(shared).toMatch(/^c = conv\[.*\] a b; d = slice\[.*\] c in d,? c$/)
    const channels = { ...cut, starts: [0, 1, 1] }
    expect(simplified(b => b.apply(sliceP, [convolved(b)], channels))).toMatch(/^c = conv/)
  })

  test('views of a scalar are broadcasts of it', () => {
    expect(
      simplified(b => {
        const x = b.apply(broadcastP, [b.input([])], { shape: [2, 3], axes: [] })
        return b.apply(reshapeP, [b.apply(transposeP, [x], { permutation: [1, 0] })], { shape: [6] })
      }),
    ).toBe('b = broadcast[shape=[6] axes=[]] a in b')
  })

  test('reverse leaves axes of one element alone', () => {
    expect(simplified(b => b.apply(reverseP, [b.input([2, 1, 3])], { axes: [1, 2] }))).toBe('b = reverse[axes=[2]] a in b')
  })

  test('signs', () => {
    expect(simplified(b => b.apply(absP, [b.apply(negP, [b.input([2])], {})], {}))).toBe('b = abs a in b')
    expect(simplified(b => b.apply(absP, [b.apply(negP, [b.input([2], 'uint8')], {})], {}))).toBe('b = neg a; c = abs b in c')
  })

  test('conditions', () => {
    const bool = (b: Builder) => b.input([2], 'bool')
    expect(simplified(b => b.apply(selectP, [b.apply(notP, [bool(b)], {}), b.input([2]), b.input([2])], {}))).toBe('d = select a c b in d')
    expect(simplified(b => b.apply(andP, [bool(b), b.full(1, { shape: [2], dtype: 'bool' })], {}))).toBe('in a')
    expect(simplified(b => b.apply(orP, [bool(b), b.full(1, { shape: [2], dtype: 'bool' })], {}))).toBe(
      'b = constant[value=1 dtype="bool"]; c = broadcast[shape=[2] axes=[]] b in c',
    )
  })
})

describe('constants', () => {
  const folded = (value: number, dtype: DTypeName, shape: string) =>
    `a = constant[value=${value} dtype="${dtype}"]; b = broadcast[shape=[${shape}] axes=[]] a in b`

  test('compute with each other', () => {
    const type = f32([2])
    expect(simplified(b => b.apply(mulP, [b.full(0.1, type), b.full(3, type)], {}))).toBe(
      folded(Math.fround(Math.fround(0.1) * 3), 'float32', '2'),
    )
    expect(simplified(b => b.apply(ltP, [b.full(2, type), b.full(3, type)], {}))).toBe(folded(1, 'bool', '2'))
    expect(simplified(b => b.apply(castP, [b.full(2.7, type)], { dtype: 'int32' }))).toBe(folded(2, 'int32', '2'))
    expect(
      simplified(b => b.apply(addP, [b.full(250, { shape: [2], dtype: 'uint8' }), b.full(10, { shape: [2], dtype: 'uint8' })], {})),
    ).toBe(folded(4, 'uint8', '2'))
    expect(
      simplified(b =>
        b.apply(addP, [b.apply(constantP, [], { value: 1, dtype: 'float32' }), b.apply(constantP, [], { value: 2, dtype: 'float32' })], {}),
      ),
    ).toBe('a = constant[value=3 dtype="float32"] in a')
  })

  test('never where a NaN comes up', () => {
    expect(simplified(b => b.apply(divP, [b.full(0, f32([2])), b.full(0, f32([2]))], {}))).toContain('div')
  })

  test('are summed where that is exact', () => {
    expect(simplified(b => b.apply(reduceSumP, [b.full(1, f32([3, 5]))], { axes: [1] }))).toBe(folded(5, 'float32', '3'))
    expect(simplified(b => b.apply(reduceSumP, [b.full(0.5, f32([3, 5]))], { axes: [1] }))).toContain('reduceSum')
    expect(simplified(b => b.apply(reduceSumP, [b.full(1, f32([2 ** 13, 2 ** 12]))], { axes: [0, 1] }))).toContain('reduceSum')
  })

  test('join and pad', () => {
    expect(simplified(b => b.apply(concatP, [b.full(2, f32([3])), b.full(2, f32([4]))], { axis: 0 }))).toBe(folded(2, 'float32', '7'))
    expect(simplified(b => b.apply(padP, [b.full(2, f32([3]))], { low: [1], high: [1], interior: [0], value: 2 }))).toBe(
      folded(2, 'float32', '5'),
    )
  })
})

describe('whole graphs', () => {
  test('equal equations are computed once, also when rules make them equal', () => {
    expect(
      simplified(b => {
        const [x, y] = [b.input([2, 3]), b.input([2, 3])]
        const twice = b.apply(reshapeP, [b.apply(reshapeP, [x], { shape: [3, 2] })], { shape: [6] })
        const once = b.apply(reshapeP, [x], { shape: [6] })
        b.apply(negP, [y], {})
        return b.apply(addP, [twice, once], {})
      }),
    ).toBe('c = reshape[shape=[6]] a; d = add c c in d')
  })

  test('an output may be an input, or given twice', () => {
    expect(
      simplified(b => {
        const x = b.input([2])
        return [b.apply(mulP, [x, b.full(1, x.type)], {}), x, b.apply(negP, [x], {}), b.apply(negP, [x], {})]
      }),
    ).toBe('b = neg a in a a b b')
  })

  test('the gradient of a mean carries no leftovers', () => {
    expect(
      simplified(b => {
        const x = b.input([4, 3])
        const ones = b.apply(constantP, [], { value: 1, dtype: 'float32' })
        const ct = b.apply(divP, [ones, b.apply(constantP, [], { value: 4, dtype: 'float32' })], {})
        const spread = b.apply(reshapeP, [b.apply(broadcastP, [ct], { shape: [12], axes: [] })], { shape: [4, 3] })
        return b.apply(mulP, [b.apply(mulP, [spread, x], {}), b.full(1, x.type)], {})
      }),
    ).toBe('b = constant[value=0.25 dtype="float32"]; c = broadcast[shape=[4,3] axes=[]] b; d = mul c a in d')
  })
})
