// Image transforms as threads of loaders have them: those of batches compute with tensors, for which the thread gets the library first.

import { late } from '../late-library.js'

export type { Mixed, MixOptions } from './batches.js'
export * from './transforms.js'

export const mixup = late('mixup')
export const cutmix = late('cutmix')
export const normalize = late('normalize')
