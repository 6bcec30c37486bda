// The room as threads of loaders have it: the same names, of which those that compute with tensors wait for the library.

export * as images from './images/in-threads.js'
export * from './without-images.js'
