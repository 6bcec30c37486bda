// Layers that change shapes.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { every, few, none, type Rows, sameShape } from './row.js'

const line = fc.constant([2, 3])
const image = fc.constantFrom([2, 3, 4], [1, 4, 3])
const box = fc.constant([1, 2, 3, 2])
const optional = [laws.linear]

export const shape: Rows = {
  flatten: [nn.flatten, { input: image, output: input => [input.reduce((a, b) => a * b, 1)], optional }],
  unflatten: [nn.unflatten(2, [2, 2]), { input: fc.constant([3, 4]), output: () => [3, 2, 2], parameters: none, optional }],
  zeroPad1d: [nn.zeroPad1d([1, 0]), { ...few, input: line, output: () => [2, 4], optional }],
  zeroPad2d: [
    nn.zeroPad2d([1, 2, 0, 3]),
    { input: image, output: ([c = 0, h = 0, w = 0]) => [c, h + 3, w + 3], parameters: none, optional: [...optional, ...every] },
  ],
  zeroPad3d: [nn.zeroPad3d(1), { ...few, input: box, output: () => [1, 4, 5, 4], optional }],
  constantPad1d: [nn.constantPad1d(1, 2), { ...few, input: line, output: () => [2, 5], optional: [laws.affine] }],
  constantPad2d: [nn.constantPad2d([0, 1, 1, 0], -1), { ...few, input: image, optional: [laws.affine] }],
  constantPad3d: [nn.constantPad3d(1, 0.5), { ...few, input: box, output: () => [1, 4, 5, 4] }],
  reflectionPad1d: [nn.reflectionPad1d([2, 1]), { ...few, input: line, output: () => [2, 6], optional }],
  reflectionPad2d: [nn.reflectionPad2d(1), { ...few, input: image, output: ([c = 0, h = 0, w = 0]) => [c, h + 2, w + 2], optional }],
  reflectionPad3d: [nn.reflectionPad3d(1), { ...few, input: box, output: () => [1, 4, 5, 4], optional }],
  replicationPad1d: [nn.replicationPad1d([2, 1]), { ...few, input: line, output: () => [2, 6], optional }],
  replicationPad2d: [nn.replicationPad2d(1), { ...few, input: image, output: ([c = 0, h = 0, w = 0]) => [c, h + 2, w + 2], optional }],
  replicationPad3d: [nn.replicationPad3d(1), { ...few, input: box, output: () => [1, 4, 5, 4], optional }],
  circularPad1d: [nn.circularPad1d([2, 1]), { ...few, input: line, output: () => [2, 6], optional }],
  circularPad2d: [nn.circularPad2d(1), { ...few, input: image, output: ([c = 0, h = 0, w = 0]) => [c, h + 2, w + 2], optional }],
  circularPad3d: [nn.circularPad3d(1), { ...few, input: box, output: () => [1, 4, 5, 4], optional }],
  upsample: [
    nn.upsample({ scaleFactor: 2, mode: 'bilinear' }),
    { input: image, output: ([c = 0, h = 0, w = 0]) => [c, 2 * h, 2 * w], parameters: none, optional },
  ],
  'upsample to a size': [nn.upsample({ size: 4 }), { ...few, input: line, output: () => [2, 4], optional }],
  pixelShuffle: [nn.pixelShuffle(2), { input: fc.constant([4, 2, 3]), output: () => [1, 4, 6], parameters: none, optional }],
  pixelUnshuffle: [nn.pixelUnshuffle(2), { input: fc.constant([2, 2, 4]), output: () => [8, 1, 2], optional }],
  channelShuffle: [nn.channelShuffle(2), { input: fc.constantFrom([4], [4, 3]), output: sameShape, optional }],
  unfold: [nn.unfold(2, { padding: [0, 1] }), { input: fc.constant([2, 3, 2]), output: () => [8, 6], parameters: none, optional }],
  fold: [nn.fold([3, 3], 2), { input: fc.constant([8, 4]), output: () => [2, 3, 3], parameters: none, optional }],
}
