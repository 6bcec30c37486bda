// What canonical programs compile to, in full: graph after passes, kernels, memory. A change in fusion or in a schedule shows here, and is
// looked at before the snapshot is renewed. For one machine: AVX2 and two threads.

import { avgPool2d, conv2d, grad, softmax, type Tensor, take, toGraph, zeros } from 'tenet'
import { describe, expect, test } from 'vitest'
import { emitKernel } from '../../src/compiler/emit/llvm.js'
import { printKernel } from '../../src/compiler/kernel/print-kernel.js'
import { compileProgram } from '../../src/compiler/program/compile-program.js'
import { describeProgram } from '../../src/compiler/program/describe-program.js'
import { kernelsOf } from '../../src/compiler/program/steps.js'
import type { Graph } from '../../src/core/graph.js'
import { printGraph } from '../../src/core/printer.js'

const target = { vectorBytes: 32, vectorRegisters: 16, threads: 2 }

/** The graph after passes, and what its kernels are. */
const outline = (source: Graph): string => {
  const program = compileProgram(source, target)
  return [printGraph(program.graph), describeProgram(program)].join('\n\n')
}

const kernels = (source: Graph): string => kernelsOf(compileProgram(source, target).steps).map(printKernel).join('\n\n')

const show = (source: Graph): string => `${outline(source)}\n\n${kernels(source)}`

const f32 = <const S extends readonly number[]>(...shape: S) => zeros(shape)

describe('programs', () => {
  test('arithmetic and a sum', () => {
    type V = Tensor<[1000], 'float32'>
    const f = (a: V, b: V) => a.add(b).mul(a).sum()
    expect(show(toGraph(f)(f32(1000), f32(1000)))).toMatchSnapshot()
  })

  test('softmax over rows', () => {
    const f = (x: Tensor<[8, 100], 'float32'>) => softmax(x, -1)
    expect(show(toGraph(f)(f32(8, 100)))).toMatchSnapshot()
  })

  test('one gather and one scatter', () => {
    const f = (table: Tensor<[10, 4], 'float32'>, rows: Tensor<[3], 'int32'>) => take(table, rows, 0).square().sum()
    expect(show(toGraph(grad(f))(f32(10, 4), zeros([3], 'int32')))).toMatchSnapshot()
  })

  test('the gradients of a dense layer', () => {
    const loss = (w: Tensor<[30, 20], 'float32'>, b: Tensor<[20], 'float32'>, x: Tensor<[16, 30], 'float32'>) =>
      x.matmul(w).add(b).tanh().sum()
    expect(outline(toGraph(grad(loss, { argnums: [0, 1] }))(f32(30, 20), f32(20), f32(16, 30)))).toMatchSnapshot()
  })

  test('the gradients of a layer of LeNet', () => {
    const loss = (w: Tensor<[6, 1, 5, 5], 'float32'>, b: Tensor<[6], 'float32'>, x: Tensor<[64, 1, 28, 28], 'float32'>) =>
      avgPool2d(conv2d(x, w, { bias: b, padding: 2 }).tanh(), 2).sum()
    expect(outline(toGraph(grad(loss, { argnums: [0, 1] }))(f32(6, 1, 5, 5), f32(6), f32(64, 1, 28, 28)))).toMatchSnapshot()
  })
})

describe('LLVM IR', () => {
  test('of one small kernel', () => {
    const f = (a: Tensor<[3, 20], 'float32'>, b: Tensor<[20], 'float32'>) => a.mul(b).greater(1)
    const [kernel] = kernelsOf(compileProgram(toGraph(f)(f32(3, 20), f32(20)), target).steps)
    expect(kernel && emitKernel(kernel)).toMatchSnapshot()
  })
})
