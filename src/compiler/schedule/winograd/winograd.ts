// Contractions by Winograd's algorithms, in their two forms: what is 3 × 3 is the window, or it is the image.

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
  if (i.extent === 3 && j.extent === 3) return scheduleImage(name, c, type, target)
  if (y.extent === 3 && x.extent === 3) return scheduleWindow(name, c, strands, type, target)
  throw new InternalError(
    `winograd: neither the window nor the image is 3 × 3; got ${i.extent} × ${j.extent} and ${y.extent} × ${x.extent}`,
  )
}
