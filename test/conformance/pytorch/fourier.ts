// Complex numbers and Fourier transforms of PyTorch.

import { tensor } from 'tenet'
import { type Given, ours, row, type Table, tensorOf } from '../row.js'

const oneAxis = ({ n, dim, norm }: Given): object => ({ ...(n === undefined ? {} : { n }), axis: dim ?? -1, norm: norm ?? 'backward' })
const severalAxes = ({ s, dim, norm }: Given): object => ({
  ...(s === undefined ? {} : { s }),
  ...(dim === undefined ? {} : { axes: dim }),
  norm: norm ?? 'backward',
})

const transforms = (names: string, signature: string, options: (given: Given) => object): Table =>
  Object.fromEntries(
    names
      .split(' ')
      .map(name => `fft.${name}`)
      .map(name => [name, row(name, signature, given => ours(name, given.input, options(given)))]),
  )

const shifts: Table = Object.fromEntries(
  ['fft.fftshift', 'fft.ifftshift'].map(name => [name, row(name, 'input dim', ({ input, dim }) => ours(name, input, dim))]),
)

export const fourier: Table = {
  ...transforms('fft ifft rfft irfft hfft ihfft', 'input n dim norm', oneAxis),
  ...transforms('fft2 ifft2 rfft2 irfft2 hfft2 ihfft2 fftn ifftn rfftn irfftn hfftn ihfftn', 'input s dim norm', severalAxes),
  ...shifts,
  complex: row('complex', 'input imag', ({ input, imag }) => ours('complex', input, imag)),
  polar: row('polar', 'input angle', ({ input, angle }) => ours('polar', input, angle)),
  angle: row('angle', 'input', ({ input }) => ours('angle', input)),
  imag: row('imag', 'input', ({ input }) => ours('imag', input)),
  view_as_complex: row('complex take', 'input', ({ input }) => {
    const x = tensorOf(input)
    const part = (i: number) => ours('take', x, tensor(i, 'int32'), -1)
    return ours('complex', part(0), part(1))
  }),
  'nn.functional.silu.complex': row('div exp', 'input inplace', ({ input }) =>
    ours('div', input, ours('add', 1, ours('exp', ours('neg', input)))),
  ),
}
