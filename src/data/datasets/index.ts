// Data sets as values, and what can be made of them.

export { augment } from './augment.js'
export { type Batch, type BatchOptions, batch, group, type Padded } from './batch.js'
export { cacheInMemory } from './cache-in-memory.js'
export { cacheOnDisk, type DiskCacheOptions } from './cache-on-disk.js'
export { type Collated, collate } from './collate.js'
export { type Column, type ColumnDataset, type Columns, column, dataset, type Row } from './columns.js'
export { concat, filter, map, repeat, shuffle, subset, take, type WindowOptions, windows, type Zipped, zip } from './combine.js'
export { type After, type Dataset, type Example, fromArray, generate } from './dataset.js'
export { type BucketOptions, bucketByLength, type PaddedBatch, type PadOptions, padded, type Sequences } from './pad.js'
export { type GroupName, type Parts, randomSplit, type SplitOptions, split, splitByKey, stratifiedSplit } from './split.js'
