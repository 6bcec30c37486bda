// When a convolution is computed by Winograd's algorithm: with windows of 3 × 3 or 2 × 2 over images, or images of 3 × 3 under windows as large as images, which is
// what the gradient of the former's weights is. Decided by channels and sizes; of small images, for which transformed weights cost most, there must be
// some. So an image of 8 × 8 or more has the same bits alone as among others.

import { type ContractMethod, direct, inLanes } from '../../core/lowering.js'
import { isWindowSide } from '../../core/winograd.js'
import { type DTypeName, isFloat } from '../../support/dtype.js'
import type { Dims } from '../../support/shape.js'
import type { ConvGeometry } from './conv-geometry.js'

/** Fewer channels, and transforming costs more than multiplying. */
const leastChannels = 32
/** Smaller images, and nearly all squares reach past the end. */
const leastSide = 4
/** Of smaller images there must be so many: transforming the weights of few takes longer than multiplying by them. */
const largeSide = 8
const leastImages = 8

const isWindow = ([height = 0, width = 0]: Dims): boolean => isWindowSide(height) && height === width
const isThree = (sides: Dims): boolean => sides.every(side => side === 3)
const isImage = (sides: Dims, images: number): boolean => sides.every(side => side >= (images >= leastImages ? leastSide : largeSide))
/** Windows of 2 × 2 save less: of small images it is lost again. */
const isImageUnder = (window: Dims, sides: Dims, images: number): boolean => isImage(sides, isThree(window) ? images : 1)

const strandsWanted = 16
const blockSide = 64

/** Strands of channels that are summed up apart: where rows and columns are few, they are what threads can share. */
function strandsOf(channels: number, rows: number, columns: number): number {
  const blocks = Math.ceil(rows / blockSide) * Math.ceil(columns / blockSide)
  return Math.max(1, Math.min(channels, Math.floor(strandsWanted / blocks)))
}

/** Of more results for each channel than these the direct sums have vectors enough to fill. */
const mostRows = 8
/** Shorter rows leave most lanes empty, and longer results do not. */
const [leastPositions, mostResults] = [4, 16]
/** Fewer products are done before lanes are added up. */
const leastDepth = 64

/** Whether few results, each over many images, are summed up along lanes, as far as every element of a row, or every second, is needed. */
function fillsLanes(g: ConvGeometry): boolean {
  const [axis, results = 0] = [g.axes.at(-1), g.out.at(-1)]
  const near = axis !== undefined && axis.windowDilation <= 2 && axis.window >= leastPositions && results <= mostResults
  const depth = g.channelsPerGroup * g.axes.reduce((product, { window }) => product * window, 1)
  return near && g.outChannelsPerGroup <= mostRows && depth >= leastDepth && g.axes.every(({ baseDilation }) => baseDilation === 1)
}

export function methodOf(dtype: DTypeName, g: ConvGeometry): ContractMethod {
  const window = g.axes.map(axis => axis.window)
  const plain = g.axes.every(axis => axis.stride === 1 && axis.baseDilation === 1 && axis.windowDilation === 1)
  if (isFloat(dtype) && fillsLanes(g)) return inLanes
  if (g.axes.length !== 2 || !plain || !isFloat(dtype) || dtype === 'float64' || g.outChannelsPerGroup < leastChannels) return direct
  if (isWindow(window) && isImageUnder(window, g.out, g.imagesPerGroup) && g.channelsPerGroup >= leastChannels)
    return { name: 'winograd', strands: 1 }
  // The channels whose weights' gradient it is are images here, and the images channels.
  if (isThree(g.out) && isImage(window, leastImages) && g.imagesPerGroup >= leastChannels)
    return { name: 'winograd', strands: strandsOf(g.channelsPerGroup, g.outChannelsPerGroup, g.imagesPerGroup) }
  return direct
}
