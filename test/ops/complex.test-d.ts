// What calls with complex numbers infer, and that what they have no order for is an error at the argument.

import { abs, add, type Complex, complex, exp, fft, floor, full, grad, imag, polar, pow, real, type Tensor, tensor } from 'tenet'
import type { Equal } from '../types/equal.js'

declare function is<T>(): <const V>(value: V, ...proof: Equal<T, V> extends true ? [] : [expected: T, got: V]) => void

declare const z: Tensor<[2, 3], 'complex64'>
declare const w: Tensor<[3], 'complex128'>
declare const x: Tensor<[2, 3], 'float32'>
declare const y: Tensor<[2, 3], 'float64'>
declare const i: Tensor<[2, 3], 'int32'>

is<Tensor<[2], 'complex64'>>()(tensor([{ re: 1, im: 2 }, 3]))
is<Tensor<[2], 'complex64'>>()(full([2], { re: 1, im: 2 }))
is<Complex>()(tensor({ re: 1, im: 2 }).item())
is<Complex[]>()(w.toArray())
is<Promise<Float64Array>>()(w.data())

is<Tensor<[2, 3], 'complex64'>>()(add(z, x))
is<Tensor<[2, 3], 'complex128'>>()(add(z, y))
is<Tensor<[2, 3], 'complex128'>>()(z.mul(w))
is<Tensor<[2, 3], 'complex64'>>()(z.mul({ re: 0, im: 1 }))
is<Tensor<[2, 3], 'complex64'>>()(exp(z))
is<Tensor<[2, 3], 'complex64'>>()(pow(z, 2))
is<Tensor<[2, 3], 'float32'>>()(abs(z))
is<Tensor<[2, 3], 'float32'>>()(abs(x))
is<Tensor<[3], 'float64'>>()(imag(w))
is<Tensor<[2, 3], 'float32'>>()(z.real())
is<Tensor<[2, 3], 'float64'>>()(real(y))
is<Tensor<[2, 3], 'complex64'>>()(complex(x, 1))
is<Tensor<[2, 3], 'complex128'>>()(polar(x, y))
is<Tensor<[2, 3], 'complex64'>>()(grad((a: typeof z) => abs(a).sum())(z))

is<Tensor<[2, 3], 'complex64'>>()(fft.fft(x))
is<Tensor<[2, 3], 'complex128'>>()(fft.ifft(y))
is<Tensor<[number, number], 'complex64'>>()(fft.rfft(x))
is<Tensor<[number], 'float64'>>()(fft.irfft(w))
is<Tensor<[2, 3], 'complex64'>>()(fft.fft2(z))
is<Tensor<[number, number], 'complex64'>>()(fft.fft(z, { n: 8 }))
is<Tensor<[8], 'float32'>>()(fft.fftfreq(8))

// @ts-expect-error complex numbers have no integers next to them
floor(z)
// @ts-expect-error across kinds
add(z, i)
// @ts-expect-error not real
fft.rfft(z)
// @ts-expect-error a complex loss
grad((a: typeof z) => a.sum())(z)
