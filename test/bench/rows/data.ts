// From files to batches, and to word vectors. PyTorch's column is torchvision's DataLoader, and NumPy's loadtxt. There is no floor: decoding is no
// textbook's arithmetic.

import type { CallRow } from './row.js'

const nothing = { flops: 0, bytes: 0 }

export const dataRows: readonly CallRow[] = [
  {
    kind: 'calls',
    name: 'photos',
    description:
      'an epoch of 256 JPEGs of 500 × 375 in batches of 32, by two workers: decoded, cropped at random to 224, mirrored, jittered, normalized',
    program: 'loader',
    sizes: { folder: 'photos', count: 256, width: 500, height: 375, side: 224, batch: 32, workers: 2 },
    work: nothing,
    calls: 1,
  },
  {
    kind: 'calls',
    name: 'small-images',
    description: 'an epoch of 4,000 JPEGs of 32 × 32 in batches of 64, by two workers, changed as the photos are',
    program: 'loader',
    sizes: { folder: 'small', count: 4000, width: 32, height: 32, side: 32, batch: 64, workers: 2 },
    work: nothing,
    calls: 1,
  },
  {
    kind: 'calls',
    name: 'word-vectors',
    description: 'a text file of 100,000 words with 100 numbers each into an array of float32 (the peer: numpy.loadtxt, without the words)',
    program: 'word-vectors',
    sizes: { words: 100_000, dimensions: 100 },
    work: nothing,
    calls: 1,
  },
]
