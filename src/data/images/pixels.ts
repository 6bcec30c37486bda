// The pixel kernels: the addon's where it is built, else those in TypeScript. Both give the same bytes.

import type { PixelKernels } from '../../runtime/data-kernels.js'
import { nativeKernels } from '../../runtime/native.js'
import { referenceKernels } from './reference-kernels.js'

export const pixels = (): PixelKernels => nativeKernels() ?? referenceKernels
