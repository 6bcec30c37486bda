// Tensors read and written at positions.

import * as tenet from 'tenet'
import { any, distinct, from, inexact, numbers, orderedNumbers, places, type Rows, row, truths, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>
type Int = tenet.Tensor<tenet.Shape, 'int32'>

const rowsOfSlices = { offsetAxes: [1], collapsedAxes: [0], startMap: [0] } as const
const outside = (...shape: readonly number[]) => ({ shape, dtype: 'int32', range: [-4, 4] }) as const

const read: Rows = {
  slice: row((a: Float) => tenet.slice(a as never, [null, null, -2], '...', [1]), [x(4, 2, 3)], 'T[2,2,2]', any, [
    [[x(0, 2, 3)], 'T[0,2,2]'],
    [[x()], 'ShapeError'],
  ]),
  take: row((a: Float, at: Int) => tenet.take(a as never, at, 1), [x(2, 3), outside(2, 2)], 'T[2,2,2]', any, [
    [[x(0, 3), places(3)], 'T[0]'],
    [[x(2, 0), places(1, 1)], 'ShapeError'],
    [[x(2, 3), places(3, 0)], 'T[2,0]'],
  ]),
  takeAlongAxis: row((a: Float, at: Int) => tenet.takeAlongAxis(a as never, at as never, 1), [x(2, 3), outside(2, 4)], 'T[2,4]', any, [
    [[x(0, 3), places(3, 0, 1)], 'T[0,1]'],
    [[x(2), places(2, 1, 1)], 'ShapeError'],
  ]),
  gather: row(
    (a: Float, at: Int) => tenet.gather(a as never, at as never, { ...rowsOfSlices, sliceSizes: [1, 2], fillValue: 0 }),
    [x(4, 2), outside(3, 1)],
    'T[3,2]',
    numbers,
    [[[x(4, 2), places(4, 0, 1)], 'T[0,2]']],
  ),
  dynamicSlice: row((a: Float, at: Int) => tenet.dynamicSlice(a, [at as never, 0], [2, 2]), [x(4, 3), places(4)], 'T[2,2]', any, [
    [[x(2, 2), outside()], 'T[2,2]'],
    [[x(1, 2), places(1)], 'ShapeError'],
  ]),
  'at(…).get': row((a: Float, at: Int) => tenet.at(a as never, at, [0, 2]).get(), [x(4, 3), outside(2)], 'T[2,2]', any, [
    [[x(4, 3), outside(0)], 'T[0,2]'],
  ]),
  choose: row(
    (at: Int, a: Float, b: Float) => tenet.choose(at as never, [a, b] as never),
    [places(2, 2, 3), x(3), x(2, 1)],
    'T[2,3]',
    any,
    [
      [[places(2), x(), x()], 'T[]'],
      [[places(2, 0), x(1), x(1)], 'T[0]'],
    ],
  ),
  select: row(
    (m: tenet.Tensor, a: Float, b: Float) => tenet.select([m, tenet.logicalNot(m as never)] as never, [a, b] as never),
    [truths(2, 3), x(2, 3), x(2, 3)],
    'T[2,3]',
    any,
    [[[truths(0), x(0), x(0)], 'T[0]']],
  ),
  compress: row((a: Float) => tenet.compress([true, false, true], a as never, 0), [x(3, 2)], 'T[2,2]', any, [[[x(3, 0)], 'T[2,0]']]),
}

const written: Rows = {
  'at(…).set': row(
    (a: Float, at: Int, v: Float) => tenet.at(a as never, at).set(v as never),
    [x(4, 3), outside(2), x(2, 3)],
    'T[4,3]',
    any,
    [
      [[x(4, 0), outside(2), x(2, 0)], 'T[4,0]'],
      [[x(3), outside(2), x(3)], 'ShapeError'],
    ],
  ),
  'at(…).add': row(
    (a: Float, at: Int, v: Float) => tenet.at(a as never, at).add(v as never),
    [x(4, 3), outside(3), x(3)],
    'T[4,3]',
    numbers,
    [[[x(4), outside(0), x()], 'T[4]']],
  ),
  'at(…).mul': row(
    (a: Float, at: Int, v: Float) => tenet.at(a as never, at).mul(v as never),
    [x(4, 3), outside(3), x(3, 3)],
    'T[4,3]',
    numbers,
    [[[x(4), outside(0), x()], 'T[4]']],
  ),
  'at(…).divide': row(
    (a: Float, at: Int, v: Float) => tenet.at(a as never, at).divide(v as never),
    [x(4, 3), outside(3), from(0.5, 2, 3, 3)],
    'T[4,3]',
    inexact,
    [[[x(4), outside(0), from(1, 2)], 'T[4]']],
  ),
  ...Object.fromEntries(
    (['max', 'min'] as const).map(name => [
      `at(…).${name}`,
      row(
        (a: Float, at: Int, v: Float) => tenet.at(a as never, at)[name](v as never),
        [distinct(4, 3), outside(3), x(3, 3)],
        'T[4,3]',
        orderedNumbers,
        [[[x(4), outside(0), x()], 'T[4]']],
      ),
    ]),
  ),
  dynamicUpdateSlice: row(
    (a: Float, v: Float, at: Int) => tenet.dynamicUpdateSlice(a, v as never, [at as never, 1]),
    [x(4, 3), x(2, 2), outside()],
    'T[4,3]',
    any,
    [[[x(4, 3), x(0, 2), places(2)], 'T[4,3]']],
  ),
  scatter: row(
    (a: Float, at: Int, v: Float) => tenet.scatter(a as never, at as never, v as never, { ...rowsOfSlices, combine: 'add' }),
    [x(4, 2), outside(3, 1), x(3, 2)],
    'T[4,2]',
    numbers,
    [[[x(4, 2), places(4, 0, 1), x(0, 2)], 'T[4,2]']],
  ),
  'scatter, multiplied': row(
    (a: Float, at: Int, v: Float) => tenet.scatter(a as never, at as never, v as never, { ...rowsOfSlices, combine: 'mul' }),
    [x(4, 2), outside(5, 1), x(5, 2)],
    'T[4,2]',
    numbers,
    [[[x(4, 2), outside(1, 1), x(1, 2)], 'T[4,2]']],
  ),
  'scatter, the last stays': row(
    (a: Float, at: Int, v: Float) => tenet.scatter(a as never, at as never, v as never, rowsOfSlices),
    [x(4, 2), outside(3, 1), x(3, 2)],
    'T[4,2]',
    any,
    [],
  ),
  putAlongAxis: row(
    (a: Float, at: Int, v: Float) => tenet.putAlongAxis(a as never, at as never, v as never, 1, { combine: 'add' }),
    [x(2, 3), outside(2, 2), x(2, 2)],
    'T[2,3]',
    numbers,
    [[[x(2, 3), places(3, 2, 0), x(2, 0)], 'T[2,3]']],
  ),
  indexAdd: row(
    (a: Float, at: Int, v: Float) => tenet.indexAdd(a as never, at, v as never),
    [x(4, 2), outside(3), x(3, 2)],
    'T[4,2]',
    numbers,
    [[[x(4, 0), places(4, 1), x(1, 0)], 'T[4,0]']],
  ),
}

export const indexing: Rows = { ...read, ...written }
