// Text: normalization, tokens, vocabularies, and files of word vectors, good and bad.

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as fc from 'fast-check'
import type { Either } from 'fp-ts/lib/Either.js'
import * as data from 'tenet/data'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readDecimals } from '../../src/data/text/vectors/decimal.js'
import { ArgumentError } from '../../src/support/errors.js'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenet-'))
})
afterAll(() => rm(folder, { recursive: true }))
async function file(content: string | Uint8Array): Promise<string> {
  const path = join(folder, 'file')
  await writeFile(path, content)
  return path
}
function right<A>(either: Either<data.IoError, A>): A {
  if (either._tag === 'Left') throw either.left
  return either.right
}
const reason = (either: Either<data.IoError, unknown>): string => {
  if (either._tag === 'Right') throw new Error('expected a Left')
  return either.left.reason
}

describe('text', () => {
  test('is normalized once and for all', () => {
    const normalize = data.normalizeText({ letterCase: 'lower', accents: 'remove' })
    expect(normalize('  Ｃａｆé \n ﬁnal  ÅÄ')).toBe('cafe final aa')
    expect(data.normalizeText({ form: 'NFC', spaces: 'keep' })('e\u0301 \n')).toBe('é \n')
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 20 }), text => {
        expect(normalize(normalize(text))).toBe(normalize(text))
      }),
    )
    expect(() => data.normalizeText({ lowercase: true } as never)).toThrow(
      "there is no option 'lowercase'; expected form, letterCase, accents, spaces",
    )
    expect(() => data.normalizeText({ form: 'NFX' as 'NFC' })).toThrow("form must be one of NFC, NFD, NFKC, NFKD; got 'NFX'")
  })

  test('falls into tokens', () => {
    expect(data.splitWords(' one\ttwo\n')).toEqual(['one', 'two'])
    expect(data.splitWords('')).toEqual([])
    expect(data.splitCharacters('ae\u0301👩‍👩‍👧')).toEqual(['a', 'e\u0301', '👩‍👩‍👧'])
    const split = data.splitBy(/\p{L}+|\p{N}+|[^\s\p{L}\p{N}]/u)
    expect(split('It cost $5.')).toEqual(['It', 'cost', '$', '5', '.'])
    expect(split('It')).toEqual(['It'])
    expect(() => data.splitBy('a' as never)).toThrow('expected a regular expression; got string')
    fc.assert(fc.property(fc.string({ unit: 'grapheme' }), text => data.decodeBytes(data.encodeBytes(text).data) === text))
  })

  test('falls into byte pairs as in the models', async () => {
    // The numbers that OpenAI's tiktoken documents.
    const cl100k = await data.bytePairs('cl100k_base')
    expect([...cl100k.encode('hello world').data]).toEqual([15339, 1917])
    const gpt2 = await data.bytePairs('gpt2')
    expect([...gpt2.encode('hello world').data]).toEqual([31373, 995])
    for (const text of ['naïve 猫 👩‍👧\n\n  x=1', '']) expect(gpt2.decode(gpt2.encode(text).data)).toBe(text)
    await expect(data.bytePairs('gpt9' as 'gpt2')).rejects.toThrow(
      "the encoding must be one of gpt2, p50k_base, cl100k_base, o200k_base; got 'gpt9'",
    )
  })
})

describe('vocabulary', () => {
  const counts = data.countTokens([
    ['b', 'a', 'b', 'c'],
    ['a', 'b', '\u{1f600}', '\uffee'],
  ])

  test('has the most frequent tokens first, after the special ones', () => {
    const words = data.vocabulary(counts, { special: ['<pad>', '<unk>'], unknown: '<unk>' })
    expect(words.tokens).toEqual(['<pad>', '<unk>', 'b', 'a', 'c', '\uffee', '\u{1f600}'])
    expect(words.counts).toEqual([0, 0, 3, 2, 1, 1, 1])
    expect(words.encode(['a', 'zzz', 'b'])).toEqual({ shape: [3], dtype: 'int32', data: Int32Array.of(3, 1, 2) })
    expect(words.decode([2, 1])).toEqual(['b', '<unk>'])
    expect(data.vocabulary(counts, { minCount: 2 }).tokens).toEqual(['b', 'a'])
    expect(data.vocabulary(counts, { special: ['#'], maxSize: 3 }).tokens).toEqual(['#', 'b', 'a'])
  })

  test('comes from counts that add up, and gives back what it was given', () => {
    const tokens = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'))
    fc.assert(
      fc.property(tokens, tokens, (x, y) => {
        const whole = data.countTokens([x, y])
        expect(new Map(data.mergeCounts(data.countTokens([x]), data.countTokens([y])))).toEqual(new Map(whole))
        const words = data.vocabulary(whole)
        expect(words.decode(words.encode(x).data)).toEqual(x)
      }),
    )
  })

  test('refuses what is unknown', () => {
    const words = data.vocabulary(counts)
    expect(() => words.encode(['a', 'z'])).toThrow('"z" (position 1) is not in the vocabulary, which has no unknown token')
    expect(() => words.decode([9])).toThrow('numbers must be integers from 0 to 4; got 9')
    expect(() => data.vocabulary(counts, { unknown: '?' })).toThrow(
      "the unknown token must be one of the special ones, of which there are none; got '?'",
    )
    expect(() => data.vocabulary(counts, { special: ['a', 'a'] })).toThrow('special tokens must be distinct')
  })
})

describe('numbers in bytes', () => {
  test('are those of the language', () => {
    const read = (text: string, count: number): number[] | undefined => {
      const bytes = Buffer.from(text)
      const into = new Float64Array(count)
      return readDecimals(bytes, 0, bytes.length, into) ? [...into] : undefined
    }
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.integer(), fc.nat(9)).map(([x, digits]) => (x / 1e5).toFixed(digits)),
      fc.constantFrom(
        '.5',
        '5.',
        '+1',
        '-0',
        '1e5',
        '-1.5E-3',
        '2147483647',
        '214748364.7',
        '123456789012345678901234567890',
        '0.1234567890123456789',
      ),
      fc.nat(30).map(zeros => `0.${'0'.repeat(zeros)}7`),
    )
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 4 }), list => {
        expect(read(list.join(' '), list.length)).toEqual(list.map(Number))
        expect(read(list.join(' '), list.length + 1)).toBe(undefined)
        expect(read(`${list.join(' ')} 1`, list.length)).toBe(undefined)
      }),
      { numRuns: 500 },
    )
    for (const text of ['', '-', '.', 'e5', '1e', '1x', '0x10', 'nan', '--1', '1.2.3', '1  2']) expect(read(text, 1)).toBe(undefined)
  })
})

describe('files of word vectors', () => {
  const glove = 'the 0.5 -1 2e-1\n. . . 1 2 3\ncat 0.25 0.125 -0.0625'
  const vectorsOf = ({ words, vectors }: data.WordVectors) => [words, vectors.shape, [...vectors.data]]
  const binary = (words: readonly string[], separator = '', header = `${words.length} 2\n`): Buffer =>
    Buffer.concat([
      Buffer.from(header),
      ...words.map((word, i) =>
        Buffer.concat([Buffer.from(`${word} `), Buffer.from(Float32Array.of(i + 1, -i - 1).buffer), Buffer.from(separator)]),
      ),
    ])

  test('of GloVe, with spaces in words', async () => {
    expect(vectorsOf(right(await data.readGlove(await file(glove))))).toEqual([
      ['the', '. . .', 'cat'],
      [3, 3],
      [0.5, -1, Math.fround(0.2), 1, 2, 3, 0.25, 0.125, -0.0625],
    ])
    const vocabulary = data.vocabulary(data.countTokens([['cat', 'dog']]))
    expect(vectorsOf(right(await data.readGlove(await file(glove), { vocabulary })))).toEqual([['cat'], [1, 3], [0.25, 0.125, -0.0625]])
  })

  test('of word2vec, in text and binary, longer than a piece', async () => {
    const words = Array.from({ length: 50_000 }, (_, i) => `wörd${i}`)
    const text = `${words.length} 2\n${words.map((word, i) => `${word} ${i + 1} ${-i - 1}`).join('\r\n')}\n`
    const expected = [words, [words.length, 2], [...Float32Array.from(words.flatMap((_, i) => [i + 1, -i - 1]))]]
    for (const content of [text, binary(words), binary(words, '\n')]) {
      const format = typeof content === 'string' ? 'text' : 'binary'
      expect(vectorsOf(right(await data.readWord2vec(await file(content), { format })))).toEqual(expected)
    }
  })

  test.each<[string, string, 'glove' | 'word2vec', string]>([
    ['an empty file', '', 'glove', 'it is empty'],
    ['a ragged line', 'a 1 2\nb 1\n', 'glove', 'line 2: expected 2 numbers, got 1'],
    ['a word without numbers', 'a 1 2\nb\n', 'glove', 'line 2: expected a word and 2 numbers'],
    ['an empty line', 'a 1 2\n\nb 1 2\n', 'glove', 'line 2: expected a word and 2 numbers'],
    ['no number', 'a 1 2\nb 1 x2\n', 'glove', 'line 2: expected 2 numbers after the word, got "x2"'],
    ['a word twice', 'a 1 2\nb 1 2\na 3 4\n', 'glove', 'line 3: the word "a" comes a second time'],
    ['a header where none belongs', '2 3\na 1 2 3\nb 1 2 3\n', 'glove', 'line 1 is a header of word2vec'],
    ['no header', 'a 1 2\n', 'word2vec', 'line 1: expected how many words there are and how many numbers each has, got "a 1 2"'],
    ['too few words', '3 2\na 1.000 2.000\nb 1.000 2.000\n', 'word2vec', 'line 1: it claims 3 words; there are 2'],
    ['too many words', '1 2\na 1 2\nb 1 2\n', 'word2vec', 'line 3: there are more words than the 1 that it claims'],
    ['a header that claims the moon', '99999999 300\na 1 2\n', 'word2vec', 'more than its 19 bytes can hold'],
  ])('with %s are refused', async (_what, content, kind, message) => {
    const path = await file(content)
    expect(reason(await (kind === 'glove' ? data.readGlove(path) : data.readWord2vec(path)))).toContain(message)
  })

  test('in binary, damaged ones are refused', async () => {
    const read = async (bytes: Uint8Array) => reason(await data.readWord2vec(await file(bytes), { format: 'binary' }))
    const good = binary(['a', 'b'])
    expect(await read(good.subarray(0, good.length - 1))).toBe('it ends at word 2 of 2')
    expect(await read(good.subarray(0, 19))).toContain('more than its 19 bytes can hold')
    expect(await read(binary(['a', 'b', 'longer'], '', '3 2\n').subarray(0, -1))).toBe('it ends at word 3 of 3')
    expect(await read(binary(['a', 'a']))).toContain('word 2: the word "a" comes a second time')
    expect(await read(Buffer.concat([Buffer.from('1 1\n'), Buffer.alloc(100_000, 97)]))).toMatch(
      /longer than 65536 bytes|it ends at word 1 of 1/,
    )
    expect(right(await data.readWord2vec(await file(binary(['a', 'a'])), { format: 'binary', duplicates: 'first' })).words).toEqual(['a'])
    expect(() => data.readWord2vec('x', { format: 'bin' as 'binary' })).toThrow("format must be 'text' or 'binary'; got 'bin'")
  })
})

describe('word vectors that are saved', () => {
  const saved = async (vectors: data.WordVectors, how: 'glove' | 'text' | 'binary'): Promise<data.WordVectors> => {
    const path = await file('')
    await (how === 'glove' ? data.saveGlove(path, vectors) : data.saveWord2vec(path, vectors, { format: how }))
    return right(await (how === 'glove' ? data.readGlove(path) : data.readWord2vec(path, { format: how })))
  }
  const vectorsOf = (words: readonly string[], numbers: readonly number[], dimensions: number) =>
    data.wordVectors(words, data.ndArray([words.length, dimensions], 'float32', Float32Array.from(numbers)))

  test('are read back to the bit', async () => {
    const word = fc.oneof(
      fc.string({ minLength: 1, unit: 'binary' }),
      fc.string({ minLength: 1, unit: fc.constantFrom('a', '1', '.', '-', 'é') }),
    )
    const any = fc
      .record({ words: fc.uniqueArray(word, { minLength: 1, maxLength: 8 }), dimensions: fc.integer({ min: 1, max: 5 }) })
      .chain(({ words, dimensions }) =>
        fc
          .array(fc.float({ noNaN: true, noDefaultInfinity: true }), {
            minLength: words.length * dimensions,
            maxLength: words.length * dimensions,
          })
          .map(numbers => vectorsOf(words, numbers, dimensions)),
      )
    let read = 0
    await fc.assert(
      fc.asyncProperty(any, fc.constantFrom('glove' as const, 'text' as const, 'binary' as const), async (vectors, how) => {
        let back: data.WordVectors
        try {
          back = await saved(vectors, how)
        } catch (error) {
          expect(error).toBeInstanceOf(ArgumentError)
          return
        }
        read++
        expect(back.words).toEqual(vectors.words)
        expect(Buffer.from(back.vectors.data.buffer, back.vectors.data.byteOffset, back.vectors.data.byteLength)).toEqual(
          Buffer.from(vectors.vectors.data.buffer),
        )
      }),
      { numRuns: 300 },
    )
    expect(read).toBeGreaterThan(150)
  })

  test('in more lines than are written at a time', async () => {
    const words = Array.from({ length: 20_000 }, (_, i) => `wörd${i}`)
    const vectors = vectorsOf(
      words,
      words.flatMap((_, i) => [i / 7, -i]),
      2,
    )
    for (const how of ['glove', 'text', 'binary'] as const) {
      const back = await saved(vectors, how)
      expect(back.words).toEqual(words)
      expect([...back.vectors.data]).toEqual([...vectors.vectors.data])
    }
  })

  test('in the fewest digits, with spaces in words of GloVe', async () => {
    const path = await file('')
    await data.saveGlove(path, vectorsOf(['. . .', 'a'], [0.1, -0, 1e-7, 16777217], 2))
    expect(await readFile(path, 'utf8')).toBe('. . . 0.1 -0\na 1e-7 16777216\n')
  })

  test.each([
    ['a\nb', /the word "a\\nb" could not be read back: it has a newline in it/, 'glove'],
    ['a 1', /"a 1" could not be read back: after a space in it there is a number/, 'glove'],
    ['a b', /"a b" could not be read back: it has a space in it/, 'binary'],
    [' a', /it begins or ends with a space/, 'glove'],
    ['\ud800', /it has half a character in it/, 'text'],
    ['', /it is empty/, 'text'],
  ] as const)('with a word like %j are refused', async (word, message, how) => {
    await expect(saved(vectorsOf([word], [1], 1), how)).rejects.toThrow(message)
  })

  test('are refused where they could not be read back or written', async () => {
    await expect(saved(vectorsOf(['a', 'a'], [1, 2], 1), 'text')).rejects.toThrow('the word "a" could not be read back: it is there twice')
    await expect(saved(vectorsOf(['a'], [Number.NaN], 1), 'glove')).rejects.toThrow(
      'saveGlove: numbers must be finite to be written as text; got NaN',
    )
    expect((await saved(vectorsOf(['a'], [Number.NaN], 1), 'binary')).vectors.data).toEqual(Float32Array.of(Number.NaN))
    await expect(data.saveGlove('/no/such/folder/x.txt', vectorsOf(['a'], [1], 1))).rejects.toThrow(
      /x\.txt: cannot be written: no such file/,
    )
    await expect(data.saveWord2vec('x', {} as never)).rejects.toThrow('saveWord2vec: expected word vectors')
  })
})

describe('word vectors', () => {
  const words = ['man', 'woman', 'king', 'queen', 'apple']
  const rows = [
    [1, 0, 0],
    [1, 1, 0],
    [1, 0, 1],
    [1, 1, 1],
    [-1, 0, 0.5],
  ]
  const all = data.wordVectors(words, { shape: [5, 3], dtype: 'float32', data: Float32Array.from(rows.flat()) })

  test('have neighbours and analogies', () => {
    expect(data.cosineSimilarity([1, 0], [1, 1])).toBeCloseTo(Math.SQRT1_2, 15)
    expect(data.cosineSimilarity([0, 0], [1, 1])).toBe(0)
    expect(data.nearestWords(all, all.vector('king'), { k: 2, without: ['king'] }).map(({ word }) => word)).toEqual(['queen', 'man'])
    expect(data.analogy(all, 'man', 'king', 'woman')[0]?.word).toBe('queen')
    // Against all similarities, sorted.
    const query = [0.3, -0.2, 0.9]
    const sorted = words.map((word, i) => [word, data.cosineSimilarity(rows[i] ?? [], query)] as const).toSorted(([, a], [, b]) => b - a)
    expect(data.nearestWords(all, query, { k: 3 }).map(({ word }) => word)).toEqual(sorted.slice(0, 3).map(([word]) => word))
    expect(() => data.nearestWords(all, [1])).toThrow('expected a vector of 3 numbers; got 1')
    expect(() => data.analogy(all, 'man', 'king', 'pear')).toThrow('there is no vector of "pear"')
  })

  test('become the weight of an embedding', () => {
    const { shape, data: weight } = data.embeddingWeight(all, { tokens: ['<unk>', 'king', 'pear'] })
    expect([shape, [...weight]]).toEqual([
      [3, 3],
      [0, 0, 0, 1, 0, 1, 0, 0, 0],
    ])
    const drawn = data.embeddingWeight(all, { tokens: ['king', 'pear'] }, { missing: { seed: 1 } }).data
    expect([...drawn.subarray(0, 3)]).toEqual([1, 0, 1])
    expect(drawn.subarray(3).every(value => value !== 0)).toBe(true)
  })
})
