// The shape rules, each on shapes alone.

import type {
  Broadcast,
  BroadcastTo,
  Concat,
  Convolution,
  Einsum,
  ExpandDims,
  Flatten,
  MatMul,
  MatrixTranspose,
  Mismatch,
  NestedShape,
  Permute,
  Pool,
  Ravel,
  Reduce,
  Reshape,
  ReverseAxes,
  Shape,
  SizeOf,
  Slice,
  Split,
  Squeeze,
  Stack,
  SwapAxes,
  WindowSize,
} from '../../src/types/index.js'
import { check, type Equal } from './equal.js'

// broadcast
check<Equal<Broadcast<[8, 1, 6, 1], [7, 1, 5]>, [8, 7, 6, 5]>>()
check<Equal<Broadcast<[], [3]>, [3]>>()
check<Equal<Broadcast<[number, 3], [2, 1]>, [2, 3]>>()
check<Equal<Broadcast<Shape, [2]>, Shape>>()
check<Equal<Broadcast<[2, 2], [3]>, Mismatch<'cannot broadcast [2,2] with [3]'>>>()
check<Equal<BroadcastTo<[3], [2, 3]>, [2, 3]>>()
check<Equal<BroadcastTo<[1, 3], readonly [4, 3]>, [4, 3]>>()
check<Equal<BroadcastTo<[2, 3], [1, 3]>, Mismatch<'broadcastTo: [2,3] does not stretch to [1,3]'>>>()
check<Equal<BroadcastTo<[2, 3], [3]>, Mismatch<'broadcastTo: [2,3] does not stretch to [3]'>>>()

// matmul
check<Equal<MatMul<[2, 3], [3, 4]>, [2, 4]>>()
check<Equal<MatMul<[3], [3]>, []>>()
check<Equal<MatMul<[2, 3], [3]>, [2]>>()
check<Equal<MatMul<[3], [3, 4]>, [4]>>()
check<Equal<MatMul<[10, 1, 2, 3], [5, 3, 4]>, [10, 5, 2, 4]>>()
check<Equal<MatMul<[number, 3], [3, 4]>, [number, 4]>>()
check<Equal<MatMul<[2, 3], [4, 5]>, Mismatch<'matmul: inner sizes differ, [2,3] @ [4,5]'>>>()
check<Equal<MatMul<[2, 2, 3], [4, 3, 5]>, Mismatch<'matmul: batch axes do not broadcast, [2,2,3] @ [4,3,5]'>>>()
check<Equal<MatMul<[], [2]>, Mismatch<'matmul: a scalar has no axis to contract, [] @ [2]'>>>()

// axes
check<Equal<Reduce<[2, 3, 4], 1>, [2, 4]>>()
check<Equal<Reduce<[2, 3, 4], -1, true>, [2, 3, 1]>>()
check<Equal<Reduce<[2, 3, 4], readonly [0, -1]>, [3]>>()
check<Equal<Reduce<[2, 3, 4], undefined>, []>>()
check<Equal<Reduce<[2, 3, 4], undefined, true>, [1, 1, 1]>>()
check<Equal<Reduce<[2, 3, 4], 3>, Mismatch<'axis 3 is out of range for [2,3,4]'>>>()
check<Equal<Reduce<[2, 3, 4], [0, -4]>, Mismatch<'axis -4 is out of range for [2,3,4]'>>>()
check<Equal<Reduce<[], 0>, Mismatch<'axis 0 is out of range for []'>>>()
check<Equal<Reduce<[2, 3], number>, Shape>>()
check<Equal<Reduce<Shape, undefined>, []>>()
check<Equal<Permute<[2, 3, 4], readonly [2, 0, 1]>, [4, 2, 3]>>()
check<Equal<Permute<[2, 3, 4], [0, -1, 1]>, [2, 4, 3]>>()
check<Equal<Permute<[2, 3, 4], [0, 0, 1]>, Mismatch<'transpose: [0,0,1] is not a permutation of the axes of [2,3,4]'>>>()
check<Equal<Permute<[2, 3, 4], [1, 0]>, Mismatch<'transpose: [1,0] is not a permutation of the axes of [2,3,4]'>>>()
check<Equal<ReverseAxes<[2, 3, 4]>, [4, 3, 2]>>()
check<Equal<MatrixTranspose<[5, 2, number]>, [5, number, 2]>>()
check<Equal<MatrixTranspose<[5]>, Mismatch<'t: needs a matrix, got [5]'>>>()
check<Equal<SwapAxes<[2, 3, 4], 0, -1>, [4, 3, 2]>>()
check<Equal<Squeeze<[2, 1, 3], 1>, [2, 3]>>()
check<Equal<Squeeze<[2, number], -1>, [2]>>()
check<Equal<Squeeze<[2, 1, 3], 0>, Mismatch<'squeeze: axis 0 of [2,1,3] is not of size 1'>>>()
check<Equal<ExpandDims<[2, 3], 0>, [1, 2, 3]>>()
check<Equal<ExpandDims<[2, 3], -1>, [2, 3, 1]>>()
check<Equal<ExpandDims<[], 0>, [1]>>()
check<Equal<ExpandDims<[2], 2>, Mismatch<'expandDims: axis 2 is out of range for [2] with one axis more'>>>()

// reshape
check<Equal<Reshape<[2, 3, 4], [6, 4]>, [6, 4]>>()
check<Equal<Reshape<[2, 3, 4], readonly [6, -1]>, [6, 4]>>()
check<Equal<Reshape<[], [1, 1]>, [1, 1]>>()
check<Equal<Reshape<[number, 16, 4, 4], [-1, 256]>, [number, 256]>>()
check<Equal<Reshape<[number, 16, 4, 4], [number, 256]>, [number, 256]>>()
check<Equal<Reshape<[number, 4, 8], [-1, 8]>, [number, 8]>>()
check<Equal<Reshape<Shape, [-1, 3]>, [number, 3]>>()
check<Equal<Reshape<[2, 3], number[]>, Shape>>()
check<Equal<Reshape<[2, 3, 4], [5, 4]>, Mismatch<'reshape: [2,3,4] has not as many elements as [5,4]'>>>()
check<Equal<Reshape<[2, 3, 4], [5, -1]>, Mismatch<'reshape: the elements of [2,3,4] cannot be divided into [5,-1]'>>>()
check<Equal<Reshape<[2, 3, 4], [-1, -1]>, Mismatch<'reshape: only one size of [-1,-1] can be -1'>>>()
check<Equal<Flatten<[number, 512, 7, 7]>, [number, 25088]>>()
check<Equal<Ravel<[2, 3, 4]>, [24]>>()
check<Equal<SizeOf<[1000, 1000, 100]>, 100000000>>()
check<Equal<NestedShape<readonly [readonly [1, 2, 3], readonly [4, 5, 6]]>, [2, 3]>>()
check<Equal<NestedShape<number[][]>, [number, number]>>()
check<Equal<NestedShape<5>, []>>()
check<Equal<NestedShape<readonly []>, [0]>>()
check<Equal<NestedShape<readonly [readonly [1, 2], readonly [3]]>, Mismatch<'tensor: the rows differ in length'>>>()

// concat, stack, split
check<Equal<Concat<[[2, 3], [4, 3], [1, 3]], 0>, [7, 3]>>()
check<Equal<Concat<[[2, 3], [2, 5]], -1>, [2, 8]>>()
check<Equal<Concat<[[number, 3], [4, 3]], 0>, [number, 3]>>()
check<Equal<Concat<[2, 3][], 0>, [number, 3]>>()
check<Equal<Concat<[[2, 3], [4, 5]], 0>, Mismatch<'concat: [2,3] and [4,5] differ off axis 0'>>>()
check<Equal<Concat<[[2, 3], [4, 3]], 2>, Mismatch<'axis 2 is out of range for [2,3]'>>>()
check<Equal<Stack<[[2, 3], [2, 3], [2, 3]], 0>, [3, 2, 3]>>()
check<Equal<Stack<[[2, 3], [2, 3]], -1>, [2, 3, 2]>>()
check<Equal<Stack<[2, 3][], 0>, [number, 2, 3]>>()
check<Equal<Stack<[[2, 3], [2, 4]], 0>, Mismatch<'stack: [2,3] and [2,4] differ'>>>()
check<Equal<Split<[6, 4], 3, 0>, [2, 4]>>()
check<Equal<Split<[6, 4], 4, 0>, Mismatch<'split: axis 0 of [6,4] cannot be divided into 4 equal parts'>>>()

// slice
check<Equal<Slice<[10, 20, 30], [3, [2, 7], []]>, [5, 30]>>()
check<Equal<Slice<[10, 20, 30], [[0, -1]]>, [9, 20, 30]>>()
check<Equal<Slice<[10, 20], [[], [5]]>, [10, 15]>>()
check<Equal<Slice<[10, 20], [[0, 10, 3]]>, [4, 20]>>()
check<Equal<Slice<[10], [[7, 2]]>, [0]>>()
check<Equal<Slice<[number, 20], [0]>, [20]>>()
check<Equal<Slice<[number, 20], [[0, 5]]>, [5, 20]>>()
check<Equal<Slice<[number, 20], [[0, -1]]>, [number, 20]>>()
check<Equal<Slice<[10, 20], [-10]>, [20]>>()
check<Equal<Slice<[10, 20], [10]>, Mismatch<'slice: 10 is out of range for axis 0 of [10,20]'>>>()
check<Equal<Slice<[10, 20], [[], -21]>, Mismatch<'slice: -21 is out of range for axis 1 of [10,20]'>>>()
check<Equal<Slice<[10, 20], [[0, 11]]>, Mismatch<'slice: 11 is out of range for axis 0 of [10,20]'>>>()
check<Equal<Slice<[10], [0, 0]>, Mismatch<'slice: more entries than axes in [10]'>>>()

// einsum
check<Equal<Einsum<'bij,bjk->bik', [[2, 3, 4], [2, 4, 5]]>, [2, 3, 5]>>()
check<Equal<Einsum<'i j, j k -> k i', [[2, 3], [3, 4]]>, [4, 2]>>()
check<Equal<Einsum<'ii->', [[3, 3]]>, []>>()
check<Equal<Einsum<'bhtd,bhsd->bhts', [[number, 8, 16, 64], [2, 8, 16, 64]]>, [2, 8, 16, 16]>>()
check<Equal<Einsum<'...ij->...ji', [[2, 3, 4]]>, [2, 4, 3]>>()
check<Equal<Einsum<'...ij,...jk->...ik', [[5, 1, 2, 3], [7, 3, 4]]>, [5, 7, 2, 4]>>()
check<Equal<Einsum<'i...j , j -> i...', [[2, 8, number, 3], [3]]>, [2, 8, number]>>()
check<Equal<Einsum<'...ij,jk', [[6, 2, 3], [3, 4]]>, [6, 2, 4]>>()
check<Equal<Einsum<'...,...', [[2, 1], [3]]>, [2, 3]>>()
check<Equal<Einsum<'...i->...', [[4]]>, []>>()
check<Equal<Einsum<'...i->i', [[2, 4]]>, [4]>>()
check<Equal<Einsum<'...i,...i->...', [[2, 4], [3, 4]]>, Mismatch<"einsum: '...' is both [2] and [3]">>>()
check<Equal<Einsum<'...ij->...ji', [[2]]>, Mismatch<"einsum: '...ij' does not name the axes of [2]">>>()
check<Equal<Einsum<'...ij,...jk->...ik', [[5, 2, 3], [5, 9, 4]]>, Mismatch<"einsum: 'j' is both 3 and 9">>>()
check<Equal<Einsum<'bij,bjk->bik', [[2, 3, 4], [2, 9, 5]]>, Mismatch<"einsum: 'j' is both 4 and 9">>>()
check<Equal<Einsum<'bij->bx', [[2, 3, 4]]>, Mismatch<"einsum: output letter 'x' is not in the inputs">>>()
check<Equal<Einsum<'ij->ji', [[2, 3, 4]]>, Mismatch<"einsum: 'ij' does not name the axes of [2,3,4]">>>()
check<Equal<Einsum<'ij,jk->ik', [[2, 3]]>, Mismatch<'einsum: fewer operands than the specification names'>>>()
check<Equal<Einsum<'ij->ik', [[2, 3], [2, 3]]>, Mismatch<'einsum: more operands than the specification names'>>>()
check<Equal<Einsum<'ba', [[2, 3]]>, [3, 2]>>()
check<Equal<Einsum<'ij,jk', [[2, 3], [3, 4]]>, [2, 4]>>()
check<Equal<Einsum<'ii', [[2, 2]]>, []>>()
check<Equal<Einsum<'bA,b', [[2, 3], [2]]>, [3]>>()

// convolution and pools
check<Equal<WindowSize<4096, 3, 2, 1>, 2048>>()
check<Equal<Convolution<[number, 1, 28, 28], [6, 1, 5, 5], Record<never, never>>, [number, 6, 24, 24]>>()
check<Equal<Convolution<[8, 3, 224, 224], [64, 3, 7, 7], { stride: 2; padding: 3 }>, [8, 64, 112, 112]>>()
check<Equal<Convolution<[8, 3, 32, 32], [64, 3, 3, 3], { padding: 2; dilation: 2 }>, [8, 64, 32, 32]>>()
check<Equal<Convolution<[8, 3, 32, 20], [64, 3, 3, 5], { padding: [1, 2]; stride: [2, 1] }>, [8, 64, 16, 20]>>()
check<Equal<Convolution<[8, 16, 100], [32, 4, 3], { groups: 4 }>, [8, 32, 98]>>()
check<Equal<Convolution<[8, 3, 9, 9, 9], [4, 3, 3, 3, 3], Record<never, never>>, [8, 4, 7, 7, 7]>>()
check<
  Equal<
    Convolution<[8, 3, 32, 32], [64, 4, 3, 3], Record<never, never>, 'conv2d'>,
    Mismatch<'conv2d: channels must match; input has 3, weight [64,4,3,3] expects 4'>
  >
>()
check<
  Equal<
    Convolution<[8, 3, 2, 2], [64, 3, 3, 3], Record<never, never>>,
    Mismatch<'conv: kernel [3,3] is larger than the padded input [2,2]'>
  >
>()
check<
  Equal<Convolution<[8, 3, 2], [64, 3, 3, 3], Record<never, never>>, Mismatch<'conv: input [8,3,2] and weight [64,3,3,3] differ in rank'>>
>()
check<Equal<Pool<[number, 6, 24, 24], 2, Record<never, never>>, [number, 6, 12, 12]>>()
check<Equal<Pool<[2, 6, 24, 24], 3, { stride: 2; padding: 1 }>, [2, 6, 12, 12]>>()
check<Equal<Pool<[2, 6, 24, 24], [2, 3], Record<never, never>>, [2, 6, 12, 8]>>()
check<Equal<Pool<[2, 6, number, 1], 2, Record<never, never>>, Mismatch<'pool: kernel 2 is larger than the padded input [?,1]'>>>()
