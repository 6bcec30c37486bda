// Tensors made of nothing, of their like, and of positions.

import * as tenet from 'tenet'
import { any, called, none, numbers, places, type Rows, row, rows, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>
type Int = tenet.Tensor<tenet.Shape, 'int32'>

export const creation: Rows = {
  zeros: row(() => tenet.zeros([2, 3]), [], 'float32[2,3]', none, []),
  'zeros of none': row(() => tenet.zeros([2, 0], 'int8'), [], 'int8[2,0]', none, []),
  ones: row(() => tenet.ones([2], 'complex64'), [], 'complex64[2]', none, []),
  full: row(() => tenet.full([2, 2], 7n as never, 'int64'), [], 'int64[2,2]', none, []),
  eye: row(() => tenet.eye(3), [], 'float32[3,3]', none, []),
  tri: row(() => tenet.tri(3), [], 'float32[3,3]', none, []),
  arange: row(
    () => [tenet.arange(5), tenet.arange(1, 2, 0.25), tenet.arange(4, 'int32')],
    [],
    'float32[5], float32[4], int32[4]',
    none,
    [],
  ),
  linspace: row(() => tenet.linspace(0, 1, 5), [], 'float32[5]', none, []),
  logspace: row(() => tenet.logspace(0, 2, 3), [], 'float32[3]', none, []),
  geomspace: row(() => tenet.geomspace(1, 8, 4), [], 'float32[4]', none, []),
  indices: row(() => tenet.indices([2, 3]), [], 'int32[2,2,3]', none, []),
  diagIndices: row(() => tenet.diagIndices(3), [], 'int32[3], int32[3]', none, []),
  trilIndices: row(() => tenet.trilIndices(3), [], 'int32[6], int32[6]', none, []),
  triuIndices: row(() => tenet.triuIndices(3), [], 'int32[6], int32[6]', none, []),
  tabulate: row(() => tenet.tabulate([2, 3], (i, j) => i.mul(10).add(j)), [], 'int32[2,3]', none, []),
  tensor: row(() => tenet.tensor([[1, 2]]), [], 'float32[1,2]', none, []),
  ...rows('zerosLike onesLike', name =>
    row(called(name), [x(2, 3)], 'T[2,3]', any, [
      [[x()], 'T[]'],
      [[x(0)], 'T[0]'],
    ]),
  ),
  fullLike: row((a: Float) => tenet.fullLike(a, 1), [x(2, 3)], 'T[2,3]', numbers, [
    [[x()], 'T[]'],
    [[x(0)], 'T[0]'],
  ]),
  oneHot: row((a: Int) => tenet.oneHot(a, 3), [places(5, 2, 2)], 'float32[2,2,3]', none, [
    [[places(3)], 'float32[3]'],
    [[places(3, 0)], 'float32[0,3]'],
  ]),
  meshgrid: row((a: Float, b: Float) => tenet.meshgrid([a, b] as never), [x(3), x(2)], 'T[2,3], T[2,3]', any, [
    [[x(0), x(2)], 'T[2,0], T[2,0]'],
  ]),
  cartesianProd: row((a: Float, b: Float) => tenet.cartesianProd([a, b] as never), [x(3), x(2)], 'T[6,2]', any, [[[x(0), x(2)], 'T[0,2]']]),
  combinations: row((a: Float) => tenet.combinations(a as never), [x(4)], 'T[6,2]', any, [[[x(1)], 'T[0,2]']]),
  vander: row((a: Float) => tenet.vander(a as never, 3), [x(4)], 'T[4,3]', numbers, [[[x(0)], 'T[0,3]']]),
  ravelMultiIndex: row((i: Int, j: Int) => tenet.ravelMultiIndex([i, j], [2, 3]), [places(2, 4), places(3, 4)], 'int32[4]', none, [
    [[places(2), places(3)], 'int32[]'],
  ]),
  unravelIndex: row((i: Int) => tenet.unravelIndex(i, [2, 3]), [places(6, 4)], 'int32[4], int32[4]', none, [
    [[places(6)], 'int32[], int32[]'],
    [[places(6, 0)], 'int32[0], int32[0]'],
  ]),
  ix: row((i: Int, j: Int) => tenet.ix(i as never, j as never), [places(2, 2), places(3, 3)], 'int32[2,1], int32[1,3]', none, [
    [[places(2, 0), places(3, 3)], 'int32[0,1], int32[1,3]'],
  ]),
}
