// Text: normalized, in tokens, in numbers, as vectors.

export { type BytePairs, bytePairs, type Encoding } from './bpe.js'
export { type NormalizeOptions, normalizeText } from './normalize.js'
export { decodeBytes, encodeBytes, splitBy, splitCharacters, splitWords, type Tokenize } from './tokenize.js'
export * from './vectors/index.js'
export { countTokens, mergeCounts, type Vocabulary, type VocabularyOptions, vocabulary } from './vocabulary.js'
