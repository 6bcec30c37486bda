// Words as vectors: read, written, compared.

export type { VectorFileOptions } from './collected.js'
export { readGlove, readWord2vec, type Word2vecOptions } from './read.js'
export { type SaveWord2vecOptions, saveGlove, saveWord2vec } from './save.js'
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
