// Tensors turned, stretched, joined, cut, and their diagonals.

import * as tenet from 'tenet'
import { any, bits, called, numbers, type Rows, row, rows, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>

export const shapes: Rows = {
  reshape: row((a: Float) => tenet.reshape(a, [3, -1]), [x(2, 6)], 'T[3,4]', any, [
    [[x(0, 3)], 'T[3,0]'],
    [[x(2)], 'ShapeError'],
  ]),
  ravel: row(tenet.ravel, [x(2, 3)], 'T[6]', any, [
    [[x()], 'T[1]'],
    [[x(0, 3)], 'T[0]'],
  ]),
  flatten: row(tenet.flatten, [x(2, 3, 2)], 'T[2,6]', any, [
    [[x()], 'ShapeError'],
    [[x(0, 3, 2)], 'T[0,6]'],
  ]),
  transpose: row((a: Float) => tenet.transpose(a, [2, 0, 1] as never), [x(2, 3, 4)], 'T[4,2,3]', any, [
    [[x(0, 2, 1)], 'T[1,0,2]'],
    [[x(2)], 'ShapeError'],
  ]),
  moveAxis: row((a: Float) => tenet.moveAxis(a, 0, -1), [x(2, 3, 4)], 'T[3,4,2]', any, [
    [[x(0)], 'T[0]'],
    [[x()], 'ShapeError'],
  ]),
  swapAxes: row((a: Float) => tenet.swapAxes(a, 0, -1), [x(2, 3, 4)], 'T[4,3,2]', any, [
    [[x(0, 2)], 'T[2,0]'],
    [[x()], 'ShapeError'],
  ]),
  expandDims: row((a: Float) => tenet.expandDims(a, [0, -1]), [x(2, 3)], 'T[1,2,3,1]', any, [
    [[x()], 'T[1,1]'],
    [[x(0)], 'T[1,0,1]'],
  ]),
  squeeze: row((a: Float) => tenet.squeeze(a), [x(1, 3, 1)], 'T[3]', any, [
    [[x(1)], 'T[]'],
    [[x(0, 1)], 'T[0]'],
  ]),
  broadcastTo: row((a: Float) => tenet.broadcastTo(a, [2, 4, 3]), [x(4, 1)], 'T[2,4,3]', any, [
    [[x()], 'T[2,4,3]'],
    [[x(2)], 'ShapeError'],
  ]),
  broadcastArrays: row((a: Float, b: Float) => tenet.broadcastArrays([a, b] as never), [x(3), x(2, 1)], 'T[2,3], T[2,3]', any, [
    [[x(), x(0)], 'T[0], T[0]'],
    [[x(2), x(3)], 'ShapeError'],
  ]),
  atLeast1d: row(tenet.atLeast1d, [x(2, 3)], 'T[2,3]', any, [
    [[x()], 'T[1]'],
    [[x(0)], 'T[0]'],
  ]),
  atLeast2d: row(tenet.atLeast2d, [x(3)], 'T[1,3]', any, [
    [[x()], 'T[1,1]'],
    [[x(0)], 'T[1,0]'],
  ]),
  atLeast3d: row(tenet.atLeast3d, [x(2, 3)], 'T[2,3,1]', any, [
    [[x()], 'T[1,1,1]'],
    [[x(0)], 'T[1,0,1]'],
  ]),
  flip: row((a: Float) => tenet.flip(a, 1), [x(2, 3)], 'T[2,3]', any, [
    [[x(2, 0)], 'T[2,0]'],
    [[x()], 'ShapeError'],
  ]),
  roll: row((a: Float) => tenet.roll(a, 2, 1), [x(2, 3)], 'T[2,3]', any, [
    [[x(2, 0)], 'T[2,0]'],
    [[x()], 'ShapeError'],
  ]),
  rot90: row((a: Float) => tenet.rot90(a), [x(2, 3)], 'T[3,2]', any, [
    [[x(0, 3)], 'T[3,0]'],
    [[x(3)], 'ShapeError'],
  ]),
  pad: row((a: Float) => tenet.pad(a, [[1, 2], [0, 1]]), [x(2, 3)], 'T[5,4]', any, [[[x(0, 3)], 'T[3,4]']]), // biome-ignore format: one line
  ...Object.fromEntries(
    (['reflect', 'symmetric', 'replicate', 'circular'] as const).map(mode => [
      `pad ${mode}`,
      row((a: Float) => tenet.pad(a, [[1, 2], [0, 1]], mode), [x(3, 3)], 'T[6,4]', any, [[[x(4, 2)], 'T[7,3]'], [[x(0, 3)], 'ShapeError']]), // biome-ignore format: one line
    ]),
  ),
  tile: row((a: Float) => tenet.tile(a, [2, 3]), [x(2)], 'T[2,6]', any, [
    [[x()], 'T[2,3]'],
    [[x(0)], 'T[2,0]'],
  ]),
  repeat: row((a: Float) => tenet.repeat(a, 2, 1), [x(2, 3)], 'T[2,6]', any, [
    [[x(2, 0)], 'T[2,0]'],
    [[x(2)], 'ShapeError'],
  ]),
  'repeat, each as often as told': row((a: Float) => tenet.repeat(a, [2, 0, 1], 0), [x(3, 2)], 'T[3,2]', any, [
    [[x(3, 0)], 'T[3,0]'],
    [[x(2)], 'ShapeError'],
  ]),
  concat: row((a: Float, b: Float) => tenet.concat([a, b] as never, 1), [x(2, 3), x(2, 1)], 'T[2,4]', any, [
    [[x(2, 0), x(2, 1)], 'T[2,1]'],
    [[x(2, 1), x(3, 1)], 'ShapeError'],
  ]),
  stack: row((a: Float, b: Float) => tenet.stack([a, b] as never, -1), [x(2, 3), x(2, 3)], 'T[2,3,2]', any, [
    [[x(), x()], 'T[2]'],
    [[x(0), x(0)], 'T[0,2]'],
    [[x(2), x(3)], 'ShapeError'],
  ]),
  hstack: row((a: Float, b: Float) => tenet.hstack([a, b] as never), [x(2, 3), x(2, 1)], 'T[2,4]', any, [
    [[x(), x()], 'T[2]'],
    [[x(0), x(2)], 'T[2]'],
  ]),
  vstack: row((a: Float, b: Float) => tenet.vstack([a, b] as never), [x(3), x(2, 3)], 'T[3,3]', any, [
    [[x(), x()], 'T[2,1]'],
    [[x(0, 2), x(1, 2)], 'T[1,2]'],
  ]),
  dstack: row((a: Float, b: Float) => tenet.dstack([a, b] as never), [x(2, 3), x(2, 3)], 'T[2,3,2]', any, [
    [[x(), x()], 'T[1,1,2]'],
    [[x(0), x(0)], 'T[1,0,2]'],
  ]),
  columnStack: row((a: Float, b: Float) => tenet.columnStack([a, b] as never), [x(3), x(3, 2)], 'T[3,3]', any, [
    [[x(0), x(0, 2)], 'T[0,3]'],
  ]),
  split: row((a: Float) => tenet.split(a, [1, 2, 1], 1), [x(2, 4)], 'T[2,1], T[2,2], T[2,1]', any, [[[x(0, 4)], 'T[0,1], T[0,2], T[0,1]']]),
  arraySplit: row((a: Float) => tenet.arraySplit(a, 2), [x(5)], 'T[3], T[2]', any, [
    [[x(0)], 'T[0], T[0]'],
    [[x()], 'ShapeError'],
  ]),
  append: row(tenet.append, [x(2, 2), x(3)], 'T[7]', any, [
    [[x(), x()], 'T[2]'],
    [[x(0), x(0)], 'T[0]'],
  ]),
  insert: row((a: Float, b: Float) => tenet.insert(a, [0, 2], b as never, 1), [x(2, 3), x(2)], 'T[2,5]', any, [
    [[x(0, 2), x(2)], 'T[0,4]'],
  ]),
  remove: row((a: Float) => tenet.remove(a, [0, -1], 1), [x(2, 3)], 'T[2,1]', any, [[[x(0, 3)], 'T[0,1]']]),
  blockDiag: row((a: Float, b: Float) => tenet.blockDiag([a, b] as never), [x(1, 2), x(2, 1)], 'T[3,3]', any, [
    [[x(0, 2), x(1, 1)], 'T[1,3]'],
  ]),
  diag: row((a: Float) => tenet.diag(a), [x(3)], 'T[3,3]', any, [
    [[x(2, 3)], 'T[2]'],
    [[x(0)], 'T[0,0]'],
    [[x()], 'ShapeError'],
  ]),
  diagonal: row((a: Float) => tenet.diagonal(a, { offset: 1 }), [x(2, 3, 4)], 'T[4,2]', any, [
    [[x(3, 0)], 'T[0]'],
    [[x(3)], 'ShapeError'],
  ]),
  diagEmbed: row((a: Float) => tenet.diagEmbed(a, { offset: 1 }), [x(2, 3)], 'T[2,4,4]', any, [
    [[x(0)], 'T[1,1]'],
    [[x()], 'ShapeError'],
  ]),
  diagflat: row((a: Float) => tenet.diagflat(a), [x(2, 2)], 'T[4,4]', any, [
    [[x()], 'T[1,1]'],
    [[x(0)], 'T[0,0]'],
  ]),
  ...rows('tril triu', name =>
    row(called(name), [x(2, 3, 3)], 'T[2,3,3]', any, [
      [[x(0, 2)], 'T[0,2]'],
      [[x(3)], 'ShapeError'],
    ]),
  ),
  fillDiagonal: row((a: Float) => tenet.fillDiagonal(a as never, 1), [x(3, 2)], 'T[3,2]', numbers, [
    [[x(0, 2)], 'T[0,2]'],
    [[x(3)], 'ShapeError'],
  ]),
  'fft.fftshift': row((a: Float) => tenet.fft.fftshift(a), [x(2, 3)], 'T[2,3]', any, [
    [[x(0)], 'T[0]'],
    [[x()], 'T[]'],
  ]),
  'fft.ifftshift': row((a: Float) => tenet.fft.ifftshift(a, 1), [x(2, 3)], 'T[2,3]', any, [[[x(2, 0)], 'T[2,0]']]),
  packbits: row((a: Float) => tenet.packbits(a as never), [x(2, 10)], 'uint8[3]', bits, [[[x(0)], 'uint8[0]']], { derivative: 'of bits' }),
  unpackbits: row((a: Float) => tenet.unpackbits(a as never), [x(2, 1)], 'uint8[16]', ['uint8'], [[[x(0)], 'uint8[0]']], {
    derivative: 'of bits',
  }),
}
