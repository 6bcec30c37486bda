// Sorting by digits of 8 bits, from the last to the first, as a procedure: O(n) for each digit, stable. For long lines.
// What is sorted is a key, an unsigned integer in which the order of all dtypes is written; elements are fetched in the end. A digit that all keys
// share costs nothing.
//
// Source: Knuth, The Art of Computer Programming 3, 5.2.5.

import { add, and, binary, compare, constant, convert, type Expr, index, sub } from '../../core/expr.js'
import type { ProcedureLowering } from '../../core/lowering.js'
import { each, loop, store, when } from '../../core/procedure.js'
import type { DTypeName } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import { nth, three, two } from '../operands.js'
import { keyConstant, orderKey, orderKeyOf, type SortParams } from './order.js'

const digitBits = 8
/** Values of a digit. */
const values = 2 ** digitBits

const digitsOf = (dtype: DTypeName): number => orderKeyOf(dtype).bits / digitBits

/** The shortest lines for which it pays to count all values of each digit. */
export const radixFrom = (dtype: DTypeName): number => 16 * digitsOf(dtype)

/** Nanoseconds: of an element for each digit, counted and moved; of a value of a digit. */
const [elementCost, valueCost] = [3, 1]

/** Outputs: the sorted elements, and the position each had. */
export function radixSort(shape: Dims, dtype: DTypeName, { axis, descending }: SortParams): ProcedureLowering {
  const n = shape[axis] as number
  const { type } = orderKeyOf(dtype)
  const digits = digitsOf(dtype)
  return {
    kind: 'procedure',
    batch: shape.toSpliced(axis, 1),
    scratch: [
      { dtype, shape: [n] },
      { dtype: type, shape: [2, n] },
      { dtype: 'int32', shape: [2, n] },
      // How often each digit has each value; then where the next key with it goes.
      { dtype: 'int32', shape: [digits, values] },
    ],
    cells: ['index', type, 'int32', 'int32'],
    body(w) {
      const [elements, keys, order] = three(w.scratch.slice(0, 3))
      const places = nth(w.scratch, 3)
      const [sorted, positions] = two(w.outputs)
      const [from, shift, place, next] = [nth(w.cells, 0), nth(w.cells, 1), nth(w.cells, 2), nth(w.cells, 3)]
      const at = (k: Expr): Expr[] => w.batch.toSpliced(axis, 0, k)
      const digitAt = (key: Expr, by: Expr): Expr =>
        convert('index', and(binary('shiftRight', key, by), keyConstant(type, BigInt(values - 1))))
      const one = constant('int32', 1)
      return [
        each('k', 0, n, n, k => [
          elements.put([k], w.input(0, ...at(k))),
          keys.put([0, k], orderKey(w.input(0, ...at(k)), descending)),
          order.put([0, k], convert('int32', k)),
        ]),
        ...Array.from({ length: digits }, (_, digit) =>
          each('value', 0, values, values, value => places.put([digit, value], constant('int32', 0))),
        ),
        loop('k', 0, n, n, k => [
          store(
            ...Array.from({ length: digits }, (_, digit) => {
              const value = digitAt(keys.at(0, k), keyConstant(type, BigInt(digit * digitBits)))
              return places.put([digit, value], add(places.at(digit, value), one))
            }),
          ),
        ]),
        from.set(index(0)),
        shift.set(keyConstant(type, 0n)),
        loop('digit', 0, digits, digits, digit => {
          const to = sub(index(1), from.value)
          const shared = places.at(digit, digitAt(keys.at(from.value, 0), shift.value))
          return [
            when(compare('ne', shared, constant('int32', n)), [
              next.set(constant('int32', 0)),
              loop('value', 0, values, values, value => [
                place.set(next.value),
                next.set(add(next.value, places.at(digit, value))),
                store(places.put([digit, value], place.value)),
              ]),
              loop('k', 0, n, n, k => {
                const key = keys.at(from.value, k)
                const value = digitAt(key, shift.value)
                return [
                  place.set(places.at(digit, value)),
                  store(
                    keys.put([to, convert('index', place.value)], key),
                    order.put([to, convert('index', place.value)], order.at(from.value, k)),
                    places.put([digit, value], add(place.value, one)),
                  ),
                ]
              }),
              from.set(to),
            ]),
            shift.set(add(shift.value, keyConstant(type, BigInt(digitBits)))),
          ]
        }),
        each('k', 0, n, n, k => {
          const position = order.at(from.value, k)
          return [sorted.put(at(k), elements.at(convert('index', position))), positions.put(at(k), position)]
        }),
      ]
    },
    cost: digits * (n * elementCost + values * valueCost) + 2 * n,
  }
}
