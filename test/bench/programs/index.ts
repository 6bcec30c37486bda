// What our rows compute, by the program's name. The peers' counterparts are in peers/torch_programs.py and peers/jax_programs.py.

import { convProgram, convTransposedProgram, matmulProgram } from './contractions.js'
import { loaderProgram, vectorsProgram } from './data.js'
import { resnetInference } from './inference.js'
import { linalgProgram } from './linalg.js'
import {
  attention,
  cumsumRows,
  dispatch,
  fused,
  gather,
  geluRows,
  layerNorm,
  scatterAdd,
  softmaxRows,
  sortRows,
  sum,
  transposed,
} from './memory.js'
import { poolProgram } from './pooling.js'
import type { Program, Sizes } from './program.js'
import { gruStep, lenetStep, mlpStep, resnetStep, transformerStep, vggStep } from './training.js'

const programs: ReadonlyMap<string, (sizes: Sizes) => Program> = new Map([
  ['dispatch', dispatch],
  ['fused', fused],
  ['gelu', geluRows],
  ['softmax', softmaxRows],
  ['layer-norm', layerNorm],
  ['sum', sum],
  ['transpose', transposed],
  ['gather', gather],
  ['scatter-add', scatterAdd],
  ['sort', sortRows],
  ['cumsum', cumsumRows],
  ['attention', attention],
  ['matmul', matmulProgram],
  ['conv', convProgram],
  ['conv-transposed', convTransposedProgram],
  ['pool', poolProgram],
  ['linalg', linalgProgram],
  ['mlp-step', mlpStep],
  ['lenet-step', lenetStep],
  ['vgg-step', vggStep],
  ['resnet-step', resnetStep],
  ['resnet-inference', resnetInference],
  ['gru-step', gruStep],
  ['transformer-step', transformerStep],
  ['loader', loaderProgram],
  ['word-vectors', vectorsProgram],
])

/** A program of ours, its data in place. */
export function build(name: string, sizes: Sizes): Program {
  const make = programs.get(name)
  if (make === undefined) throw new Error(`there is no program ${name}`)
  return make(sizes)
}
