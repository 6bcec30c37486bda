// PyTorch's names of dtypes and of the storages that hold them.

import { type DTypeName, dtypeInfo } from '../../support/dtype.js'

/** The storage class of each dtype; those added since PyTorch 2.3 have none, and are kept in untyped bytes. */
export const storageClasses = {
  bool: 'BoolStorage',
  uint8: 'ByteStorage',
  uint16: null,
  uint32: null,
  uint64: null,
  int8: 'CharStorage',
  int16: 'ShortStorage',
  int32: 'IntStorage',
  int64: 'LongStorage',
  float16: 'HalfStorage',
  bfloat16: 'BFloat16Storage',
  float32: 'FloatStorage',
  float64: 'DoubleStorage',
  complex64: 'ComplexFloatStorage',
  complex128: 'ComplexDoubleStorage',
} as const satisfies Record<DTypeName, string | null>

const entries = Object.entries(storageClasses) as readonly (readonly [DTypeName, string | null])[]

/** What a storage holds: elements of a dtype, or bytes of which the tensors say what they are. */
export interface StorageType {
  readonly dtype: DTypeName | null
  readonly bytes: number
}

/** By the name of the class in a pickle. */
export const storageTypes: ReadonlyMap<string, StorageType> = new Map<string, StorageType>([
  ...entries.flatMap(([dtype, name]) => (name === null ? [] : [[`torch.${name}`, { dtype, bytes: dtypeInfo(dtype).bytes }] as const])),
  ['torch.storage.UntypedStorage', { dtype: null, bytes: 1 }] as const,
  ['torch.UntypedStorage', { dtype: null, bytes: 1 }] as const,
])

/** `torch.float32` and its like. */
export const dtypesByGlobal: ReadonlyMap<string, DTypeName> = new Map(entries.map(([dtype]) => [`torch.${dtype}`, dtype] as const))

/** Storages and dtypes of PyTorch that have no counterpart here. */
export const isForeignDType = (name: string): boolean =>
  /^torch\.(?:(?:ComplexHalf|Q\w+)Storage|complex32|chalf|float8_\w+|float4_\w+|quint\w+|qint\w+|bits\w+|u?int[1-7])$/.test(name)
