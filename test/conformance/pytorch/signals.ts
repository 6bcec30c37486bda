// Windows of signals and short-time Fourier transforms of PyTorch.

import { isTensor } from 'tenet'
import { type Given, LeftOut, numberOf, numbersOf, ours, type Row, row, type Table } from '../row.js'

/** What windows have in common, and what is given beside, in our names. */
const settings = (given: Given, ...names: readonly string[]): object => ({
  symmetric: given.sym !== false,
  dtype: 'float64',
  ...Object.fromEntries(names.flatMap(name => (given[name] === undefined ? [] : [[name, numberOf(given[name], 0)]]))),
})

const window = (name: string, ...names: readonly string[]): Row =>
  row(`signal.${name}`, `M ${names.join(' ')} sym dtype`.replace(/ +/g, ' '), given =>
    ours(`signal.${name}`, numberOf(given.M, 0), settings(given, ...names)),
  )

export const signals: Table = {
  ...Object.fromEntries(
    ['hann', 'hamming', 'blackman', 'nuttall', 'bartlett', 'cosine'].map(name => [`signal.windows.${name}`, window(name)]),
  ),
  'signal.windows.exponential': window('exponential', 'center', 'tau'),
  'signal.windows.gaussian': window('gaussian', 'std'),
  'signal.windows.kaiser': window('kaiser', 'beta'),
  'signal.windows.general_hamming': window('generalHamming', 'alpha'),
  'signal.windows.general_cosine': row('signal.generalCosine', 'M a sym dtype', given =>
    ours('signal.generalCosine', numberOf(given.M, 0), numbersOf(given.a), settings(given)),
  ),
  stft: row('signal.stft', 'input n_fft hop_length win_length window center pad_mode normalized onesided return_complex', given => {
    if (given.win_length !== undefined && !isTensor(given.window)) throw new LeftOut('a window of ones shorter than a piece')
    return ours('signal.stft', given.input, numberOf(given.n_fft, 1), {
      ...(given.hop_length === undefined ? {} : { hop: numberOf(given.hop_length, 1) }),
      ...(given.window === undefined ? {} : { window: given.window }),
      ...(given.center === undefined ? {} : { center: given.center }),
      ...(given.pad_mode === undefined ? {} : { padMode: given.pad_mode }),
      ...(given.normalized === undefined ? {} : { normalized: given.normalized }),
      ...(given.onesided === undefined ? {} : { oneSided: given.onesided }),
    })
  }),
  istft: row('signal.istft', 'input n_fft hop_length win_length window center normalized onesided length return_complex', given =>
    ours('signal.istft', given.input, numberOf(given.n_fft, 1), {
      ...(given.hop_length === undefined ? {} : { hop: numberOf(given.hop_length, 1) }),
      ...(given.window === undefined ? {} : { window: given.window }),
      ...(given.center === undefined ? {} : { center: given.center }),
      ...(given.length === undefined ? {} : { length: numberOf(given.length, 0) }),
    }),
  ),
}
