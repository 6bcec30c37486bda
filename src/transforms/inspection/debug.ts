// Looking at values from inside of transformed functions: `debug.print` and `debug.callback`. They happen in the order of the calls: outside of
// transforms and under grad, jvp and vmap when they are reached, for there values can be computed; under jit after each run of the program,
// which hands the values out. A program that is only looked at (toGraph, evalShape) does nothing. Values are those of the function itself:
// under grad the primal ones; what is linear in tangents and transposed is not seen. Under vmap they happen once for each example. Inside of a
// scan, foriLoop, cond or switchCase they happen after the whole of it, round by round; inside of a whileLoop they cannot.

import { inspect } from 'node:util'
import type { HostArray } from '../../core/array-type.js'
import { HostBuffer } from '../../core/buffer.js'
import { formatElements } from '../../core/format-elements.js'
import { isTensor, Tensor } from '../../core/tensor.js'
import { checkLeaks } from '../../core/trace.js'
import { dtypeInfo } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { unflatten } from '../../support/tree.js'
import { callFunction, checkFunction, describe, flattenTensors, type TreeFunction } from '../tree-function.js'
import { bindCallback } from './callback.js'

const held = (array: HostArray): Tensor => new Tensor(array, { kind: 'held', buffer: new HostBuffer(array) })

/**
 * Calls a function with values from inside of transformed code, in order, also under jit (after each run), grad and vmap (once for each example).
 * @param f is called for what it does; its arguments are trees like the values, whose tensors can be read. What it throws is thrown by the call
 *   that ran the program
 * @param values trees of tensors; other values are passed on as they are
 * @throws ArgumentError when f is async
 * @example
 * ```
 * const seen: unknown[] = []
 * const f = jit((x: Tensor<[]>) => {
 *   debug.callback(value => seen.push(value.item()), x.mul(2))
 *   return x.square()
 * })
 * f(tensor(3)).item() // 9
 * f(tensor(4)).item() // 16
 * seen // [6, 8]
 * ```
 */
export function callback<A extends readonly unknown[]>(f: (...values: NoInfer<A>) => unknown, ...values: A): void {
  checkFunction('debug.callback', f)
  emit('debug.callback', f, values)
}

/** Has the function called with the values, in the name of an operation. */
function emit(operation: string, f: TreeFunction, values: readonly unknown[]): void {
  const { leaves, structure } = flattenTensors(values)
  checkLeaks(operation, leaves)
  const effect = (arrays: readonly HostArray[]): void => {
    // The structure is that of a list of arguments.
    callFunction(operation, f, unflatten(structure, arrays.map(held)) as readonly unknown[])
  }
  bindCallback(f.name === '' ? 'function' : f.name, effect, leaves)
}

const show = (value: unknown): string =>
  typeof value === 'string'
    ? value
    : isTensor(value)
      ? formatElements(value.dataSync(), value.shape, dtypeInfo(value.dtype).kind)
      : inspect(value, { depth: null })

/**
 * Prints a line with values from inside of transformed code, in order; see `debug.callback` for when.
 * @param format text with `{}` in the place of each value
 * @param values tensors are printed by their elements, trees as JavaScript prints objects
 * @throws ArgumentError unless there are as many values as places
 * @example
 * ```
 * const f = jit((x: Tensor<[2]>) => {
 *   debug.print('x is {}, its sum {}', x, x.sum())
 *   return x.exp()
 * })
 * f(zeros([2])).toArray() // [1, 1]
 * ```
 */
export function print(format: string, ...values: readonly unknown[]): void {
  if (typeof format !== 'string') throw new ArgumentError(`debug.print: the format must be text; got ${describe(format)}`)
  const parts = format.split('{}')
  if (parts.length !== values.length + 1)
    throw new ArgumentError(
      `debug.print: there must be a value for each {} of the format; expected ${parts.length - 1}, got ${values.length}`,
    )
  const write = (...given: readonly unknown[]): void =>
    console.log(parts.map((part, i) => (i === 0 ? part : show(given[i - 1]) + part)).join(''))
  emit('debug.print', write, values)
}
