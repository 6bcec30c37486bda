// A text as numbers: its characters in order of code, those to learn from first, the last tenth held out.

import { existsSync, readFileSync } from 'node:fs'
import { type Tensor, tensor } from 'tenet'

export interface Corpus {
  readonly source: string
  /** All characters; a token is a position in it. */
  readonly characters: readonly string[]
  readonly training: Tensor<[number], 'int32'>
  readonly heldOut: Tensor<[number], 'int32'>
}

/** A text with something to learn where there is no file: sums of two numbers, written out. */
export function sums(lines: number): string {
  const line = (i: number): string => {
    const [a, b] = [(i * 37) % 90, (i * 53 + 11) % 90]
    return `${a}+${b}=${a + b}\n`
  }
  return Array.from({ length: lines }, (_, i) => line(i)).join('')
}

export function corpusOf(text: string, source: string): Corpus {
  const characters = [...new Set(text)].sort()
  const positions = new Map(characters.map((character, i) => [character, i]))
  const tokens = Int32Array.from(text, character => positions.get(character) ?? 0)
  const split = Math.floor(tokens.length * 0.9)
  return {
    source,
    characters,
    training: tensor(tokens.subarray(0, split), [split], 'int32'),
    heldOut: tensor(tokens.subarray(split), [tokens.length - split], 'int32'),
  }
}

/** The file, where there is one. */
export const readCorpus = (path: string): Corpus =>
  existsSync(path) ? corpusOf(readFileSync(path, 'utf8'), path) : corpusOf(sums(20_000), 'sums of two numbers')

/** Text as tokens; characters that the corpus lacks are left out. */
export const encode = ({ characters }: Corpus, text: string): number[] =>
  [...text].map(character => characters.indexOf(character)).filter(i => i >= 0)

export const decode = ({ characters }: Corpus, tokens: readonly number[]): string => tokens.map(token => characters[token] ?? '').join('')
