// What sorts, searches and counts, and sets.

import * as tenet from 'tenet'
import { any, called, distinct, floats, from, integers, ordered, orderedNumbers, places, type Rows, row, rows, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>

const sorted = { derivative: 'positions' }
const ordering: Rows = {
  sort: row((a: Float) => tenet.sort(a, 1), [distinct(2, 4)], 'T[2,4]', ordered, [
    [[x(2, 0)], 'T[2,0]'],
    [[x()], 'ShapeError'],
  ]),
  'sort descending': row((a: Float) => tenet.sort(a, 0, { descending: true }), [distinct(4, 2)], 'T[4,2]', ordered, [
    [[x(0, 2)], 'T[0,2]'],
  ]),
  argsort: row(
    (a: Float) => tenet.argsort(a, 1),
    [distinct(2, 4)],
    'int32[2,4]',
    ordered,
    [
      [[x(2, 0)], 'int32[2,0]'],
      [[x()], 'ShapeError'],
    ],
    sorted,
  ),
  lexsort: row(
    (a: Float, b: Float) => tenet.lexsort([a, b] as never),
    [distinct(4), distinct(4)],
    'int32[4]',
    ordered,
    [[[x(0), x(0)], 'int32[0]']],
    sorted,
  ),
  topK: row(
    (a: Float) => tenet.topK(a, 2),
    [distinct(3, 4)],
    'T[3,2], int32[3,2]',
    ordered,
    [
      [[x(0, 3)], 'T[0,2], int32[0,2]'],
      [[x(1)], 'ShapeError'],
    ],
    sorted,
  ),
  'topK, its values': row((a: Float) => tenet.topK(a, 2, 0, { largest: false })[0], [distinct(4, 2)], 'T[2,2]', ordered, [
    [[x(3, 0)], 'T[2,0]'],
  ]),
  searchSorted: row(
    (a: Float, v: Float) => tenet.searchSorted(tenet.sort(a), v),
    [distinct(4), x(2, 3)],
    'int32[2,3]',
    ordered,
    [
      [[x(0), x(3)], 'int32[3]'],
      [[x(4), x()], 'int32[]'],
      [[x(4), x(0)], 'int32[0]'],
    ],
    sorted,
  ),
  digitize: row(
    (a: Float, bins: Float) => tenet.digitize(a, tenet.sort(bins) as never),
    [x(2, 3), distinct(4)],
    'int32[2,3]',
    orderedNumbers,
    [
      [[x(), x(4)], 'int32[]'],
      [[x(0), x(2)], 'int32[0]'],
    ],
    sorted,
  ),
  mode: row((a: Float) => tenet.mode(a), [distinct(3, 4)], 'T[3]', orderedNumbers, [
    [[x(0, 3)], 'T[0]'],
    [[x(3, 0)], 'ShapeError'],
  ]),
  bincount: row(
    (a: tenet.Tensor<tenet.Shape, 'int32'>) => tenet.bincount(a, { length: 4 }),
    [from(0, 5, 6)],
    'int32[4]',
    integers,
    [[[x(0)], 'int32[4]']],
    sorted,
  ),
  'bincount with weights': row(
    (a: tenet.Tensor<tenet.Shape, 'int32'>, weights: Float) => tenet.bincount(a, { weights, length: 3 }),
    [places(4, 2, 3), x(2, 3)],
    'T[3]',
    orderedNumbers,
    [[[places(4, 0), x(0)], 'T[3]']],
  ),
  histogram: row(
    (a: Float) => tenet.histogram(a, { bins: 3, range: [-1, 1] }),
    [x(2, 4)],
    'int32[3], T[4]',
    floats,
    [[[x(0)], 'int32[3], T[4]']],
    sorted,
  ),
  'histogram, its edges': row((a: Float) => tenet.histogram(a, { bins: 3 }).edges, [distinct(6)], 'T[4]', floats, [
    [[distinct(1)], 'T[4]'],
  ]),
  histogramBinEdges: row((a: Float) => tenet.histogramBinEdges(a, { bins: 3 }), [distinct(6)], 'T[4]', floats, [[[distinct(1)], 'T[4]']]),
  histogram2d: row(
    (a: Float, b: Float) => tenet.histogram2d(a as never, b as never, { bins: [2, 3] }),
    [distinct(6), distinct(6)],
    'int32[2,3], T[3], T[4]',
    floats,
    [[[x(1), x(1)], 'int32[2,3], T[3], T[4]']],
    sorted,
  ),
  histogramdd: row(
    (a: Float) => tenet.histogramdd(a as never, { bins: 2 }),
    [distinct(5, 2)],
    'int32[2,2], T[3], T[3]',
    floats,
    [[[x(1, 1)], 'int32[2], T[3]']],
    sorted,
  ),
}

const whyNot = { derivative: 'of what is equal', untraceable: 'the size of the result depends on elements' }
/** Four times the first element, if there is one: as many different elements at every dtype. */
const alike = (a: Float): tenet.Tensor<[4], 'float32'> =>
  (a.shape.includes(0) ? a : tenet.broadcastTo(tenet.slice(tenet.ravel(a), 0), [4])) as tenet.Tensor<[4], 'float32'>

const sets: Rows = {
  unique: row(
    (a: Float) => tenet.unique(alike(a)),
    [x(3)],
    'T[1]',
    ordered,
    [
      [[x(0)], 'T[0]'],
      [[x()], 'T[1]'],
    ],
    whyNot,
  ),
  uniqueAll: row((a: Float) => tenet.uniqueAll(alike(a)), [x(3)], 'T[1], int32[1], int32[4], int32[1]', ordered, [], whyNot),
  uniqueConsecutive: row((a: Float) => tenet.uniqueConsecutive(alike(a)), [x(3)], 'T[1], int32[4], int32[1]', ordered, [], whyNot),
  ...rows('intersect1d union1d', name =>
    row((a: Float) => called(name)(alike(a), alike(a)), [x(3)], 'T[1]', ordered, [[[x(0)], 'T[0]']], whyNot),
  ),
  ...rows('setdiff1d setxor1d', name => row((a: Float) => called(name)(a, a), [x(4)], 'T[0]', ordered, [[[x(0)], 'T[0]']], whyNot)),
  isin: row(
    tenet.isin,
    [x(2, 3), x(4)],
    'bool[2,3]',
    ordered,
    [
      [[x(), x(2)], 'bool[]'],
      [[x(0), x(2)], 'bool[0]'],
      [[x(2), x(0)], 'bool[2]'],
    ],
    { derivative: 'of truth values' },
  ),
  trimZeros: row(tenet.trimZeros, [from(1, 2, 4)], 'T[4]', any, [[[x(0)], 'T[0]']], whyNot),
  nonzero: row(tenet.nonzero, [from(1, 2, 2, 2)], 'int32[4], int32[4]', any, [[[x(0)], 'int32[0]']], whyNot),
  argwhere: row(tenet.argwhere, [from(1, 2, 2, 2)], 'int32[4,2]', any, [[[x(0)], 'int32[0,1]']], whyNot),
  extract: row((a: Float) => tenet.extract(tenet.equal(a, a), a), [x(2, 2)], 'T[4]', any, [[[x(0)], 'T[0]']], whyNot),
}

export const sorting: Rows = { ...ordering, ...sets }
