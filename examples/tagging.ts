// Tagging, many to many: is a name in a sentence that of a person, a place or a month? What tells often comes later: a net that reads in both directions
// sees it, one that reads forwards guesses. Run: npx tenet run examples/tagging.ts --cell rnn,lstm,gru --bidirectional true,false
//      npx tenet compare runs/tagging

import { ArgumentError } from 'tenet'
import { experiment, option } from 'tenet/experiment'
import { record } from './studies/record.js'
import { sentences } from './tagging/sentences.js'
import { taggingStudy } from './tagging/study.js'

export default experiment({
  description: 'A recurrent net says of each word of made-up sentences what it names.',
  options: {
    cell: option.choice('lstm', ['rnn', 'lstm', 'gru']),
    bidirectional: option.boolean(true, { description: 'whether sentences are read backwards, too' }),
    hidden: option.int(24, { min: 1, description: 'size of the recurrent net, in each direction' }),
    sentences: option.int(1500, { min: 1, description: 'sentences to learn from' }),
    heldOut: option.int(500, { min: 1, description: 'sentences held out' }),
    epochs: option.int(8, { min: 1 }),
    batch: option.int(32, { min: 1 }),
    lr: option.float(1e-2, { min: 0 }),
  },
  async run({ cell, bidirectional, hidden, sentences: count, heldOut, epochs, batch, lr }, context) {
    if (batch > count) throw new ArgumentError(`batch: it must be at most the ${count} sentences to learn from; got ${batch}`)
    const { seed } = context
    const parts = { training: sentences(count, 2 * seed), heldOut: sentences(heldOut, 2 * seed + 1) }
    await record(taggingStudy({ cell, bidirectional, hiddenSize: hidden, epochs, batch, learningRate: lr }, parts, context), context)
  },
})
