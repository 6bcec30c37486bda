// What our rows compute, by the row's name. The peers' counterparts are in peers/torch_programs.py and peers/jax_programs.py.

import { jit, matmul, nn, random, type Tensor } from 'tenet'
import { type Program, program, waitFor } from './program.js'
import { lenetStep, mlpStep } from './training.js'

const noise = <const S extends readonly number[]>(...shape: S) => random.normal(random.key(0), shape)

function dispatch(): Program {
  const increment = jit((x: Tensor<[4], 'float32'>) => x.add(1))
  const x = noise(4)
  return program(
    () => increment(x).dataSync(),
    () => {},
  )
}

function fused(): Program {
  const f = jit((x: Tensor<[4_194_304], 'float32'>) => x.mul(2).add(1).tanh().mul(x))
  const x = noise(4_194_304)
  return program(() => f(x), waitFor)
}

function square<N extends number>(n: N): Program {
  const product = jit((a: Tensor<[N, N], 'float32'>, b: Tensor<[N, N], 'float32'>) => matmul(a, b))
  const [a, b] = [noise(n, n), noise(n, n)]
  return program(() => product(a, b), waitFor)
}

function conv(batch: number, size: number): Program {
  const layer = nn.model([64, size, size], nn.conv2d(64, 3, { padding: 1, bias: false }))
  const params = layer.init(random.key(0))
  const apply = jit(layer.apply)
  const x = noise(batch, 64, size, size)
  return program(() => apply(params, x), waitFor)
}

export const programs: ReadonlyMap<string, () => Program> = new Map([
  ['dispatch', dispatch],
  ['fused', fused],
  ['matmul-1024', () => square(1024)],
  ['matmul-1023', () => square(1023)],
  ['conv-8x64x32', () => conv(8, 32)],
  ['conv-1x64x56', () => conv(1, 56)],
  ['mlp-step', mlpStep],
  ['lenet-step', lenetStep],
])
