// Fourier transforms, windows of signals, and polynomials.

import * as tenet from 'tenet'
import { called, floats, from, inexact, none, numbers, type Row, type Rows, row, rows, within, x } from './row.js'

type Float = tenet.Tensor<tenet.Shape, 'float32'>
/** Sums of a few products. */
const sum = { ulps: 16 }

const fourier: Rows = {
  ...rows('fft ifft', name =>
    row(
      (a: Float) => called(`fft.${name}`)(a, { axis: 0 }),
      [x(5, 2)],
      'complex[5,2]',
      inexact,
      [
        [[x(4, 0)], 'complex[4,0]'],
        [[x(0, 2)], 'ShapeError'],
        [[x()], 'ShapeError'],
      ],
      sum,
    ),
  ),
  ...rows('rfft', name =>
    row(
      (a: Float) => called(`fft.${name}`)(a),
      [x(2, 6)],
      'complex[2,4]',
      floats,
      [
        [[x(0, 3)], 'complex[0,2]'],
        [[x()], 'ShapeError'],
      ],
      sum,
    ),
  ),
  ...rows('ihfft', name =>
    row(
      (a: Float) => called(`fft.${name}`)(a),
      [x(5)],
      'complex[3]',
      floats,
      [
        [[x(0, 3)], 'complex[0,2]'],
        [[x()], 'ShapeError'],
      ],
      sum,
    ),
  ),
  ...rows('irfft hfft', name =>
    row(
      (a: Float) => called(`fft.${name}`)(a, { n: 5 }),
      [x(2, 3)],
      'parts[2,5]',
      inexact,
      [
        [[x(0, 3)], 'parts[0,5]'],
        [[x()], 'ShapeError'],
      ],
      sum,
    ),
  ),
  ...rows('fft2 ifft2', name =>
    row(
      (a: Float) => called(`fft.${name}`)(a),
      [x(2, 3, 2)],
      'complex[2,3,2]',
      inexact,
      [
        [[x(0, 3, 2)], 'complex[0,3,2]'],
        [[x(3)], 'ShapeError'],
      ],
      sum,
    ),
  ),
  ...rows('fftn ifftn', name =>
    row((a: Float) => called(`fft.${name}`)(a), [x(2, 3)], 'complex[2,3]', inexact, [[[x(4)], 'complex[4]']], sum),
  ),
  ...rows('rfft2 rfftn', name => row((a: Float) => called(`fft.${name}`)(a), [x(3, 4)], 'complex[3,3]', floats, [], sum)),
  ...rows('ihfft2 ihfftn', name => row((a: Float) => called(`fft.${name}`)(a), [x(3, 4)], 'complex[3,3]', floats, [], sum)),
  ...rows('irfft2 irfftn hfft2 hfftn', name => row((a: Float) => called(`fft.${name}`)(a), [x(3, 3)], 'parts[3,4]', inexact, [], sum)),
  fftfreq: row(() => called('fft.fftfreq')(5), [], 'float32[5]', none, []),
  rfftfreq: row(() => called('fft.rfftfreq')(5), [], 'float32[3]', none, []),
}

const windows: Rows = {
  ...rows('bartlett blackman cosine exponential hamming hann nuttall', name =>
    row(() => called(`signal.${name}`)(5), [], 'float32[5]', none, []),
  ),
  gaussian: row(() => called('signal.gaussian')(5, { std: 0.75 }), [], 'float32[5]', none, []),
  kaiser: row(() => called('signal.kaiser')(5, { beta: 3 }), [], 'float32[5]', none, []),
  generalCosine: row(() => called('signal.generalCosine')(4, [0.5, 0.5], { dtype: 'float64' }), [], 'float64[4]', none, []),
  generalHamming: row(() => called('signal.generalHamming')(4, { alpha: 0.75, symmetric: false }), [], 'float32[4]', none, []),
  stft: row(
    (a: Float) => called('signal.stft')(a, 4, { oneSided: false }),
    [x(2, 8)],
    'complex[2,4,9]',
    inexact,
    [
      [[x(0, 8)], 'complex[0,4,9]'],
      [[x()], 'ShapeError'],
    ],
    sum,
  ),
  istft: row((a: Float) => called('signal.istft')(a, 4), [{ ...x(3, 9), dtype: 'complex64' }], 'float32[8]', none, [], sum),
}

const polynomials: Rows = {
  ...rows('polyadd polysub', name =>
    row((tenet as unknown as Readonly<Record<string, Row[0]>>)[name] as Row[0], [x(3), x(2)], 'T[3]', numbers, [
      [[x(1), x(1)], 'T[1]'],
      [[x(0), x(2)], 'ShapeError'],
    ]),
  ),
  polymul: row(
    tenet.polymul,
    [x(3), x(2)],
    'T[4]',
    numbers,
    [
      [[x(1), x(1)], 'T[1]'],
      [[x(0), x(2)], 'ShapeError'],
    ],
    sum,
  ),
  polydiv: row(
    tenet.polydiv,
    [x(4), from(0.5, 2, 2)],
    'T[3], T[1]',
    inexact,
    [
      [[x(1), from(0.5, 2, 3)], 'T[1], T[2]'],
      [[x(0), x(2)], 'ShapeError'],
    ],
    { ulps: 256 },
  ),
  polyder: row((a: Float) => tenet.polyder(a as never, 2), [x(4)], 'T[2]', numbers, [
    [[x(1)], 'T[1]'],
    [[x()], 'ShapeError'],
  ]),
  polyint: row((a: Float) => tenet.polyint(a as never), [x(3)], 'T[4]', inexact, [
    [[x(1)], 'T[2]'],
    [[x()], 'ShapeError'],
  ]),
  polyval: row(
    (a: Float, at: Float) => tenet.polyval(a as never, at),
    [x(3), x(2, 2)],
    'T[2,2]',
    numbers,
    [
      [[x(3), x()], 'T[]'],
      [[x(0), x(2)], 'T[2]'],
      [[x(2), x(0)], 'T[0]'],
    ],
    sum,
  ),
  poly: row(
    tenet.poly,
    [x(3)],
    'T[4]',
    inexact,
    [
      [[x(0)], 'T[1]'],
      [[x()], 'ShapeError'],
    ],
    sum,
  ),
  roots: row(
    (a: Float) =>
      tenet.roots(tenet.append(tenet.onesLike(tenet.slice(a as never, [0, 1]) as never), a as never) as never, { stripZeros: false }),
    [x(3)],
    'complex[3]',
    inexact,
    [
      [[x(1)], 'complex[1]'],
      [[x()], 'ShapeError'],
    ],
    { ulps: 4096 },
  ),
  polyfit: row(
    (a: Float) => tenet.polyfit(tenet.tensor([-1, 0, 0.5, 2]).cast(a.dtype) as never, a as never, 1),
    [x(4)],
    'T[2]',
    floats,
    [
      [[x(4, 2)], 'T[2,2]'],
      [[x(3)], 'ShapeError'],
    ],
    { ulps: 64 },
  ),
}

export const signals: Rows = { ...within('fft', fourier), ...within('signal', windows), ...polynomials }
