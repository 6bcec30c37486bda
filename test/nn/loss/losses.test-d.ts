// What the editor knows of losses: shapes by reduction, labels without the axis of classes.

import { cdist, ones, random, type Tensor, zeros } from 'tenet'
import * as nn from 'tenet/nn'
import { check, type Equal } from '../../types/equal.js'

const logits = zeros([32, 10])
const labels = zeros([32], 'int32')

const scalar = nn.crossEntropy(logits, labels)
check<Equal<typeof scalar, Tensor<[], 'float32'>>>()
const each = nn.crossEntropy(logits, labels, { reduction: 'none', labelSmoothing: 0.1 })
check<Equal<typeof each, Tensor<[32], 'float32'>>>()
const pixels = nn.crossEntropy(zeros([8, 21, 64, 48]), zeros([8, 64, 48], 'uint8'), { reduction: 'none' })
check<Equal<typeof pixels, Tensor<[8, 64, 48], 'float32'>>>()
const one = nn.crossEntropy(zeros([10]), zeros([], 'int32'), { reduction: 'none', weight: ones([10]) })
check<Equal<typeof one, Tensor<[], 'float32'>>>()
nn.crossEntropy(logits, ones([32, 10]))
const squares = nn.mseLoss(logits, logits, { reduction: 'none' })
check<Equal<typeof squares, Tensor<[32, 10], 'float32'>>>()
const pairs = nn.cosineSimilarity(zeros([8, 16], 'float64'), zeros([16], 'float64'))
check<Equal<typeof pairs, Tensor<[8], 'float64'>>>()
const triplets = nn.tripletMarginLoss(logits, logits, logits, { reduction: 'none' })
check<Equal<typeof triplets, Tensor<[32], 'float32'>>>()
const alignments = nn.ctcLoss(zeros([50, 4, 20]), zeros([4, 9], 'int32'), zeros([4], 'int32'), zeros([4], 'int32'), { reduction: 'none' })
check<Equal<typeof alignments, Tensor<[4], 'float32'>>>()
const alone = nn.ctcLoss(zeros([50, 20]), zeros([9], 'int32'), zeros([], 'int32'), zeros([], 'int32'), { reduction: 'none' })
check<Equal<typeof alone, Tensor<[], 'float32'>>>()
nn.ctcLoss(zeros([50, 4, 20]), zeros([23], 'int32'), zeros([4], 'int32'), zeros([4], 'int32'))
const classes = nn.linearCrossEntropy(zeros([32, 64]), zeros([1000, 64]), labels, { chunkSize: 8, bias: zeros([1000]) })
check<Equal<typeof classes, Tensor<[], 'float32'>>>()
const planes = nn.linearCrossEntropy(zeros([32, 64]), zeros([10, 3, 64]), zeros([32, 3], 'int32'), { reduction: 'none' })
check<Equal<typeof planes, Tensor<[32, 3], 'float32'>>>()
const far = cdist(zeros([5, 1, 7, 3]), zeros([4, 9, 3]))
check<Equal<typeof far, Tensor<[5, 4, 7, 9], 'float32'>>>()
const words = nn.adaptiveLogSoftmaxWithLoss(1000, [10, 100], { headBias: true })
const wordParams = words.init(random.key(0), [64])
check<Equal<typeof wordParams.head.bias, Tensor<[number], 'float32'>>>()
const logProb = words.logProb(wordParams, zeros([8, 64]))
check<Equal<typeof logProb, Tensor<[8, 1000], 'float32'>>>()
// @ts-expect-error other features
words.logProb(wordParams, zeros([8, 63]))

/** Generic in its batch. */
export const mean = <B extends number>(x: Tensor<[B, 10]>, y: Tensor<[B], 'int32'>): Tensor<[]> =>
  nn.crossEntropy(x as Tensor<[B, 10], 'float32'>, y)

// @ts-expect-error a label too few
nn.crossEntropy(logits, zeros([31], 'int32'))
// @ts-expect-error labels that are no integers
nn.nllLoss(logits, zeros([32]))
// @ts-expect-error a weight too few
nn.crossEntropy(logits, labels, { weight: ones([9]) })
// @ts-expect-error another shape
nn.mseLoss(logits, zeros([10]))
// @ts-expect-error a misspelt option
nn.huberLoss(logits, logits, { beta: 2 })
// @ts-expect-error no such reduction
nn.l1Loss(logits, logits, { reduction: 'max' })
