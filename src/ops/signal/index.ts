// Signals over time: windows, and spectra of overlapping pieces.

export { type IstftOptions, istft, type Signals, type Spectra, type StftOptions, stft } from './stft.js'
export {
  bartlett,
  blackman,
  cosine,
  type ExponentialOptions,
  exponential,
  type GaussianOptions,
  gaussian,
  generalCosine,
  generalHamming,
  type HammingOptions,
  hamming,
  hann,
  type KaiserOptions,
  kaiser,
  nuttall,
  type WindowFunction,
  type WindowOptions,
} from './windows.js'
