// Elementwise primitives where the laws do not look: refusals and their messages, integers at the ends of their range, casts, NaN,
// derivatives at ties and kinks, and how batching lines axes up. Each value is checked in the reference and in the lowering.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluateLowering } from '../../laws/predicate/evaluate-lowering.js'
import { type ArrayType, type HostArray, hostArray } from '../../src/core/array-type.js'
import { HostBuffer } from '../../src/core/buffer.js'
import { useEvaluator } from '../../src/core/pending.js'
import { differentiate, type Params, type Primitive } from '../../src/core/primitive.js'
import { Tensor } from '../../src/core/tensor.js'
import * as el from '../../src/primitives/elementwise/index.js'
import { referenceEvaluator } from '../../src/runtime/reference/evaluate.js'
import { type DTypeName, dtypeInfo } from '../../src/support/dtype.js'

useEvaluator(referenceEvaluator)

const host = (dtype: DTypeName, values: readonly number[]): HostArray => {
  const array = hostArray({ shape: [values.length], dtype })
  array.data.set(values)
  return array
}
const held = (array: HostArray): Tensor => new Tensor(array, { kind: 'held', buffer: new HostBuffer(array) })
const tensor = (dtype: DTypeName, values: readonly number[]): Tensor => held(host(dtype, values))

/** What the reference gives, having seen that the lowering gives the same. */
function results<P extends Params>(primitive: Primitive<P>, inputs: readonly HostArray[], params: NoInfer<P>): number[][] {
  const types = primitive.typeOf(inputs, params)
  const outputs = types.map(hostArray)
  primitive.reference(inputs, params, outputs)
  const lowered = evaluateLowering(primitive.lower(inputs, params, types), inputs, types)
  expect(lowered.map(({ array }) => Array.from(array.data))).toEqual(outputs.map(({ data }) => Array.from(data)))
  return outputs.map(({ data }) => Array.from(data))
}
const of = (primitive: Primitive, dtype: DTypeName, ...inputs: readonly (readonly number[])[]): number[] | undefined =>
  results(
    primitive,
    inputs.map(values => host(dtype, values)),
    {},
  )[0]

describe('what does not fit is refused', () => {
  const type = (dtype: DTypeName, ...shape: number[]): ArrayType => ({ shape, dtype })
  const refused = <P extends Params>(primitive: Primitive<P>, inputs: readonly ArrayType[], params: NoInfer<P>): (() => unknown) => {
    return () => primitive.typeOf(inputs, params)
  }
  it('unequal shapes', () => {
    expect(refused(el.addP, [type('float32', 2, 3), type('float32', 3)], {})).toThrow(
      'add: shapes must be equal; expected [2,3] (input 0), got [3] (input 1) from float32[2,3], float32[3]',
    )
  })
  it('unequal dtypes', () => {
    expect(refused(el.mulP, [type('float32', 2), type('int32', 2)], {})).toThrow(
      'mul: dtypes must be equal; expected float32 (input 0), got int32 (input 1) from float32[2], int32[2]',
    )
  })
  it('kinds that the operation is not for', () => {
    expect(refused(el.sinP, [type('int32', 2)], {})).toThrow(
      'sin: unsupported dtype; expected float32 or float64 or float16 or bfloat16, got int32 from int32[2]',
    )
    expect(refused(el.addP, [type('bool'), type('bool')], {})).toThrow('add: unsupported dtype')
    expect(refused(el.andP, [type('float32'), type('float32')], {})).toThrow('and: unsupported dtype')
    expect(refused(el.threefry2x32P, Array(4).fill(type('uint8')), {})).toThrow('threefry2x32: expected uint32; got uint8')
  })
  it('conditions that are not bool', () => {
    expect(refused(el.selectP, [type('int32', 2), type('float32', 2), type('float32', 2)], {})).toThrow(
      'select: the condition must be bool; got int32[2]',
    )
  })
  it('bitcasts between widths', () => {
    expect(refused(el.bitcastP, [type('float32', 2)], { dtype: 'float64' })).toThrow('bitcast: widths must be equal')
  })
})

describe('integers', () => {
  const [least, most] = [dtypeInfo('int32').min, dtypeInfo('int32').max]
  it('wrap', () => {
    expect(of(el.addP, 'int32', [most, least], [1, -1])).toEqual([least, most])
    expect(of(el.subP, 'uint8', [0, 255], [1, 3])).toEqual([255, 252])
    expect(of(el.mulP, 'int32', [65536, 123456789], [65536, 987654321])).toEqual([0, Math.imul(123456789, 987654321)])
    expect(of(el.mulP, 'uint32', [4294967295], [4294967295])).toEqual([1])
    expect(of(el.negP, 'int32', [least, 5])).toEqual([least, -5])
    expect(of(el.negP, 'uint32', [1, 0])).toEqual([4294967295, 0])
    expect(of(el.absP, 'int32', [least, -7])).toEqual([least, 7])
  })
  it('divide without a trap: truncating, all ones by zero, the least number by -1 itself', () => {
    expect(of(el.divP, 'int32', [7, -7, 7, least, 0], [2, 2, 0, -1, 0])).toEqual([3, -3, -1, least, -1])
    expect(of(el.remP, 'int32', [7, -7, 7, least, 0], [2, 2, 0, -1, 0])).toEqual([1, -1, 7, 0, 0])
    expect(of(el.divP, 'uint32', [4294967295, 9], [2, 0])).toEqual([2147483647, 4294967295])
    expect(of(el.remP, 'uint8', [250, 9], [7, 0])).toEqual([5, 9])
    expect(of(el.divP, 'uint8', [9], [0])).toEqual([255])
  })
  it('shift by the width and more', () => {
    expect(of(el.shiftLeftP, 'uint8', [129, 1, 1], [1, 7, 8])).toEqual([2, 128, 0])
    expect(of(el.shiftLeftP, 'int32', [1, 3, 1, 1], [31, 30, 32, -1])).toEqual([least, -1073741824, 0, 0])
    expect(of(el.shiftRightLogicalP, 'int32', [-1, -1, -1, -1], [1, 31, 32, -5])).toEqual([most, 1, 0, 0])
    expect(of(el.shiftRightLogicalP, 'uint32', [4294967295, 8], [4, 40])).toEqual([268435455, 0])
    expect(of(el.shiftRightArithmeticP, 'int32', [-8, -8, 8, -8], [1, 40, 40, -1])).toEqual([-4, -1, 0, -1])
    expect(of(el.shiftRightArithmeticP, 'uint8', [128, 64, 255], [3, 3, 9])).toEqual([240, 8, 255])
  })
  it('and bools combine bit by bit', () => {
    expect(of(el.xorP, 'uint32', [4294967295], [1])).toEqual([4294967294])
    expect(of(el.notP, 'uint8', [1])).toEqual([254])
    expect(of(el.notP, 'bool', [0, 1])).toEqual([1, 0])
    expect(of(el.orP, 'bool', [0, 1, 0], [0, 0, 1])).toEqual([0, 1, 1])
  })
})

it('threefry2x32 has the words of JAX', () => {
  const file = readFileSync(new URL('../golden/elementwise/jax.json', import.meta.url), 'utf8')
  // The file is ours: test/golden/elementwise/make.py wrote it.
  const { threefry } = JSON.parse(file) as { threefry: { key: [number, number]; counts: number[]; words: number[] } }
  const half = threefry.counts.length / 2
  const repeated = (word: number): HostArray => host('uint32', Array<number>(half).fill(word))
  const [low, high] = [threefry.counts.slice(0, half), threefry.counts.slice(half)]
  const inputs = [repeated(threefry.key[0]), repeated(threefry.key[1]), host('uint32', low), host('uint32', high)]
  expect(results(el.threefry2x32P, inputs, {}).flat()).toEqual(threefry.words)
})

describe('casts', () => {
  const cast = (from: DTypeName, to: DTypeName, values: readonly number[]): number[] | undefined =>
    results(el.castP, [host(from, values)], { dtype: to })[0]
  it('from floats truncate and saturate', () => {
    expect(cast('float64', 'int32', [2.9, -2.9, 3e9, -1e30, Number.NaN])).toEqual([2, -2, 2147483647, -2147483648, 0])
    expect(cast('float32', 'uint8', [-1, 255.5, 300, 0.9])).toEqual([0, 255, 255, 0])
  })
  it('between integers wrap', () => {
    expect(cast('int32', 'uint8', [-1, 256, 511])).toEqual([255, 0, 255])
    expect(cast('uint32', 'int32', [4294967295])).toEqual([-1])
    expect(cast('int32', 'float32', [16777217])).toEqual([16777216])
  })
  it('to bool ask whether it is not zero', () => {
    expect(cast('float32', 'bool', [0, -0, 0.5, Number.NaN])).toEqual([0, 0, 1, 1])
    expect(cast('int32', 'bool', [0, -5])).toEqual([0, 1])
  })
  it('by bits keep them', () => {
    expect(results(el.bitcastP, [host('float32', [1, -2])], { dtype: 'uint32' })[0]).toEqual([0x3f800000, 0xc0000000])
    expect(results(el.bitcastP, [host('int32', [-1])], { dtype: 'uint32' })[0]).toEqual([4294967295])
  })
})

describe('floats', () => {
  const { NaN: nan, POSITIVE_INFINITY: inf } = Number
  it('choose NaN, and order zeros by their sign', () => {
    expect(of(el.maxP, 'float32', [nan, 1, 0, -0, -inf], [1, nan, -0, 0, inf])).toEqual([nan, nan, 0, 0, inf])
    expect(of(el.minP, 'float32', [nan, 1, 0, -0, -inf], [1, nan, -0, 0, inf])).toEqual([nan, nan, -0, -0, -inf])
    expect(of(el.clampP, 'float64', [0, 0, nan, 0], [nan, 5, 1, -5], [1, 1, 2, 1])).toEqual([nan, 1, nan, 0])
  })
  it('round half to even, and keep the sign of zero', () => {
    expect(of(el.roundP, 'float64', [0.5, 1.5, 2.5, -0.5, -1.5, 2 ** 52 + 1])).toEqual([0, 2, 2, -0, -2, 2 ** 52 + 1])
    expect(of(el.signP, 'float32', [-3, -0, 0, nan, inf])).toEqual([-1, -0, 0, nan, 1])
    expect(of(el.remP, 'float64', [5.5, -5.5, 5, inf], [2, 2, 0, 1])).toEqual([1.5, -1.5, nan, nan])
  })
  it('compare unordered with NaN', () => {
    expect([el.eqP, el.ltP, el.geP, el.neP].map(p => of(p, 'float32', [nan], [nan])?.[0])).toEqual([0, 0, 0, 1])
    expect(of(el.ltP, 'bool', [0, 1, 1], [1, 0, 1])).toEqual([1, 0, 0])
  })
})

describe('derivatives at ties and kinks are those of JAX', () => {
  /** The tangent for tangents of one for some of the inputs. */
  function tangent(primitive: Primitive, inputs: readonly (readonly number[])[], seeded: readonly number[]): readonly number[] | undefined {
    const primals = inputs.map(values => tensor('float64', values))
    const outputs = primitive.typeOf(primals, {}).map(hostArray)
    primitive.reference(
      inputs.map(values => host('float64', values)),
      {},
      outputs,
    )
    const tangents = inputs.map((values, i) => (seeded.includes(i) ? tensor('float64', Array(values.length).fill(1)) : null))
    const [result] = differentiate(primitive, primals, tangents, {}, () => outputs.map(held)).tangents
    return result == null ? undefined : Array.from(result.dataSync())
  }
  it('max and min give half to each at a tie', () => {
    expect(
      tangent(
        el.maxP,
        [
          [1, 2, 3],
          [2, 2, 2],
        ],
        [0],
      ),
    ).toEqual([0, 0.5, 1])
    expect(
      tangent(
        el.minP,
        [
          [1, 2, 3],
          [2, 2, 2],
        ],
        [1],
      ),
    ).toEqual([0, 0.5, 1])
    expect(tangent(el.maxP, [[2], [2]], [0, 1])).toEqual([1])
  })
  it('abs has none at 0, sign and rounding nowhere', () => {
    expect(tangent(el.absP, [[-2, 0, 2]], [0])).toEqual([-1, 0, 1])
    expect(tangent(el.signP, [[1]], [0])).toBeUndefined()
    expect(tangent(el.floorP, [[1.5]], [0])).toBeUndefined()
    expect(tangent(el.stopGradientP, [[1.5]], [0])).toBeUndefined()
  })
  it('clamp has none on a bound', () => {
    const inputs = [
      [0, 0, 0, 0, 0],
      [-1, 0, 0.5, 1, 2],
      [1, 1, 1, 1, 1],
    ]
    expect(tangent(el.clampP, inputs, [1])).toEqual([0, 0, 1, 0, 0])
    expect(tangent(el.clampP, inputs, [0])).toEqual([1, 0, 0, 0, 0])
    expect(tangent(el.clampP, inputs, [2])).toEqual([0, 0, 0, 0, 1])
  })
  it('pow is finite where base or exponent is 0', () => {
    expect(
      tangent(
        el.powP,
        [
          [0, 0, 0, 3],
          [0, 1, 2, 0],
        ],
        [0],
      ),
    ).toEqual([0, 1, 0, 0])
    expect(
      tangent(
        el.powP,
        [
          [0, 0, Math.E],
          [0, 2, 1],
        ],
        [1],
      ),
    ).toEqual([0, 0, Math.E])
  })
  it('rem counts the whole divisors', () => {
    expect(
      tangent(
        el.remP,
        [
          [7, -7],
          [2, 2],
        ],
        [1],
      ),
    ).toEqual([-3, 3])
  })
})

describe('batching', () => {
  const array = (shape: readonly number[]): Tensor => {
    const x = hostArray({ shape, dtype: 'float32' })
    for (let i = 0; i < x.data.length; i++) x.data[i] = i
    return held(x)
  }
  it('keeps an axis on which all agree', () => {
    const { outputs, axes } = el.addP.batch([array([3, 2]), array([3, 2])], [1, 1], 2, {})
    expect([outputs[0]?.shape, axes]).toEqual([[3, 2], [1]])
  })
  it('repeats what is not mapped along that axis', () => {
    const { outputs, axes } = el.addP.batch([array([3, 2]), array([3])], [1, null], 2, {})
    expect([outputs[0]?.toArray(), axes]).toEqual([
      [
        [0, 1],
        [3, 4],
        [6, 7],
      ],
      [1],
    ])
  })
  it('moves axes that disagree to the front', () => {
    const { outputs, axes } = el.subP.batch([array([2, 3]), array([3, 2])], [0, 1], 2, {})
    expect([outputs[0]?.toArray(), axes]).toEqual([
      [
        [0, -1, -2],
        [2, 1, 0],
      ],
      [0],
    ])
  })
})
