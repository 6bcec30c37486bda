// Augmentation against overfitting: without it a network soon knows its 5,000 images by heart and gets no better at others; with it, it goes on learning.
// Run: npx tenet run examples/augmentation.ts --augment true,false
//      npx tenet compare runs/augmentation

import { optim } from 'tenet'
import { experiment, option } from 'tenet/experiment'
import { networkOf } from './depth/network.js'
import { classification } from './studies/classification.js'
import { readImages, stepsIn } from './studies/images.js'
import { imageOptions } from './studies/options.js'
import { record } from './studies/record.js'

export default experiment({
  description: 'A residual network learns 5,000 images by heart, or, when they are moved and mirrored anew in every epoch, to generalize.',
  options: {
    augment: option.boolean(true, {
      description: 'whether images are moved by up to an eighth of a side and mirrored, anew in every epoch',
    }),
    lr: option.float(0.05, { min: 0 }),
    depth: option.int(8, { min: 8, description: 'layers with weights, 6n + 2' }),
    width: option.int(32, { min: 1, description: 'channels of the first third' }),
    ...imageOptions({ epochs: 20, size: 16 }),
  },
  async run({ augment, lr, depth, width, epochs, batch, ...choice }, context) {
    const { seed } = context
    const examples = await readImages({ ...choice, seed })
    const network = networkOf({ depth, width, shortcuts: true, classes: examples.classes.length, size: choice.size })
    const steps = epochs * stepsIn(examples, batch)
    const learningRate = optim.warmup(Math.ceil(steps / 10), optim.cosine(lr, steps))
    const optimizer = optim.sgd({ learningRate, momentum: 0.9, weightDecay: 5e-4 })
    const plan = { epochs, batch, augment }
    await record(classification(network, optimizer, examples, plan, context), context)
  },
})
