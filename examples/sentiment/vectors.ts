// Vectors of words from the company that they keep, without any labels: the positive pointwise mutual information of words that stand near each other,
// of low rank. Sources: Levy and Goldberg, "Neural word embedding as implicit matrix factorization", 2014; Halko, Martinsson and Tropp, "Finding
// structure with randomness", 2011.

import { writeFile } from 'node:fs/promises'
import { ArgumentError, linalg, random, type Tensor, tensor } from 'tenet'
import { ndArray, type Vocabulary, type WordVectors, wordVectors } from 'tenet/data'

export interface VectorOptions {
  /** Numbers a word. */
  readonly dimensions: number
  /** How many words apart two may be to count as near. */
  readonly window: number
}

type Matrix = Tensor<[number, number], 'float32'>

/** Contexts are counted by this power of their frequency, so that rare ones do not stand out. */
const smoothing = 0.75
/** More directions are drawn than are kept, and turned this often towards the largest. */
const [spare, turns] = [16, 2]

/** How often words stand near each other, float32[n, n]. */
function nearness(texts: readonly (readonly string[])[], { idOf, size }: Vocabulary, window: number): Float32Array {
  const counts = new Float32Array(size * size)
  for (const words of texts) {
    const ids = words.map(idOf)
    for (const [i, a] of ids.entries())
      for (let j = Math.max(0, i - window); j < i; j++) {
        const b = ids[j]
        if (a === undefined || b === undefined) continue
        counts[a * size + b] = (counts[a * size + b] ?? 0) + 1
        counts[b * size + a] = (counts[b * size + a] ?? 0) + 1
      }
  }
  return counts
}

/** max(0, log(p(a, b) / (p(a) · p(b)))), where p(b) is smoothed. */
function information(counts: Matrix): Matrix {
  const often = counts.sum(1, { keepDims: true }) as Matrix
  const smoothed = often.pow(smoothing) as Matrix
  const context = smoothed.div(smoothed.sum()).transpose() as Matrix
  return counts.div(often.mul(context).maximum(1e-30)).maximum(1).log() as Matrix
}

/** U · √S of the largest singular values of a matrix, float32[n, rank]. */
function factor(matrix: Matrix, rank: number): Matrix {
  const orthogonal = (m: Matrix) => linalg.qr(m).q as Matrix
  let basis = orthogonal(matrix.matmul(random.normal(random.key(0), [matrix.shape[0], rank + spare])) as Matrix)
  for (let i = 0; i < turns; i++) basis = orthogonal(matrix.matmul(orthogonal(matrix.transpose().matmul(basis) as Matrix)) as Matrix)
  const within = basis.transpose().matmul(matrix) as Matrix
  // Of the small matrix B·Bᵀ = U·S²·Uᵀ; eigenvalues ascend.
  const { eigenvalues, eigenvectors } = linalg.eigh(within.matmul(within.transpose()) as Matrix)
  const least = basis.shape[1] - rank
  const [largest, directions] = [eigenvalues.slice([least]), eigenvectors.slice([], [least])]
  return basis.matmul(directions).mul(largest.maximum(0).pow(0.25)) as Matrix
}

/**
 * A vector of length 1 for each word of the vocabulary that occurs; special tokens have none.
 * @throws ArgumentError when vectors are to have more numbers than there are words
 */
export function vectorsOf(
  texts: readonly (readonly string[])[],
  vocabulary: Vocabulary,
  { dimensions, window }: VectorOptions,
): WordVectors {
  const { size, tokens, counts } = vocabulary
  if (dimensions > size) throw new ArgumentError(`features: there must be at most as many as words, ${size}; got ${dimensions}`)
  const raw = factor(information(tensor(nearness(texts, vocabulary, window), [size, size])), dimensions)
  const unit = raw.div(raw.square().sum(1, { keepDims: true }).sqrt().maximum(1e-12))
  const all = unit.dataSync()
  const known = tokens.flatMap((_, i) => ((counts[i] ?? 0) > 0 ? [i] : []))
  const data = new Float32Array(known.length * dimensions)
  for (const [row, i] of known.entries()) data.set(all.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions)
  return wordVectors(
    known.map(i => tokens[i] ?? ''),
    ndArray([known.length, dimensions], 'float32', data),
  )
}

/** The file of GloVe's that `readGlove` reads: a word and its numbers on every line. */
export const writeGlove = (path: string, { words, vector }: WordVectors): Promise<void> =>
  writeFile(path, words.map(word => `${word} ${Array.from(vector(word), x => x.toFixed(5)).join(' ')}\n`).join(''))
