// Lines of word vectors by the addon: the numbers of the reference, and nothing but plain lines.

import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readDecimals } from '../../src/data/text/vectors/decimal.js'
import type { TextKernels } from '../../src/runtime/data-kernels.js'
import { nativeKernels } from '../../src/runtime/native.js'

const native = nativeKernels() as TextKernels

/** How many lines of two numbers, the numbers, and the places. */
function read(text: string, dimensions: number, start = 0, room = 8) {
  const bytes = Uint8Array.from(Buffer.from(text))
  const [rows, places] = [new Float32Array(room * dimensions), new Int32Array(3 * room)]
  const count = native.readVectorLines(bytes, start, dimensions, rows, places)
  return { count, rows: rows.subarray(0, count * dimensions), places: [...places.subarray(0, 3 * count)] }
}

describe.runIf(native !== null)('lines of word vectors', () => {
  it('have the numbers of the reference, or are left to it', () => {
    const written = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.float({ noNaN: true, noDefaultInfinity: true }).map(String),
      fc.tuple(fc.integer(), fc.nat(9)).map(([x, digits]) => (x / 1e5).toFixed(digits)),
      fc
        .tuple(fc.nat(99_999_999), fc.integer({ min: -30, max: 30 }), fc.constantFrom('e', 'E', 'e+'))
        .map(([x, power, e]) => (power < 0 ? `${x}${e[0]}${power}` : `${x}${e}${power}`)),
      fc.constantFrom(
        '.5',
        '5.',
        '+1',
        '-0',
        '00012',
        '123456789012345',
        '1234567890123456',
        '0.000000000000001',
        '1e',
        '1e5x',
        '.',
        '-',
        'nan',
        '1.2.3',
        '',
        '1e999',
      ),
      fc.string({ unit: fc.constantFrom('0', '1', '9', '.', '-', 'e', '+'), maxLength: 20 }),
    )
    let plain = 0
    fc.assert(
      fc.property(fc.array(written, { minLength: 1, maxLength: 4 }), fc.constantFrom('', ' ', '\r', '\t '), (numbers, end) => {
        const line = numbers.join(' ')
        const { count, rows } = read(`wörd ${line}${end}\nnext`, numbers.length)
        if (count === 0) return
        plain++
        const [bytes, expected] = [Buffer.from(line), new Float32Array(numbers.length)]
        expect(readDecimals(bytes, 0, bytes.length, expected)).toBe(true)
        expect(rows).toEqual(expected)
      }),
      { numRuns: 3000 },
    )
    expect(plain).toBeGreaterThan(300)
  })

  it('are read whole, as many as there is room for', () => {
    const text = 'the 0.5 -1\nwörd 2e-1 3\nlast 1 2'
    expect(read(text, 2)).toEqual({ count: 2, rows: Float32Array.of(0.5, -1, 0.2, 3), places: [0, 3, 11, 11, 16, 24] })
    expect(read(text, 2, 11, 1)).toEqual({ count: 1, rows: Float32Array.of(0.2, 3), places: [11, 16, 24] })
    expect(read(text, 2, 24).count).toBe(0)
    expect(read(text, 3).count).toBe(0)
    expect(read('. . . 1 2\n', 2).count).toBe(0)
    expect(read('', 1).count).toBe(0)
  })

  it('are counted', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
        const own = bytes.map(byte => byte % 20)
        expect(native.countLines(own)).toBe(own.reduce((count, byte) => count + (byte === 10 ? 1 : 0), 0))
      }),
    )
  })

  it('refuse what does not fit together', () => {
    const [bytes, rows, places] = [new Uint8Array(4), new Float32Array(4), new Int32Array(6)]
    expect(() => native.readVectorLines(bytes, 5, 1, rows, places)).toThrow(
      'readVectorLines: start: expected a whole number from 0 to 4, got 5',
    )
    expect(() => native.readVectorLines(bytes, 0, 0, rows, places)).toThrow('readVectorLines: dimensions: expected a whole number from 1')
    expect(() => native.readVectorLines(bytes, 0, 1, [] as never, places)).toThrow(
      'readVectorLines: rows: expected a Float32Array, got an array',
    )
    expect(() => native.countLines('a\n' as never)).toThrow('countLines: bytes: expected a Uint8Array, got "a')
  })
})
