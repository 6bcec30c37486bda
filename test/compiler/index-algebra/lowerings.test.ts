// What the simplifier is for: the lowerings of chains of views, substituted into each other, say the same in fewer words.

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createInterner, simplifyExpr } from '../../../src/compiler/index-algebra/index.js'
import { showExpr } from '../../../src/compiler/show-expr.js'
import { type HostArray, hostArray } from '../../../src/core/array-type.js'
import { and, constant, type Expr, index, read, rebuild, select, variable } from '../../../src/core/expr.js'
import type { Equation, Graph, Variable } from '../../../src/core/graph.js'
import { printGraph } from '../../../src/core/printer.js'
import { broadcastP } from '../../../src/primitives/structure/broadcast.js'
import { concatP } from '../../../src/primitives/structure/join.js'
import { transposeP } from '../../../src/primitives/structure/permute.js'
import { reshapeP } from '../../../src/primitives/structure/reshape.js'
import { reverseP } from '../../../src/primitives/structure/reverse.js'
import { padP, sliceP } from '../../../src/primitives/structure/slice.js'
import { forEachIndex, stridesOf } from '../../../src/support/shape.js'
import { type Builder, builder, interpret } from '../passes/graphs.js'
import { randomGraph, views } from '../passes/random-graph.js'
import { evaluate } from './evaluate.js'

/** One element of a variable, read from the inputs of its graph. */
function elementOf(graph: Graph, v: Variable, at: readonly Expr[]): Expr {
  const definitions = new Map<Variable, Equation>(graph.equations.flatMap(e => e.outputs.map(output => [output, e] as const)))
  const valueAt = (w: Variable, here: readonly Expr[]): Expr => {
    const equation = definitions.get(w)
    if (equation === undefined) return read(w.type.dtype, graph.inputs.indexOf(w), here)
    const { primitive, inputs, params, outputs } = equation
    const types = [inputs, outputs].map(list => list.map(x => x.type))
    const lowering = primitive.lower(types[0] ?? [], params, types[1] ?? [])
    if (lowering.kind !== 'index') throw new Error(`${primitive.name} is not a view`)
    return lowering.body(here, (input, place, guard) => {
      const operand = inputs[input]
      if (operand === undefined) throw new Error(`no input ${input}`)
      const value = valueAt(operand, place)
      return guard === undefined ? value : select(guard, guarded(value, guard), constant(value.type, 0))
    })
  }
  return valueAt(v, at)
}

const guarded = (value: Expr, guard: Expr): Expr =>
  rebuild(value, node => (node.op === 'read' ? { ...node, guard: node.guard === null ? guard : and(guard, node.guard) } : node))

const placesOf = (v: Variable) => v.type.shape.map((extent, i) => variable('ijklmnop'[i] ?? `v${i}`, extent))

const counted = (v: Variable, i: number): HostArray => {
  const array = hostArray(v.type)
  for (let k = 0; k < array.data.length; k++) array.data[k] = v.type.dtype === 'bool' ? k % 2 : 100 * (i + 1) + k
  return array
}

test('chains of views read the elements they should', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 5, maxLength: 60 }), choices => {
      const graph = randomGraph(choices, views)
      const inputs = graph.inputs.map(counted)
      const element = (source: number, at: readonly number[]): number => {
        const array = inputs[source]
        if (array === undefined) throw new Error(`no input ${source}`)
        const inside = at.every((p, axis) => p >= 0 && p < (array.shape[axis] ?? 0))
        if (!inside) throw new Error(`read${source}[${at}] is out of bounds of [${array.shape}]`)
        const strides = stridesOf(array.shape)
        return array.data[at.reduce((sum, p, axis) => sum + p * (strides[axis] ?? 0), 0)] ?? Number.NaN
      }
      const results = interpret(graph, inputs)
      for (const [i, v] of graph.outputs.entries()) {
        const at = placesOf(v)
        const original = elementOf(graph, v, at)
        const simple = simplifyExpr(original, createInterner())
        forEachIndex(v.type.shape, (here, linear) => {
          const variables = new Map<Expr, number>(at.map((place, axis) => [place, here[axis] ?? 0]))
          const value = evaluate(simple, { variables, element })
          if (value !== results[i]?.data[linear])
            throw new Error(`${value} at [${here}]\n${printGraph(graph)}\n${showExpr(original)}\nbecame\n${showExpr(simple)}`)
        })
      }
    }),
    { numRuns: 300 },
  )
})

/** The element of a view of an input, simplified. */
function viewed(shape: readonly number[], build: (b: Builder, x: Variable) => Variable): string {
  const b = builder()
  const v = build(b, b.input(shape))
  return showExpr(simplifyExpr(elementOf(b.graph(v), v, placesOf(v))))
}

const apply = {
  pad: (b: Builder, x: Variable, by: number, interior = 0) =>
    b.apply(padP, [x], {
      low: x.type.shape.map(() => by),
      high: x.type.shape.map(() => by),
      interior: x.type.shape.map(() => interior),
      value: 0,
    }),
  reshape: (b: Builder, x: Variable, shape: readonly number[]) => b.apply(reshapeP, [x], { shape }),
  transpose: (b: Builder, x: Variable, permutation: readonly number[]) => b.apply(transposeP, [x], { permutation }),
}

test('space to depth is a permutation', () => {
  const blocks = viewed([8, 8], (b, x) => {
    const split = apply.reshape(b, x, [4, 2, 4, 2])
    return apply.reshape(b, apply.transpose(b, split, [0, 2, 1, 3]), [16, 4])
  })
  expect(blocks).toBe('read0[i div 4 * 2 + j div 2, i rem 4 * 2 + j rem 2]')
})

test('padding and cropping again reads without a guard', () => {
  const cropped = viewed([6, 6], (b, x) => b.apply(sliceP, [apply.pad(b, x, 2)], { starts: [2, 3], limits: [8, 8], strides: [1, 1] }))
  expect(cropped).toBe('read0[i, j + 1]')
})

test('padding of flattened padding compares the axes', () => {
  const flat = viewed([6, 6], (b, x) => apply.reshape(b, apply.pad(b, x, 1), [64]))
  expect(flat).toBe('%0 = i rem 8\nread0[i div 8 - 1, %0 - 1 if i >= 8 & i < 56 & %0 >= 1 & %0 < 7]')
})

test('dilation and its inverse', () => {
  const same = viewed([5], (b, x) => b.apply(sliceP, [apply.pad(b, x, 0, 2)], { starts: [0], limits: [13], strides: [3] }))
  expect(same).toBe('read0[i]')
})

test('joined halves and a broadcast', () => {
  const mirrored = viewed([4], (b, x) => {
    const both = b.apply(concatP, [x, b.apply(reverseP, [x], { axes: [0] })], { axis: 0 })
    return b.apply(broadcastP, [both], { shape: [3, 8], axes: [1] })
  })
  expect(mirrored).toBe('%0 = j < 4\nselect(%0, read0[j if %0], read0[7 - j if j >= 4])')
})

test('nothing is read at positions beyond the end', () => {
  const empty = viewed([3], (b, x) => b.apply(padP, [x], { low: [-3], high: [2], interior: [0], value: 0 }))
  expect(empty).toBe('0')
  expect(showExpr(simplifyExpr(index(3)))).toBe('3')
})
