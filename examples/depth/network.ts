// Networks for small images whose depth can be chosen, 6n + 2 layers with weights, with shortcuts or without: otherwise the same.
// Source: He et al., "Deep residual learning for image recognition", 2016, section 4.2; its shortcuts are without weights where shapes change, ours project.

import { ArgumentError, nn, random } from 'tenet'
import { basicBlock } from 'tenet/models'

export interface DepthOptions {
  /** 6n + 2. */
  readonly depth: number
  /** The channels of the first third; they double with each. */
  readonly width: number
  readonly shortcuts: boolean
  readonly classes: number
  readonly size: number
}

/** What `basicBlock` has beside its shortcut. */
const plainBlock = (channels: number, stride: number) =>
  nn.sequential(
    ['conv1', nn.conv2d(channels, 3, { stride, padding: 1, bias: false })],
    ['bn1', nn.batchNorm2d()],
    nn.relu,
    ['conv2', nn.conv2d(channels, 3, { padding: 1, bias: false })],
    ['bn2', nn.batchNorm2d()],
    nn.relu,
  )

/** @throws ArgumentError unless the depth is 6n + 2, with n from 1 */
export function networkOf({ depth, width, shortcuts, classes, size }: DepthOptions) {
  const blocks = (depth - 2) / 6
  if (!Number.isInteger(blocks) || blocks < 1) throw new ArgumentError(`depth: it must be 6n + 2, as 8, 14, 20, …; got ${depth}`)
  const group = (channels: number, first: number) =>
    nn.sequential(
      ...Array.from({ length: blocks }, (_, i) => {
        const stride = i === 0 ? first : 1
        return shortcuts ? basicBlock(channels, { stride }) : plainBlock(channels, stride)
      }),
    )
  const model = nn.model(
    [3, size, size],
    ['conv', nn.conv2d(width, 3, { padding: 1, bias: false })],
    ['bn', nn.batchNorm2d()],
    nn.relu,
    ['group1', group(width, 1)],
    ['group2', group(2 * width, 2)],
    ['group3', group(4 * width, 2)],
    nn.globalAvgPool,
    ['fc', nn.linear(classes)],
  )
  return {
    apply: model.apply,
    train: model.train,
    /** Kernels begin as He's do, so that gradients keep their size. */
    init(key: random.Key) {
      const [modelKey, kernelKey] = random.split(key)
      return nn.initializeParameters(model.init(modelKey), kernelKey, /(conv\d?|downsample\.0)\.weight$/, (k, shape) =>
        nn.init.kaimingNormal(k, shape, { mode: 'fanOut', nonlinearity: 'relu' }),
      )
    },
  }
}
