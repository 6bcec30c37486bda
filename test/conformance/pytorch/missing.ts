// Operations of PyTorch that there are not, each with its reason.

import type { Table } from '../row.js'

const because = (reason: string, names: string): Table =>
  Object.fromEntries(
    names
      .trim()
      .split(/\s+/)
      .map(name => [name, reason]),
  )

export const missing: Table = {
  ...because('tensors never change', 'zero_ resize_ resize_as_'),
  ...because(
    'memory layout is not visible: there are no strides',
    `as_strided as_strided.partial_views as_strided_copy as_strided_scatter empty_permuted empty_strided new_empty new_empty_strided empty`,
  ),
  ...because(
    'a part of an implementation of theirs, or its derivative',
    `_softmax_backward_data _unsafe_masked_index _unsafe_masked_index_put_accumulate _chunk_cat _segment_reduce.lengths _segment_reduce.offsets
    _batch_norm_with_update _native_batch_norm_legit native_batch_norm native_group_norm native_layer_norm native_dropout_backward
    max_pool2d_with_indices_backward torch._scaled_mm torch._scaled_mm_v2 torch.ops.aten._efficient_attention_forward
    torch.ops.aten._flash_attention_forward torch.ops.aten._safe_softmax.default torch.ops.aten._scaled_dot_product_flash_attention_for_cpu
    jiterator_2inputs_2outputs jiterator_4inputs_with_extra_args jiterator_binary jiterator_binary_return_by_ref jiterator_unary
    _upsample_bilinear2d_aa hash_tensor nonzero_static geqrf ormqr
    linalg.ldl_factor linalg.ldl_factor_ex linalg.ldl_solve`,
  ),
  ...because('there are no sparse tensors', 'sparse.mm.reduce sparse.sampled_addmm to_sparse'),
  ...because('a method of tensors', 'item'),
  ...because('there are no complex numbers of two halves', 'chalf'),
  ...because(
    'a layer, compared with theirs in test/nn: where its windows lie is drawn from a key',
    'nn.functional.fractional_max_pool2d nn.functional.fractional_max_pool3d',
  ),
  ...because('random, by another algorithm than a projection of ours', 'svd_lowrank pca_lowrank'),
}
