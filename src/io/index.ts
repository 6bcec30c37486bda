// Files: tensors in and out, pictures.

export { IoError } from '../support/io-error.js'
export { encodePng, type Picture } from './png.js'
export { type Differences, RestoreError, restore } from './restore.js'
export { loadSafetensors, type SaveOptions, saveSafetensors, type TensorFile } from './safetensors.js'
