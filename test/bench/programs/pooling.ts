// Pooling of images, and gradients of it, compiled.

import { avgPool2d, jit, maxPool2d, nn, random, type Tensor, vjp } from 'tenet'
import { type Program, program, type Sizes, sizeOf, waitFor } from './program.js'

type Image = Tensor<[number, number, number, number], 'float32'>

/** By the row's name for it: what becomes of an image. */
const pools: Readonly<Record<string, (x: Image, sizes: Sizes) => Tensor>> = {
  max: x => maxPool2d(x, 3, { stride: 2, padding: 1 }),
  average: x => avgPool2d(x, 2),
  adaptive: (x, sizes) => nn.adaptiveAvgPool2d(sizeOf(sizes, 'out')).apply({}, x),
}

export function poolProgram(sizes: Sizes): Program {
  const pool = pools[sizes.pool ?? '']
  if (pool === undefined) throw new Error(`there is no pooling ${sizes.pool}`)
  const [batch, channels, size, out] = [sizeOf(sizes, 'batch'), sizeOf(sizes, 'channels'), sizeOf(sizes, 'size'), sizeOf(sizes, 'out')]
  const x: Image = random.normal(random.key(0), [batch, channels, size, size])
  if (sizes.pass === 'forward') {
    const forward = jit((image: Image) => pool(image, sizes))
    return program(() => forward(x), waitFor)
  }
  const ct: Tensor = random.normal(random.key(1), [batch, channels, out, out])
  const gradient = jit((g: Tensor, image: Image) => vjp((v: Image) => pool(v, sizes), image)[1](g))
  return program(
    () => gradient(ct, x),
    ([result]) => waitFor(result),
  )
}
