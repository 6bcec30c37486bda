// The pixel kernels: the addon's where it is built, else those in TypeScript. Both give the same bytes.

import { nativeKernels } from '../../runtime/native.js'
import type { PixelKernels } from '../../runtime/pixel-kernels.js'
import { referenceKernels } from './reference-kernels.js'

export const pixels = (): PixelKernels => nativeKernels() ?? referenceKernels
