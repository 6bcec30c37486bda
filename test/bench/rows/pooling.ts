// Pooling as networks have it: after the first convolution of a ResNet, in a LeNet or a VGG, before the classifier of an AlexNet; and its gradients.

import { type CallRow, callsFor, float, type Work } from './row.js'

interface Pool {
  readonly pool: 'max' | 'average' | 'adaptive'
  readonly called: string
  readonly batch: number
  readonly channels: number
  readonly size: number
  readonly out: number
  readonly pass?: 'forward' | 'input'
}

function pool(name: string, { called, pass = 'forward', ...sizes }: Pool): CallRow {
  const [inside, outside] = [sizes.size, sizes.out].map(side => sizes.batch * sizes.channels * side ** 2 * float) as [number, number]
  // Which of a window was the largest is in the image alone.
  const looksAgain = pass === 'input' && sizes.pool === 'max'
  const work: Work = { flops: 0, bytes: inside + outside + (looksAgain ? inside : 0) }
  return {
    kind: 'calls',
    name,
    description: `${called} of [${sizes.batch}, ${sizes.channels}, ${sizes.size}, ${sizes.size}]${pass === 'input' ? ', gradient of the input' : ''}`,
    program: 'pool',
    sizes: { ...sizes, pass },
    work,
    calls: callsFor(work),
  }
}

const max: Pool = { pool: 'max', called: 'maxima of 3 × 3, stride 2, padding 1,', batch: 16, channels: 64, size: 56, out: 28 }
const average: Pool = { pool: 'average', called: 'means of 2 × 2', batch: 16, channels: 64, size: 56, out: 28 }
const adaptive: Pool = { pool: 'adaptive', called: 'means of overlapping windows, to 6 × 6,', batch: 16, channels: 256, size: 13, out: 6 }

export const poolingRows: readonly CallRow[] = [
  pool('pool-max', max),
  pool('pool-max-input', { ...max, pass: 'input' }),
  pool('pool-average', average),
  pool('pool-average-input', { ...average, pass: 'input' }),
  pool('pool-adaptive', adaptive),
  pool('pool-adaptive-input', { ...adaptive, pass: 'input' }),
]
