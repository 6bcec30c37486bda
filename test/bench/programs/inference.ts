// Networks as they are applied: parameters and statistics stay, images come.

import { jit, random, tree } from 'tenet'
import * as models from 'tenet/models'
import { type Program, program, waitFor } from './program.js'

/** ResNet-18 with a thousand classes, one image of 224 × 224. */
export function resnetInference(): Program {
  const net = models.resnet18()
  const params = net.init(random.key(0))
  const x = random.normal(random.key(1), [1, 3, 224, 224])
  for (const leaf of tree.leaves([params, x])) leaf.dataSync()
  const classify = jit(net.apply)
  return program(() => classify(params, x), waitFor)
}
