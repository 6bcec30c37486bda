// Data sets, batches, and the readers of files that hold them.

export * as images from './images/index.js'
export * from './without-images.js'
