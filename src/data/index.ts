// Data sets, batches, and the readers of files that hold them.

export { IoError } from '../support/io-error.js'
export { type Batches, type BatchOptions, type BatchSize, batches } from './batches.js'
export { type Batch, type Column, type Columns, column, type Dataset, dataset, examplesAt, split, take } from './dataset.js'
export { readIdx } from './idx.js'
export { type Digits, type MnistOptions, mnist } from './mnist.js'
export { permutation, type ShuffleOptions } from './shuffle.js'
