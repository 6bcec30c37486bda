// What of this room needs no backend: data sets, batches, the readers of files that hold them, loaders; all but images.

export { IoError } from '../support/io-error.js'
export * from './datasets/index.js'
export { type Draws, draws, type ExampleKey, exampleKey } from './example-key.js'
export type { Channels, Image } from './images/image.js'
export * from './loader/index.js'
export { isNdArray, type NdArray, ndArray, scalar } from './nd-array.js'
export { permutation, type ShuffleOptions } from './permutation.js'
export * from './readers/index.js'
export * from './series/index.js'
export * from './text/index.js'
