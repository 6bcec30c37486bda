// A network of convolutions, with batch norms between them or without: the same in everything else, its beginning too.

import { nn, random } from 'tenet'

export interface NormOptions {
  readonly batchNorm: boolean
  readonly width: number
  readonly classes: number
  readonly size: number
}

/** Six convolutions in three pairs, the channels doubling and the sides halving from pair to pair. Behind a batch norm a bias would do nothing. */
export function networkOf({ batchNorm, width, classes, size }: NormOptions) {
  const convolution = (channels: number, stride: number) =>
    batchNorm
      ? nn.sequential(['conv', nn.conv2d(channels, 3, { stride, padding: 1, bias: false })], ['norm', nn.batchNorm2d()], nn.relu)
      : nn.sequential(['conv', nn.conv2d(channels, 3, { stride, padding: 1 })], nn.relu)
  const model = nn.model(
    [3, size, size],
    convolution(width, 1),
    convolution(width, 1),
    convolution(2 * width, 2),
    convolution(2 * width, 1),
    convolution(4 * width, 2),
    convolution(4 * width, 1),
    nn.globalAvgPool,
    ['fc', nn.linear(classes)],
  )
  return {
    apply: model.apply,
    train: model.train,
    /** Kernels begin as He's do: without batch norms signals and gradients keep their size, as far as a beginning can make them. */
    init(key: random.Key) {
      const [modelKey, kernelKey] = random.split(key)
      return nn.initializeParameters(model.init(modelKey), kernelKey, /conv\.weight$/, (k, shape) => nn.init.kaimingNormal(k, shape))
    },
  }
}
