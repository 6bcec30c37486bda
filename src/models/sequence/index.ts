// Networks for sequences of tokens.

export type { GenerateOptions } from './generate.js'
export { type Gpt, type GptCache, type GptOptions, type GptParameters, gpt } from './gpt.js'
export { type SequenceModel, type SequenceModelOptions, type SequenceModelParameters, tagger, textClassifier } from './sequence-models.js'
