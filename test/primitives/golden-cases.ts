// Golden cases of one family (made by test/golden/primitives/contractions.py) run against its records: the output, the cotangents that
// the transposition rule gives, the batching rule. All inputs are integers, exact in every dtype, so everything is compared exactly.

import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { ArrayType, HostArray } from '../../src/core/array-type.js'
import { HostBuffer } from '../../src/core/buffer.js'
import { useEvaluator } from '../../src/core/pending.js'
import type { BatchAxis, Params, Primitive, Tangent } from '../../src/core/primitive.js'
import { Tensor } from '../../src/core/tensor.js'
import { bind } from '../../src/core/trace.js'
import { moveAxis } from '../../src/primitives/structure/permute.js'
import { referenceEvaluator } from '../../src/runtime/reference/evaluate.js'
import { type DTypeName, dtypeInfo } from '../../src/support/dtype.js'
import type { Dims } from '../../src/support/shape.js'
import { interpret } from './interpret-lowering.js'

useEvaluator(referenceEvaluator)

export interface GoldenArray extends ArrayType {
  readonly data: readonly number[]
}

export interface GoldenCase {
  readonly name: string
  readonly primitive?: string
  readonly params: Params
  readonly inputs: readonly GoldenArray[]
  readonly output: GoldenArray
  readonly cotangent?: GoldenArray
  readonly cotangents?: readonly (GoldenArray | null)[]
}

interface MappedCase extends GoldenCase {
  readonly axes: readonly BatchAxis[]
}

export interface GoldenFile<C extends GoldenCase = GoldenCase> {
  readonly cases: readonly C[]
  readonly mapped: readonly MappedCase[]
}

/** What the script wrote is of this form. */
export const goldenFile = <C extends GoldenCase>(name: string): GoldenFile<C> =>
  JSON.parse(readFileSync(new URL(`../golden/primitives/${name}.json`, import.meta.url), 'utf8')) as GoldenFile<C>

/** A record without the type of its parameters. */
export const untyped = (primitive: unknown): Primitive => primitive as Primitive

export function tensorOf({
  shape,
  dtype,
  data,
}: {
  readonly shape: Dims
  readonly dtype: DTypeName
  readonly data: Iterable<number>
}): Tensor {
  const stored = dtypeInfo(dtype).create(shape.reduce((a, b) => a * b, 1))
  stored.set([...data])
  return new Tensor({ shape, dtype }, { kind: 'held', buffer: new HostBuffer({ shape, dtype, data: stored }) })
}

export const hostOf = (x: Tensor): HostArray => ({ shape: x.shape, dtype: x.dtype, data: x.dataSync() })

/** As the golden file has them; a zero has no sign there. */
export const plainOf = (x: Tensor | HostArray | null | undefined) => {
  if (x == null) return null
  const data = x instanceof Tensor ? x.dataSync() : x.data
  return { shape: [...x.shape], dtype: x.dtype, data: [...data].map(v => v + 0) }
}

/** The cotangent of each input in turn that has one in `wanted`, by the transposition rule of a record linear in that input. */
export function cotangentsOf(
  primitive: Primitive,
  inputs: readonly Tensor[],
  params: Params,
  cotangent: Tensor,
  wanted: readonly boolean[],
): Tangent[] {
  const { transpose } = primitive
  if (typeof transpose !== 'function') throw new Error(`${primitive.name} is not linear`)
  const types = primitive.typeOf(inputs, params)
  return inputs.map((_, i) => {
    if (!wanted[i]) return null
    const operands = inputs.map((value, j) => (j === i ? ({ linear: true, type: value } as const) : ({ linear: false, value } as const)))
    return transpose([cotangent], operands, params, types)[i] ?? null
  })
}

/** Every element of the output as the lowering says it. */
export function loweredOf(primitive: Primitive, inputs: readonly Tensor[], params: Params): HostArray {
  const types = primitive.typeOf(inputs, params)
  const [type] = types
  if (type === undefined) throw new Error(`${primitive.name} has no output`)
  return interpret(primitive.lower(inputs, params, types), inputs.map(hostOf), type)
}

const byName = (primitives: readonly Primitive[], golden: GoldenCase): Primitive => {
  const found = primitives.find(p => p.name === golden.primitive) ?? (golden.primitive === undefined ? primitives[0] : undefined)
  if (found === undefined) throw new Error(`no record for ${golden.primitive}`)
  return found
}

/** The tests of a family: `primitives[0]` is the one that cases without a name are about. */
export function describeGolden(file: GoldenFile, primitives: readonly Primitive[]): void {
  const titled = (golden: GoldenCase) => `${golden.primitive ?? ''} ${golden.name}`.trim()
  describe('outputs', () => {
    it.each(file.cases.map(golden => [titled(golden), golden] as const))('%s', (_, golden) => {
      const [output] = bind(byName(primitives, golden), golden.inputs.map(tensorOf), golden.params)
      expect(plainOf(output)).toEqual(golden.output)
    })
  })
  describe('lowerings', () => {
    it.each(file.cases.map(golden => [titled(golden), golden] as const))('%s', (_, golden) => {
      expect(plainOf(loweredOf(byName(primitives, golden), golden.inputs.map(tensorOf), golden.params))).toEqual(golden.output)
    })
  })
  const differentiated = file.cases.filter(
    golden => golden.cotangents !== undefined && byName(primitives, golden).transpose !== 'nonlinear',
  )
  describe('cotangents', () => {
    it.each(differentiated.map(golden => [titled(golden), golden] as const))('%s', (_, golden) => {
      const { inputs, params, cotangent, cotangents } = golden
      if (cotangent === undefined || cotangents === undefined) throw new Error('no cotangents')
      const wanted = cotangents.map(c => c !== null)
      const got = cotangentsOf(byName(primitives, golden), inputs.map(tensorOf), params, tensorOf(cotangent), wanted)
      expect(got.map(plainOf)).toEqual(cotangents)
    })
  })
  if (file.mapped.length === 0) return
  describe('mapped', () => {
    it.each(file.mapped.map(golden => [titled(golden), golden] as const))('%s', (_, golden) => {
      const inputs = golden.inputs.map(tensorOf)
      const size = golden.output.shape[0] ?? 0
      const { outputs, axes } = byName(primitives, golden).batch(inputs, golden.axes, size, golden.params)
      const [output, axis] = [outputs[0], axes[0] ?? null]
      if (output === undefined || axis === null) throw new Error('the output is not mapped')
      expect(plainOf(moveAxis(output, axis, 0))).toEqual(golden.output)
    })
  })
}

export const dotProduct = (a: Tensor | null | undefined, b: Tensor | null | undefined): number => {
  if (a == null || b == null) return 0
  const q = b.dataSync()
  return [...a.dataSync()].reduce((sum, v, i) => sum + v * (q[i] ?? Number.NaN), 0)
}

/** The message of what a function throws, without the line that points to the caller. */
export function messageOf(body: () => unknown): string {
  try {
    body()
  } catch (error) {
    if (error instanceof Error) return `${error.name}: ${error.message.split('\n')[0]}`
    throw error
  }
  throw new Error('expected an error')
}
