// Text in tokens: between spaces, by a pattern, as characters, as bytes.

import { checkList, checkText } from '../../support/arguments.js'
import { ArgumentError } from '../../support/errors.js'
import { show } from '../../support/show.js'
import type { NdArray } from '../nd-array.js'

/** From text to its tokens. */
export type Tokenize = (text: string) => string[]

/** What stands between white space. */
export const splitWords: Tokenize = text => {
  checkText('splitWords', 'text', text)
  return text.split(/\s+/u).filter(word => word !== '')
}

/** Characters as people count them: letters with their marks, emoji with theirs. */
export const splitCharacters: Tokenize = text => {
  checkText('splitCharacters', 'text', text)
  return Array.from(new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(text), part => part.segment)
}

/**
 * All matches of a pattern.
 * @example
 * ```
 * data.splitBy(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/gu)('It cost $5.') // ['It', 'cost', '$', '5', '.']
 * ```
 */
export function splitBy(pattern: RegExp): Tokenize {
  if (!(pattern instanceof RegExp)) throw new ArgumentError(`splitBy: expected a regular expression; got ${typeof pattern}`)
  // Of its own: the place where the last search ended is part of a global expression.
  const own = new RegExp(pattern, pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`)
  return text => {
    checkText('splitBy', 'text', text)
    return Array.from(text.matchAll(own), match => match[0]).filter(token => token !== '')
  }
}

/** The UTF-8 bytes of text as numbers 0 to 255, int32[n]: a vocabulary that knows everything. */
export function encodeBytes(text: string): NdArray<[length: number], 'int32'> {
  checkText('encodeBytes', 'text', text)
  const data = Int32Array.from(Buffer.from(text, 'utf8'))
  return { shape: [data.length], dtype: 'int32', data }
}

/** The text of UTF-8 bytes; what is no UTF-8 becomes U+FFFD. */
export function decodeBytes(bytes: ArrayLike<number>): string {
  checkList('decodeBytes', 'bytes', bytes)
  const list = Array.from(bytes)
  const wrong = list.findIndex(byte => !Number.isInteger(byte) || byte < 0 || byte > 255)
  if (wrong >= 0) throw new ArgumentError(`decodeBytes: bytes must be integers from 0 to 255; got ${show(list[wrong])}`)
  return Buffer.from(list).toString('utf8')
}
