// Depth with shortcuts and without. Without them deeper networks learn worse, and it is not overfitting: their training loss is higher. With them they do not.
// Run: npx tenet run examples/depth.ts --depth 8,20,32 --shortcuts true,false
//      npx tenet compare runs/depth
// Source: He et al., "Deep residual learning for image recognition", 2016, figures 1 and 6.

import { optim } from 'tenet'
import { experiment, option } from 'tenet/experiment'
import { networkOf } from './depth/network.js'
import { classification } from './studies/classification.js'
import { readImages, stepsIn } from './studies/images.js'
import { imageOptions } from './studies/options.js'
import { record } from './studies/record.js'

export default experiment({
  description: 'Networks of different depths learn images, with shortcuts and without.',
  options: {
    depth: option.int(20, { min: 8, description: 'layers with weights, 6n + 2' }),
    shortcuts: option.boolean(true, { description: 'whether there is a way around each pair of convolutions' }),
    width: option.int(16, { min: 1, description: 'channels of the first third' }),
    lr: option.float(0.1, { min: 0 }),
    ...imageOptions({ epochs: 10, size: 16 }),
  },
  async run({ depth, shortcuts, width, lr, epochs, batch, ...choice }, context) {
    const { seed } = context
    const examples = await readImages({ ...choice, seed })
    const network = networkOf({ depth, width, shortcuts, classes: examples.classes.length, size: choice.size })
    const steps = epochs * stepsIn(examples, batch)
    const learningRate = optim.warmup(Math.ceil(steps / 10), optim.cosine(lr, steps))
    const optimizer = optim.sgd({ learningRate, momentum: 0.9, weightDecay: 1e-4 })
    const plan = { epochs, batch, augment: true }
    await record(classification(network, optimizer, examples, plan, context), context)
  },
})
