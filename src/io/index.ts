// Files: tensors in and out, pictures.

export { IoError } from '../support/io-error.js'
export { loadCheckpoint, saveCheckpoint } from './checkpoint/checkpoint.js'
export { encodePng, type Picture } from './png.js'
export { type Differences, type Leniency, type Mismatch, RestoreError, type RestoreOptions } from './restore/differences.js'
export { restore, type StateDict, toStateDict } from './restore/restore.js'
export { loadSafetensors, type OpenedTensorFile, openSafetensors, type TensorFile } from './safetensors/open.js'
export { type SaveOptions, saveSafetensors } from './safetensors/save.js'
export { loadTorch } from './torch/load.js'
export { saveTorch } from './torch/save.js'
export type { TorchTree } from './torch/tree.js'
export type { UnfoldOptions } from './unfold-options.js'
