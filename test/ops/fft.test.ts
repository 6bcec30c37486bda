// Fourier transforms: against NumPy and JAX, against their definition, and laws of transforms.

import fc from 'fast-check'
import * as tenet from 'tenet'
import { abs, fft, jit, type Shape, type Tensor, useDevice } from 'tenet'
import * as laws from 'tenet/laws'
import { beforeAll, describe, expect, test } from 'vitest'
import { checkGolden } from './golden-cases.js'
import { messageLines } from './message-lines.js'

// Sums of up to 262 terms of size 1, with results of up to 100; two transforms one after the other in derivatives.
describe('golden', () => checkGolden('complex/fft.json', 2e-13, 2e-6))

type C = Tensor<Shape, 'complex64' | 'complex128'>

/** The definition, in float64, angles reduced to whole turns first. */
function defined(x: ArrayLike<number>): Float64Array {
  const n = x.length / 2
  const out = new Float64Array(2 * n)
  for (let k = 0; k < n; k++)
    for (let j = 0; j < n; j++) {
      const angle = (-2 * Math.PI * ((j * k) % n)) / n
      const [c, s, re, im] = [Math.cos(angle), Math.sin(angle), x[2 * j] as number, x[2 * j + 1] as number]
      out[2 * k] = (out[2 * k] as number) + re * c - im * s
      out[2 * k + 1] = (out[2 * k + 1] as number) + re * s + im * c
    }
  return out
}

describe.each(tenet.availableDevices())('on %s', device => {
  beforeAll(() => useDevice(device))

  // Stages of equal and of unequal lengths, a large prime, twice a prime. Errors grow with the root of the stages' lengths; in float64 those of the
  // definition, a sum of 1,000 terms, are larger.
  test.each([1000, 1024, 768, 509, 262, 97])('%i places are what the definition says', n => {
    for (const dtype of ['complex64', 'complex128'] as const) {
      const x = tenet.complex(tenet.random.normal(tenet.random.key(n), [n]), tenet.random.normal(tenet.random.key(n + 1), [n])).cast(dtype)
      const expected = defined(x.dataSync())
      const got = fft.fft(x).dataSync()
      const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (got[i] as number))), 0)
      const most = expected.reduce((m, value) => Math.max(m, Math.abs(value)), 0)
      expect(worst / most).toBeLessThan(dtype === 'complex64' ? 5e-7 : 5e-15)
    }
  })

  test('a transform and back', () => {
    for (const n of [6, 45, 128, 211]) {
      const x = tenet.random.normal(tenet.random.key(n), [3, n])
      for (const back of [fft.ifft(fft.fft(x)).real(), fft.irfft(fft.rfft(x), { n }), fft.fft(fft.ifft(x)).real()])
        expect(
          abs(tenet.sub(back as typeof x, x))
            .max()
            .item(),
        ).toBeLessThan(3e-6)
    }
  })

  test('jit keeps every bit, and so does a batch', () => {
    const x = tenet.random.normal(tenet.random.key(3), [5, 96])
    expect(jit((y: typeof x) => fft.fft(y))(x).dataSync()).toEqual(fft.fft(x).dataSync())
    expect(fft.rfft(x).dataSync().slice(0, 98)).toEqual(fft.rfft(tenet.slice(x, 0)).dataSync())
  })
})

describe('laws', () => {
  beforeAll(() => useDevice('reference'))
  const complexes = <const S extends Shape>(shape: S) => fc.tuple(laws.tensor({ shape, dtype: 'complex64', elements: 'generic' }))
  describe('fft', () =>
    laws.transforms((z: Tensor<Shape, 'complex64'>) => [fft.fft(z, { norm: 'ortho' }), fft.ifft(z, { n: 7, axis: 0 })] as C[], {
      inputs: complexes([6, 2]),
    }))
  describe('real ones', () =>
    laws.transforms((x: Tensor<Shape, 'float32'>) => [fft.rfft(x), fft.ihfft(x, { n: 5 }), fft.rfftn(x)] as C[], {
      inputs: fc.tuple(laws.tensor({ shape: [2, 6], elements: 'generic' })),
    }))
  describe('to real ones', () =>
    laws.transforms((z: Tensor<Shape, 'complex64'>) => [fft.irfft(z), fft.hfft(z, { n: 5 }), fft.irfft2(z)], { inputs: complexes([2, 4]) }))
  describe('of a large prime length', () =>
    laws.transforms((z: Tensor<Shape, 'complex64'>) => fft.fft(z, { n: 131 }), { inputs: complexes([3]) }))
})

const calls = `
fft.fft([1, 2])
fft.fft(i)
fft.fft(x, { n: 0 })
fft.fft(x, { n: 1.5 })
fft.fft(x, { axis: 2 })
fft.fft(x, { axis: 'a' })
fft.fft(x, { norm: 'none' })
fft.fft(x, { size: 3 })
fft.fft(x, 3)
fft.fft(e)
fft.fft(s)
fft.rfft(z)
fft.ihfft(z)
fft.irfft(one)
fft.fft2(v)
fft.fftn(x, { s: [2], axes: [0, 1] })
fft.fftn(x, { s: [0, 1] })
fft.fftn(x, { axes: [0, 0] })
fft.fftn(x, { axes: 1 })
fft.rfft2(z)
fft.hfft2(x, { n: 2 })
fft.irfftn(z, { norm: 1 })
fft.fftfreq(0)
fft.fftfreq(4, 0)
fft.rfftfreq(4, NaN)
fft.fftshift([1])
fft.fftshift(x, 3)
fft.fftshift(x, 'a')
`

test('messages', () => {
  const scope = {
    ...tenet,
    x: tenet.ones([2, 3]),
    z: tenet.ones([2, 3], 'complex64'),
    i: tenet.ones([2], 'int32'),
    e: tenet.ones([2, 0]),
    s: tenet.ones([]),
    v: tenet.ones([3]),
    one: tenet.ones([2, 1]),
  }
  expect(messageLines(calls, scope)).toMatchSnapshot()
})
