// The networks that are compared with PyTorch's, by the names of test/golden/vision/networks.py.

import { readFileSync } from 'node:fs'
import { models, type Tensor } from 'tenet'

type Options = { readonly classes?: number; readonly input?: models.ImageShape }

/** A network of which nothing is known in types. */
export interface AnyNetwork {
  init(key: unknown): Readonly<Record<string, Tensor>>
  apply(params: unknown, x: Tensor): Tensor
  train(params: unknown, x: Tensor, key: unknown): readonly [Tensor, unknown]
  trainWithHeads?(params: unknown, x: Tensor, key: unknown): readonly [Readonly<Record<string, Tensor>>, unknown]
}

const vgg = (make: (options: models.VggOptions) => unknown, batchNorm: boolean) => (options: Options) =>
  make({ ...options, batchNorm, dropout: 0 })

const made: Readonly<Record<string, (options: Options) => unknown>> = {
  lenet5: models.lenet5,
  alexnet: options => models.alexnet({ ...options, dropout: 0 }),
  vgg11: vgg(models.vgg11, false),
  vgg13: vgg(models.vgg13, false),
  vgg16: vgg(models.vgg16, false),
  vgg19: vgg(models.vgg19, false),
  vgg11_bn: vgg(models.vgg11, true),
  vgg13_bn: vgg(models.vgg13, true),
  vgg16_bn: vgg(models.vgg16, true),
  vgg19_bn: vgg(models.vgg19, true),
  googlenet: options => models.googlenet({ ...options, dropout: 0, auxiliaryDropout: 0 }),
  resnet18: models.resnet18,
  resnet34: models.resnet34,
  resnet50: models.resnet50,
  resnet101: models.resnet101,
  resnet152: models.resnet152,
  resnext50_32x4d: models.resnext50,
  wide_resnet50_2: models.wideResnet50,
  densenet121: models.densenet121,
  densenet161: models.densenet161,
  densenet169: models.densenet169,
  densenet201: models.densenet201,
  unet: models.unet,
}

export interface Golden {
  /** For 1000 classes. */
  readonly parameters: number
  readonly tensors: number
  readonly hash: string
  readonly input: models.ImageShape
  readonly inference: readonly number[]
  readonly training: Readonly<Record<string, readonly number[]>>
  readonly gradients: Readonly<Record<string, { readonly largest: number; readonly elements: readonly number[] }>>
  readonly statistics: Readonly<Record<string, readonly number[]>>
}

const golden = JSON.parse(readFileSync(new URL('../../golden/vision/networks.json', import.meta.url), 'utf8')) as Readonly<
  Record<string, Golden>
>

export const networks = Object.entries(golden).map(([name, values]) => ({
  name,
  values,
  make: (options: Options): AnyNetwork => {
    const make = made[name]
    if (make === undefined) throw new Error(`there is no network ${name}`)
    return make(options) as AnyNetwork
  },
}))
