// Six networks that made history, scaled to small images and trained alike; and ResNet-18 in full, with the stem for small images.
// Run: npx tenet run examples/networks.ts --network lenet,alexnet,vgg,googlenet,resnet,densenet
//      npx tenet compare runs/networks

import { optim } from 'tenet'
import { experiment, option } from 'tenet/experiment'
import { networkNames, networkOf } from './networks/networks.js'
import { classification } from './studies/classification.js'
import { readImages, stepsIn } from './studies/images.js'
import { imageOptions } from './studies/options.js'
import { record } from './studies/record.js'

const { size: _, ...options } = imageOptions({ epochs: 10, size: 32 })

export default experiment({
  description: 'LeNet, AlexNet, VGG, GoogLeNet, ResNet and DenseNet for images of 32 pixels, trained alike; or ResNet-18 in full.',
  options: {
    network: option.choice('resnet', networkNames),
    lr: option.float(2e-3, { min: 0, description: 'the highest learning rate, of AdamW' }),
    ...options,
  },
  async run({ network, lr, epochs, batch, ...choice }, context) {
    const { seed } = context
    const examples = await readImages({ ...choice, size: 32, seed })
    const steps = epochs * stepsIn(examples, batch)
    const learningRate = optim.warmup(Math.ceil(steps / 10), optim.cosine(lr, steps))
    const optimizer = optim.adamw({ learningRate, weightDecay: 0.05, decayed: /weight$/ })
    const plan = { epochs, batch, augment: true }
    await record(classification(networkOf(network, examples.classes.length), optimizer, examples, plan, context), context)
  },
})
