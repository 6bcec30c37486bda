// Discrete Fourier transforms, in NumPy's terms.

export { fftfreq, fftshift, ifftshift, rfftfreq, type Shift } from './frequencies.js'
export {
  type ComplexTransform,
  type FftOptions,
  fft,
  type Halved,
  hfft,
  ifft,
  ihfft,
  irfft,
  type RealInverse,
  type RealTransform,
  type Resized,
  rfft,
} from './one-axis.js'
export {
  type ComplexTransformN,
  type FftnOptions,
  fft2,
  fftn,
  hfft2,
  hfftn,
  ifft2,
  ifftn,
  ihfft2,
  ihfftn,
  irfft2,
  irfftn,
  type RealInverseN,
  type RealTransformN,
  rfft2,
  rfftn,
} from './several-axes.js'
export type { Norm } from './transform.js'
