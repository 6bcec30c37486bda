// PyTorch's losses.

import { LeftOut, ours, type Row, row, type Table, tensorOf } from '../row.js'

/** Options of theirs whose names are others in ours. */
const renamed: Readonly<Record<string, string>> = {
  pos_weight: 'posWeight',
  ignore_index: 'ignoreIndex',
  label_smoothing: 'labelSmoothing',
  log_target: 'logTarget',
  log_input: 'logInput',
  zero_infinity: 'zeroInfinity',
  distance_function: 'distance',
}

const ofClasses = /^multi.*MarginLoss$/
const alike = /^(mse|l1|huber|smoothL1|poissonNll|gaussianNll|hingeEmbedding|softMargin)Loss$/

/** A loss of operands, and options that go by name. */
const loss = (name: string, operands: string, options = ''): Row =>
  row(`nn.${name}`, `${operands} ${options} reduction`.replace(/ +/g, ' '), given => {
    const names = operands.split(' ')
    const keywords = Object.entries(given).filter(([key]) => !names.includes(key))
    const translated = keywords.map(([key, value]) => [renamed[key] ?? key, value === 'batchmean' ? 'batchMean' : value] as const)
    const tensors = names.map(key => tensorOf(given[key]))
    const [first, second] = tensors
    if (ofClasses.test(name)) {
      if (first?.shape.length === 0) throw new LeftOut('a single score as a scalar')
      if (first?.shape.length === 1 && name === 'multiMarginLoss' && second?.shape.length !== 0) throw new LeftOut('a list of one label')
    } else if (alike.test(name) && `${first?.shape}` !== `${second?.shape}`) throw new LeftOut('operands that broadcast')
    return ours(`nn.${name}`, ...tensors, Object.fromEntries(translated))
  })

export const losses: Table = {
  'nn.functional.mse_loss': loss('mseLoss', 'input target', 'weight'),
  'nn.functional.l1_loss': loss('l1Loss', 'input target', 'weight'),
  'nn.functional.smooth_l1_loss': loss('smoothL1Loss', 'input target', 'beta'),
  'nn.functional.huber_loss': loss('huberLoss', 'input target', 'delta weight'),
  'nn.functional.cross_entropy': loss('crossEntropy', 'input target', 'weight ignore_index label_smoothing'),
  'nn.functional.nll_loss': loss('nllLoss', 'input target', 'weight ignore_index'),
  'nn.functional.binary_cross_entropy': loss('binaryCrossEntropy', 'input target', 'weight'),
  'nn.functional.binary_cross_entropy_with_logits': loss('binaryCrossEntropyWithLogits', 'input target', 'weight pos_weight'),
  'nn.functional.kl_div': loss('klDiv', 'input target', 'log_target'),
  'nn.functional.poisson_nll_loss': loss('poissonNllLoss', 'input target', 'log_input full eps'),
  'nn.functional.gaussian_nll_loss': loss('gaussianNllLoss', 'input target var', 'full eps'),
  'nn.functional.hinge_embedding_loss': loss('hingeEmbeddingLoss', 'input target', 'margin'),
  'nn.functional.soft_margin_loss': loss('softMarginLoss', 'input target'),
  'nn.functional.margin_ranking_loss': loss('marginRankingLoss', 'input1 input2 target', 'margin'),
  'nn.functional.multi_margin_loss': loss('multiMarginLoss', 'input target', 'p margin weight'),
  'nn.functional.multilabel_margin_loss': loss('multilabelMarginLoss', 'input target'),
  'nn.functional.multilabel_soft_margin_loss': loss('multilabelSoftMarginLoss', 'input target', 'weight'),
  'nn.functional.cosine_embedding_loss': loss('cosineEmbeddingLoss', 'input1 input2 target', 'margin'),
  'nn.functional.triplet_margin_loss': loss('tripletMarginLoss', 'anchor positive negative', 'margin p eps swap'),
  'nn.functional.triplet_margin_with_distance_loss': loss(
    'tripletMarginWithDistanceLoss',
    'anchor positive negative',
    'distance_function margin swap',
  ),
  'nn.functional.ctc_loss': loss('ctcLoss', 'log_probs targets input_lengths target_lengths', 'blank zero_infinity'),
  'nn.functional.cosine_similarity': row('nn.cosineSimilarity', 'x1 x2 dim eps', ({ x1, x2, dim = 1, eps }) => {
    if (tensorOf(x1).shape.length === 0) throw new LeftOut('an axis of a scalar')
    return ours('nn.cosineSimilarity', x1, x2, dim, eps === undefined ? {} : { eps })
  }),
  'nn.functional.pairwise_distance': row('nn.pairwiseDistance', 'x1 x2 p eps keepdim', ({ x1, x2, keepdim: keepDims, ...options }) =>
    ours('nn.pairwiseDistance', x1, x2, keepDims === undefined ? options : { ...options, keepDims }),
  ),
}
