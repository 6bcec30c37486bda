// Text: normalized, in tokens, in numbers, as vectors.

export { type BytePairs, bytePairs, type Encoding } from './bpe.js'
export { type NormalizeOptions, normalizeText } from './normalize.js'
export { readGlove, readWord2vec, type VectorFileOptions, type Word2vecOptions } from './read-vectors.js'
export { decodeBytes, encodeBytes, splitBy, splitCharacters, splitWords, type Tokenize } from './tokenize.js'
export { countTokens, mergeCounts, type Vocabulary, type VocabularyOptions, vocabulary } from './vocabulary.js'
export {
  analogy,
  cosineSimilarity,
  type EmbeddingOptions,
  embeddingWeight,
  type Neighbour,
  type NeighbourOptions,
  nearestWords,
  type WordVectors,
  wordVectors,
} from './word-vectors.js'
