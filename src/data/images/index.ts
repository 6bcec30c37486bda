// Image transforms: of single images as bytes, and of batches as tensors.

export { cutmix, type Mixed, type MixOptions, mixup, normalize } from './batches.js'
export * from './transforms.js'
