// Products and convolutions, compiled.

import { conv2d, convTranspose2d, jit, matmul, random, type Tensor, vjp } from 'tenet'
import { dtypeOf, type Program, program, type Sizes, sizeOf, waitFor } from './program.js'

type Image = Tensor<[number, number, number, number], 'float32'>

const images = (...shape: readonly [number, number, number, number]): Image => random.normal(random.key(0), shape)

export function matmulProgram(sizes: Sizes): Program {
  const [batch, rows, depth, columns] = ['batch', 'rows', 'depth', 'columns'].map(name => sizeOf(sizes, name)) as [
    number,
    number,
    number,
    number,
  ]
  const dtype = dtypeOf(sizes)
  const many = batch === 1 ? [] : [batch]
  const product = jit((a: Tensor, b: Tensor): Tensor => matmul(a, b))
  const noise = (...shape: readonly number[]): Tensor => random.normal(random.key(0), [...many, ...shape]).cast(dtype)
  const [a, b] = [noise(rows, depth), noise(depth, columns)]
  for (const x of [a, b]) x.dataSync()
  return program(() => product(a, b), waitFor)
}

export function convProgram(sizes: Sizes): Program {
  const [batch, channels, size, groups] = ['batch', 'channels', 'size', 'groups'].map(name => sizeOf(sizes, name)) as [
    number,
    number,
    number,
    number,
  ]
  const x = images(batch, channels, size, size)
  const weight = images(channels, channels / groups, 3, 3)
  const conv = (image: Image, kernel: Image): Tensor => conv2d(image, kernel, { padding: 1, groups })
  if (sizes.pass === 'forward') {
    const forward = jit(conv)
    return program(() => forward(x, weight), waitFor)
  }
  const ct = images(batch, channels, size, size)
  const gradient =
    sizes.pass === 'input'
      ? jit((g: Tensor, kernel: Image) => vjp((image: Image) => conv(image, kernel), x)[1](g))
      : jit((g: Tensor, image: Image) => vjp((kernel: Image) => conv(image, kernel), weight)[1](g))
  const other = sizes.pass === 'input' ? weight : x
  return program(
    () => gradient(ct, other),
    ([result]) => waitFor(result),
  )
}

export function convTransposedProgram(sizes: Sizes): Program {
  const [batch, channels, outChannels, size] = ['batch', 'channels', 'outChannels', 'size'].map(name => sizeOf(sizes, name)) as [
    number,
    number,
    number,
    number,
  ]
  const up = jit((x: Image, weight: Image): Tensor => convTranspose2d(x, weight, { stride: 2, padding: 1 }))
  const [x, weight] = [images(batch, channels, size, size), images(channels, outChannels, 4, 4)]
  return program(() => up(x, weight), waitFor)
}
