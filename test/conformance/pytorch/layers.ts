// PyTorch's functions of nn.functional that are layers here: the parameters of the call become those of the layer.

import { isTensor, type Tensor } from 'tenet'
import { type Given, LeftOut, numberOf, numbersOf, ours, type Row, row, type Table, tensorOf } from '../row.js'

interface AnyLayer {
  readonly apply: (params: unknown, x: Tensor) => Tensor
  readonly train: (params: unknown, x: Tensor, key: unknown) => readonly [Tensor, unknown]
}

/** A layer of ours by its name; one that takes no options is a layer itself. */
const layerOf = (name: string, ...args: readonly unknown[]): AnyLayer => ours(name, ...args) as unknown as AnyLayer

const plain = (name: string, ...args: readonly unknown[]): ((x: unknown) => Tensor) => {
  const layer = layerOf(name, ...args)
  return x => layer.apply({}, tensorOf(x))
}

/** What is given of some options, in our names. */
const options = (given: Given, names: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(names).flatMap(([theirs, mine]) => (given[theirs] === undefined ? [] : [[mine, given[theirs]]])))

const parametersOf = (given: Given, ...names: readonly string[]): Readonly<Record<string, unknown>> =>
  Object.fromEntries(names.flatMap(name => (given[name] === undefined ? [] : [[name, given[name]]])))

/** Ours has a layer with parameters or one without. */
const affine = (given: Given): { readonly affine: boolean } => ({ affine: given.weight !== undefined })

const positive = (eps: unknown): number => {
  const value = numberOf(eps, 1e-5)
  if (value <= 0) throw new LeftOut('an eps that is not positive')
  return value
}

const shapeOf = (x: unknown): readonly number[] => tensorOf(x).shape

/** Layers see examples: what has no batch gets one. */
const alone = (layer: AnyLayer, params: unknown, x: Tensor): Tensor => ours('squeeze', layer.apply(params, ours('expandDims', x, 0)), 0)

/** Images of a rank: without a batch they get one. */
function batched(input: unknown, rank: number, run: (x: Tensor) => Tensor): Tensor {
  const x = tensorOf(input)
  return x.shape.length === rank + 2 ? run(x) : ours('squeeze', run(ours('expandDims', x, 0)), 0)
}

const ranks = [1, 2, 3] as const

const adaptive = (kind: 'Avg' | 'Max', rank: number): Row =>
  row(`nn.adaptive${kind}Pool${rank}d`, 'input output_size return_indices', ({ input, output_size, return_indices }) => {
    const sizes = shapeOf(input).slice(-rank)
    const wanted: readonly unknown[] = Array.isArray(output_size) ? output_size : new Array(rank).fill(output_size)
    const target = wanted.map((size, i) => numberOf(size ?? sizes[i], 0))
    const pooled = batched(input, rank, plain(`nn.adaptive${kind}Pool${rank}d`, rank === 1 ? target[0] : target))
    return return_indices === true ? [pooled] : pooled
  })

/** Over the last axes: of one example where they are all. */
function normalized(name: string, settings: object, given: Given, ...names: readonly string[]): Tensor {
  const [layer, params, x] = [layerOf(name, settings), parametersOf(given, ...names), tensorOf(given.input)]
  return x.shape.length === numbersOf(given.normalized_shape).length ? alone(layer, params, x) : layer.apply(params, x)
}

const unpool = row('nn.maxUnpool', 'input indices kernel_size stride padding output_size', given => {
  const rank = shapeOf(given.input).length - 2
  const list = (value: unknown): unknown => (Array.isArray(value) && value.length === 1 ? value[0] : value)
  return ours('nn.maxUnpool', given.input, given.indices, list(given.kernel_size), {
    ...(given.stride === undefined ? {} : { stride: list(given.stride) }),
    ...(given.padding === undefined ? {} : { padding: list(given.padding) }),
    ...(given.output_size === undefined ? {} : { outputSize: numbersOf(given.output_size).slice(-rank) }),
  })
})

/** Inference is another function here than training, which draws from a key. */
const dropout = (name: string): Row =>
  row(name, 'input p training inplace', ({ input, p, training }) => {
    const rate = numberOf(p, 0.5)
    if (training !== false && rate !== 0 && rate !== 1) throw new LeftOut('other random numbers')
    if (rate === 1) throw new LeftOut('a rate of 1')
    const x = tensorOf(input)
    const rank = Number(/\d/.exec(name)?.[0] ?? (name === 'nn.featureAlphaDropout' ? 0 : -2)) + 2
    if (x.shape.length < rank) throw new LeftOut('no batch')
    const layer = layerOf(name, rate)
    return training === false ? layer.apply({}, x) : layer.train({}, x, ours('random.key', 0))[0]
  })

const elementwise = (name: string, signature: string, names: Readonly<Record<string, string>> = {}, ...fixed: readonly string[]): Row =>
  row(name, `input ${signature} inplace`, given => {
    const values = fixed.map(option => given[option]).filter(value => value !== undefined)
    const settled = options(given, names)
    return plain(name, ...values, ...(Object.keys(settled).length === 0 ? [] : [settled]))(given.input)
  })

export const layers: Table = {
  ...Object.fromEntries(
    ranks.flatMap(rank => [
      [`nn.functional.adaptive_avg_pool${rank}d`, adaptive('Avg', rank)],
      [`nn.functional.adaptive_max_pool${rank}d`, adaptive('Max', rank)],
      // Of several elements in one place the last stays, and has the derivative; in theirs each has.
      [`nn.functional.max_unpool${rank}d`, { ...unpool, valuesOnly: 'several elements go to one place' }],
      [`nn.functional.max_unpool${rank}d.grad`, unpool],
    ]),
  ),
  'nn.functional.normalize': row('linalg.vectorNorm maximum div', 'input p dim eps', ({ input, p, dim, eps }) => {
    const length = ours('linalg.vectorNorm', input, numberOf(dim, 1), { ord: numberOf(p, 2), keepDims: true })
    return ours('div', input, ours('maximum', length, numberOf(eps, 1e-12)))
  }),
  'nn.functional.group_norm': row('nn.groupNorm', 'input num_groups weight bias eps', given =>
    layerOf('nn.groupNorm', given.num_groups, { eps: positive(given.eps), ...affine(given) }).apply(
      parametersOf(given, 'weight', 'bias'),
      tensorOf(given.input),
    ),
  ),
  'nn.functional.layer_norm': row('nn.layerNorm', 'input normalized_shape weight bias eps', given =>
    normalized(
      'nn.layerNorm',
      {
        eps: positive(given.eps),
        axes: numbersOf(given.normalized_shape).length,
        elementwiseAffine: given.weight !== undefined,
      },
      given,
      'weight',
      'bias',
    ),
  ),
  'nn.functional.rms_norm': row('nn.rmsNorm', 'input normalized_shape weight eps', given =>
    normalized(
      'nn.rmsNorm',
      {
        // The distance from 1 to the next number of the dtype.
        eps: given.eps === undefined ? 2 ** -52 : positive(given.eps),
        axes: numbersOf(given.normalized_shape).length,
        elementwiseAffine: given.weight !== undefined,
      },
      given,
      'weight',
    ),
  ),
  'nn.functional.instance_norm': row(
    'nn.instanceNorm1d nn.instanceNorm2d nn.instanceNorm3d',
    'input running_mean running_var weight bias use_input_stats momentum eps',
    given => {
      if (given.use_input_stats === false) throw new LeftOut('normalized by running statistics')
      const layer = layerOf(`nn.instanceNorm${shapeOf(given.input).length - 2}d`, { eps: positive(given.eps), ...affine(given) })
      return layer.apply(parametersOf(given, 'weight', 'bias'), tensorOf(given.input))
    },
  ),
  ...Object.fromEntries(
    ['nn.functional.batch_norm', 'nn.functional.batch_norm.without_cudnn'].map(name => [
      name,
      row('nn.batchNorm1d nn.batchNorm2d nn.batchNorm3d', 'input running_mean running_var weight bias training momentum eps', given => {
        const x = tensorOf(given.input)
        if (x.shape.includes(0) || x.shape.length < 2) throw new LeftOut('no examples')
        const layer = layerOf(`nn.batchNorm${Math.max(1, x.shape.length - 2)}d`, {
          eps: positive(given.eps),
          ...affine(given),
          ...(given.training === true ? { trackRunningStats: false } : {}),
        })
        const statistics = { ...parametersOf(given, 'running_mean', 'running_var'), num_batches_tracked: ours('tensor', 1, 'int32') }
        return layer.apply({ ...parametersOf(given, 'weight', 'bias'), ...(given.training === true ? {} : statistics) }, x)
      }),
    ]),
  ),
  'nn.functional.local_response_norm': row('nn.localResponseNorm', 'input size alpha beta k', given =>
    plain('nn.localResponseNorm', given.size, options(given, { alpha: 'alpha', beta: 'beta', k: 'k' }))(given.input),
  ),
  'nn.functional.glu': row('nn.glu', 'input dim', ({ input, dim }) => {
    const x = tensorOf(input)
    const axis = (numberOf(dim, -1) + x.shape.length) % x.shape.length
    return axis === 0 ? alone(layerOf('nn.glu', 1), {}, x) : plain('nn.glu', axis)(x)
  }),
  'nn.functional.elu': elementwise('nn.elu', 'alpha', {}, 'alpha'),
  'nn.functional.celu': elementwise('nn.celu', 'alpha', {}, 'alpha'),
  'nn.functional.selu': row('nn.elu mul', 'input inplace', ({ input }) =>
    ours('mul', plain('nn.elu', 1.6732632423543772)(input), 1.0507009873554805),
  ),
  'nn.functional.threshold': row('nn.threshold', 'input threshold value inplace', ({ input, threshold, value }) =>
    plain('nn.threshold', threshold, value)(input),
  ),
  'nn.functional.softshrink': elementwise('nn.softshrink', 'lambd', {}, 'lambd'),
  'nn.functional.hardshrink': elementwise('nn.hardshrink', 'lambd', {}, 'lambd'),
  'nn.functional.prelu': row('nn.prelu', 'input weight', ({ input, weight }) => {
    const x = tensorOf(input)
    const y = layerOf('nn.prelu').apply({ weight: ours('reshape', weight, [-1]) }, x)
    return x.shape.length === 0 ? ours('reshape', y, []) : y
  }),
  'nn.functional.rrelu': row('nn.rrelu', 'input lower upper training inplace', ({ input, lower, upper, training }) => {
    if (training === true) throw new LeftOut('other random numbers')
    return plain('nn.rrelu', options({ lower, upper }, { lower: 'lower', upper: 'upper' }))(input)
  }),
  'nn.functional.dropout': dropout('nn.dropout'),
  'nn.functional.dropout2d': dropout('nn.dropout2d'),
  'nn.functional.dropout3d': dropout('nn.dropout3d'),
  'nn.functional.alpha_dropout': dropout('nn.alphaDropout'),
  'nn.functional.feature_alpha_dropout.with_train': dropout('nn.featureAlphaDropout'),
  'nn.functional.feature_alpha_dropout.without_train': dropout('nn.featureAlphaDropout'),
  'nn.functional.scaled_dot_product_attention': row(
    'nn.scaledDotProductAttention',
    'query key value attn_mask dropout_p is_causal scale enable_gqa',
    given => {
      if (numberOf(given.dropout_p, 0) > 0) throw new LeftOut('other random numbers')
      return ours(
        'nn.scaledDotProductAttention',
        given.query,
        given.key,
        given.value,
        options(given, { attn_mask: 'attnMask', is_causal: 'isCausal', scale: 'scale', enable_gqa: 'enableGqa' }),
      )
    },
  ),
  'nn.functional.embedding_bag': row('nn.embeddingBag', 'weight input offsets mode per_sample_weights padding_idx', given => {
    if (given.offsets !== undefined) throw new LeftOut('bags of different lengths in one row')
    const [count, size] = shapeOf(given.weight)
    const layer = layerOf('nn.embeddingBag', count, size, {
      ...(given.mode === undefined ? {} : { mode: given.mode }),
      ...(given.padding_idx === undefined ? {} : { paddingIndex: given.padding_idx }),
    })
    if (!isTensor(given.per_sample_weights)) return layer.apply({ weight: given.weight }, tensorOf(given.input))
    const { weighted } = layer as unknown as { readonly weighted: (...args: readonly unknown[]) => Tensor }
    return weighted({ weight: given.weight }, given.input, given.per_sample_weights)
  }),
  'nn.functional.multi_head_attention_forward': row('nn.multiHeadAttention', 'query', () => {
    throw new LeftOut('heads whose weights are dropped at random')
  }),
  'nn.functional.pixel_shuffle': row('nn.pixelShuffle', 'input upscale_factor', ({ input, upscale_factor }) =>
    plain('nn.pixelShuffle', upscale_factor)(input),
  ),
  'nn.functional.pixel_unshuffle': row('nn.pixelUnshuffle', 'input downscale_factor', ({ input, downscale_factor }) =>
    plain('nn.pixelUnshuffle', downscale_factor)(input),
  ),
  'nn.functional.channel_shuffle': row('nn.channelShuffle', 'input groups', ({ input, groups }) =>
    plain('nn.channelShuffle', groups)(input),
  ),
  ...Object.fromEntries(
    ['', '.chunked', '.chunked_none'].map(variant => [
      `nn.functional.linear_cross_entropy${variant}`,
      row('nn.crossEntropy matmul', 'input weight target reduction label_smoothing ignore_index', given => {
        const [x, w] = [tensorOf(given.input), tensorOf(given.weight)]
        if (w.shape.length !== 2) throw new LeftOut('classes of several places')
        const logits = ours('matmul', x, ours('transpose', w))
        return ours('nn.crossEntropy', logits, given.target, options(given, { reduction: 'reduction', label_smoothing: 'labelSmoothing' }))
      }),
    ]),
  ),
}
