// Pools.

import fc from 'fast-check'
import * as laws from 'tenet/laws'
import * as nn from 'tenet/nn'
import { every, few, none, type Rows } from './row.js'

const line = fc.constant([2, 5])
const image = fc.constantFrom([2, 5, 4], [2, 4, 4])
const box = fc.constant([1, 2, 3, 4])
const { linear, positivelyHomogeneous } = laws

export const pooling: Rows = {
  maxPool1d: [nn.maxPool1d(2), { ...few, input: line, output: () => [2, 2], parameters: none, optional: [positivelyHomogeneous] }],
  maxPool2d: [nn.maxPool2d(2), { input: image, output: () => [2, 2, 2], optional: [positivelyHomogeneous, ...every] }],
  maxPool3d: [nn.maxPool3d(2, { padding: 1, ceilMode: true }), { ...few, input: box, output: () => [1, 2, 2, 3] }],
  avgPool1d: [nn.avgPool1d(2, { stride: 1 }), { ...few, input: line, output: () => [2, 4], optional: [linear] }],
  avgPool2d: [nn.avgPool2d(2), { input: image, output: () => [2, 2, 2], optional: [linear] }],
  avgPool3d: [
    nn.avgPool3d(2, { padding: 1, countIncludePad: false }),
    { ...few, input: box, output: () => [1, 2, 2, 3], optional: [linear] },
  ],
  lpPool1d: [nn.lpPool1d(2, 2), { ...few, input: line, output: () => [2, 2] }],
  lpPool2d: [nn.lpPool2d(2, 2), { ...few, input: image, output: () => [2, 2, 2] }],
  lpPool3d: [nn.lpPool3d(2, [1, 2, 2]), { ...few, input: box, output: () => [1, 2, 1, 2] }],
  adaptiveAvgPool1d: [nn.adaptiveAvgPool1d(3), { ...few, input: line, output: () => [2, 3], optional: [linear] }],
  adaptiveAvgPool2d: [
    nn.adaptiveAvgPool2d([3, 2]),
    { input: image, output: () => [2, 3, 2], parameters: none, optional: [linear, ...every] },
  ],
  adaptiveAvgPool3d: [nn.adaptiveAvgPool3d([1, null, 3]), { ...few, input: box, output: () => [1, 1, 3, 3], optional: [linear] }],
  adaptiveMaxPool1d: [nn.adaptiveMaxPool1d(2), { ...few, input: line, output: () => [2, 2], optional: [positivelyHomogeneous] }],
  adaptiveMaxPool2d: [nn.adaptiveMaxPool2d(2), { ...few, input: image, output: () => [2, 2, 2], optional: [positivelyHomogeneous] }],
  adaptiveMaxPool3d: [nn.adaptiveMaxPool3d([2, 2, 1]), { ...few, input: box, output: () => [1, 2, 2, 1] }],
  fractionalMaxPool2d: [
    nn.fractionalMaxPool2d(2, { outputSize: [3, 2] }),
    { input: image, output: () => [2, 3, 2], parameters: none, optional: [positivelyHomogeneous, ...every] },
  ],
  fractionalMaxPool3d: [nn.fractionalMaxPool3d([1, 2, 2], { outputSize: [1, 2, 2] }), { ...few, input: box, output: () => [1, 1, 2, 2] }],
  globalAvgPool: [nn.globalAvgPool, { input: image, output: () => [2], parameters: none, optional: [linear] }],
  globalMaxPool: [nn.globalMaxPool, { ...few, input: line, output: () => [2], optional: [positivelyHomogeneous] }],
}
