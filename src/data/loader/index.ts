// Loaders: batches ahead of time, in this thread or in others.

export { type BatchOf, inWorkers, type WorkerOptions, type WorkerPipeline } from './in-workers.js'
export { LoadError } from './load-error.js'
export { type IterationOptions, type Loaded, type Loader, type LoaderOptions, loader, type Position } from './loader.js'
export type { Epoch, Pipeline, Source } from './source.js'
