// Batch norm and the learning rate: with it a network learns at rates at which without it nothing is learned, and faster at its best rate.
// Run: npx tenet run examples/batch-norm.ts --batchNorm true,false --lr 0.001,0.01,0.1,1
//      npx tenet compare runs/batch-norm
// Source: Ioffe and Szegedy, "Batch normalization", 2015; Bjorck et al., "Understanding batch normalization", 2018.

import { optim } from 'tenet'
import { experiment, option } from 'tenet/experiment'
import { networkOf } from './batch-norm/network.js'
import { classification } from './studies/classification.js'
import { readImages } from './studies/images.js'
import { imageOptions } from './studies/options.js'
import { record } from './studies/record.js'

export default experiment({
  description: 'A network learns images at different rates, with batch norms and without.',
  options: {
    batchNorm: option.boolean(true, { description: 'whether a batch norm follows each convolution' }),
    lr: option.float(0.03, { min: 0, description: 'the learning rate, the same in every step' }),
    width: option.int(16, { min: 1, description: 'channels of the first convolutions' }),
    ...imageOptions({ epochs: 5, size: 16 }),
  },
  async run({ batchNorm, lr, width, epochs, batch, ...choice }, context) {
    const { seed } = context
    const examples = await readImages({ ...choice, seed })
    const network = networkOf({ batchNorm, width, classes: examples.classes.length, size: choice.size })
    const optimizer = optim.sgd({ learningRate: lr, momentum: 0.9 })
    const plan = { epochs, batch, augment: false }
    await record(classification(network, optimizer, examples, plan, context), context)
  },
})
