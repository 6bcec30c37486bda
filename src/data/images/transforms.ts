// Transforms of single images: pure functions of images, and of records with images, masks and boxes. They need no backend.

export {
  type AffineParameters,
  affine,
  type RandomAffineOptions,
  type RotateOptions,
  randomAffine,
  randomRotation,
  rotate,
} from './affine.js'
export { gaussianBlur, type KernelSize, randomGaussianBlur, sharpness } from './blur.js'
export { brightness, type ColorJitterOptions, colorJitter, contrast, grayscale, hue, saturation } from './color.js'
export { compose, randomChoice, randomly } from './compose.js'
export {
  centerCrop,
  crop,
  fiveCrop,
  type Padding,
  type PaddingMode,
  type PadOptions,
  pad,
  type RandomCropOptions,
  randomCrop,
} from './crop.js'
export { type Displacement, elastic, type RandomElasticOptions, randomElastic } from './elastic.js'
export { type Erasable, type RandomErasing, type RandomErasingOptions, randomErasing } from './erase.js'
export { horizontalFlip, randomHorizontalFlip, randomVerticalFlip, type TenCropOptions, tenCrop, verticalFlip } from './flip.js'
export { type Channels, type Image, image } from './image.js'
export { type Corners, type Point, perspective, type RandomPerspectiveOptions, randomPerspective } from './perspective.js'
export {
  type AutoAugmentPolicy,
  autoAugment,
  type RandAugmentOptions,
  randAugment,
  type TrivialAugmentOptions,
  trivialAugment,
} from './policies.js'
export type { Filter } from './resample.js'
export { type Interpolation, type RandomResizedCropOptions, type ResizeOptions, randomResizedCrop, resize, type Size } from './resize.js'
export {
  type Annotated,
  type Boxes,
  type Geometry,
  geometric,
  pixelwise,
  type RandomTransform,
  type Sample,
  type Transform,
} from './sample.js'
export { type Converted, type Floats, imageNet, type Normalization, type RandomToTensor, type ToTensor, toTensor } from './to-tensor.js'
export { autocontrast, equalize, invert, posterize, solarize } from './tone.js'
export type { WarpOptions } from './warp.js'
