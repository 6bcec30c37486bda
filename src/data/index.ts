// Data sets, batches, and the readers of files that hold them.

export { IoError } from '../support/io-error.js'
export * from './datasets/index.js'
export { type Draws, draws, type ExampleKey, exampleKey } from './example-key.js'
export { readIdx } from './idx.js'
export { type Digits, type MnistOptions, mnist } from './mnist.js'
export { isNdArray, type NdArray, ndArray, scalar } from './nd-array.js'
export { permutation, type ShuffleOptions } from './permutation.js'
