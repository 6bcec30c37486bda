// Contractions by Winograd's algorithms, in their two forms: what is small, 3 × 3 or 2 × 2, is the window, or it is the image.

import { isWindowSide } from '../../../core/winograd.js'
import { InternalError } from '../../../support/errors.js'
import type { CpuTarget } from '../../targets/cpu.js'
import type { Contraction } from '../contract/contract.js'
import type { Scheduled } from '../draft.js'
import { scheduleImage } from './image.js'
import { axesOf } from './operands.js'
import { scheduleWindow } from './window.js'

export function scheduleWinograd(
  name: string,
  c: Contraction,
  strands: number,
  type: 'float32' | 'float64',
  target: CpuTarget,
): Scheduled[] {
  const { y, x, i, j } = axesOf(c)
  if (isWindowSide(i.extent) && i.extent === j.extent) return scheduleImage(name, c, i.extent, type, target)
  if (y.extent === 3 && x.extent === 3) return scheduleWindow(name, c, strands, type, target)
  throw new InternalError(
    `winograd: the window is neither 3 × 3 nor 2 × 2, nor is the image 3 × 3; got ${i.extent} × ${j.extent} and ${y.extent} × ${x.extent}`,
  )
}
