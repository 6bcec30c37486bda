// Complex tensors: pairs of real ones. See Note [Complex numbers].

import { complexDType, isComplexDType, partDType } from '../support/dtype.js'
import { InternalError } from '../support/errors.js'
import { arrayType } from './array-type.js'
import { contentOf, Tensor } from './tensor.js'

/** The real and the imaginary part. */
export type Parts = readonly [re: Tensor, im: Tensor]

export const isComplex = ({ dtype }: Tensor): boolean => isComplexDType(dtype)

/** The complex tensor of two float32 or float64 ones of one shape. */
export function pairOf(re: Tensor, im: Tensor): Tensor {
  const dtype = complexDType(re.dtype)
  if (partDType(dtype) !== re.dtype || re.dtype !== im.dtype) throw new InternalError(`complex: parts of ${re.dtype} and ${im.dtype}`)
  return new Tensor(arrayType(re.shape, dtype), { kind: 'pair', re, im })
}

export function partsOf(x: Tensor): Parts {
  const content = contentOf(x)
  if (content.kind !== 'pair') throw new InternalError(`complex: the parts of ${x.dtype}`)
  return [content.re, content.im]
}

// Note [Complex numbers]
// A complex tensor is a pair of real tensors. `bind`, the only door, takes operations on pairs apart into operations on their parts (each
// primitive says how, in its record), and transforms see the parts as two leaves of a tree: so no trace, graph, pass, kernel or backend knows of
// complex numbers, what they fuse they fuse here too, and one program gives the same bits everywhere because it does for real numbers. Parts lie
// apart in memory, so that lanes are full of one kind; they are put side by side where elements are read and taken apart where they are given
// (`data()`, files). The price is that graphs, `explain` and messages about steps show the parts, and that what reads and writes nothing else
// than interleaved pairs is copied once.
// The alternative, complex dtypes in graphs that a pass takes apart before fusion, costs a rule for every primitive in typeOf, reference, jvp,
// transpose and batch, loops and calls with two kinds of signature, and gives the backends the same kernels.
//
// Derivatives. Those of the parts are those of functions of twice as many real numbers; forward derivatives of holomorphic functions are then
// the complex ones. Cotangents are JAX's: that of z = x + iy is `∂L/∂x - i·∂L/∂y`, so that for holomorphic functions reverse derivatives multiply by f'(z), and not
// by its conjugate. PyTorch's gradients are the conjugates. The conjugation happens at the borders of transforms (transforms/cotangents.ts).
