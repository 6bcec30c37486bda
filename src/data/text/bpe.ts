// Tokens of byte pairs, as OpenAI's models have them, by gpt-tokenizer, which is installed by those who use it.
// Source: Sennrich, Haddow, Birch, "Neural machine translation of rare words with subword units" (2016).

import { LimitationError } from '../../support/errors.js'
import { checkChoice } from '../../support/options.js'
import type { NdArray } from '../nd-array.js'

/** gpt2 is also called r50k_base. */
export type Encoding = 'gpt2' | 'p50k_base' | 'cl100k_base' | 'o200k_base'

export interface BytePairs {
  readonly encode: (text: string) => NdArray<[length: number], 'int32'>
  readonly decode: (tokens: ArrayLike<number>) => string
}

interface Codec {
  readonly encode: (text: string) => readonly number[]
  readonly decode: (tokens: readonly number[]) => string
}

/** Under which name gpt-tokenizer has each. */
const modules: Readonly<Record<Encoding, string>> = {
  gpt2: 'r50k_base',
  p50k_base: 'p50k_base',
  cl100k_base: 'cl100k_base',
  o200k_base: 'o200k_base',
}

/**
 * The tokenizer of an encoding.
 * @throws LimitationError (as a rejection) where gpt-tokenizer is not installed
 * @example
 * ```
 * const { encode, decode } = await data.bytePairs('cl100k_base')
 * encode('hello world').data // Int32Array [15339, 1917]
 * ```
 */
export async function bytePairs(encoding: Encoding): Promise<BytePairs> {
  checkChoice('bytePairs', 'the encoding', encoding, Object.keys(modules))
  let codec: Codec
  try {
    // Its declarations name types of browsers, which ours do not have.
    const module: string = `gpt-tokenizer/encoding/${modules[encoding]}`
    codec = (await import(module)) as Codec
  } catch (error) {
    const [reason = ''] = error instanceof Error ? error.message.split('\n') : [String(error)]
    throw new LimitationError(
      `bytePairs: tokens of byte pairs are made by gpt-tokenizer, which could not be loaded (${reason}); npm install gpt-tokenizer`,
    )
  }
  return {
    encode: text => {
      const data = Int32Array.from(codec.encode(text))
      return { shape: [data.length], dtype: 'int32', data }
    },
    decode: tokens => codec.decode(Array.from(tokens)),
  }
}
