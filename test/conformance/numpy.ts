// Every public function of NumPy, of numpy.linalg and of numpy.fft: what it is in ours, or why there is none.

/** What stands for a function of theirs: names of ours, or a reason. */
export type Counterpart = { readonly ours: readonly string[] } | { readonly reason: string }

/** `theirs:ours`, or `theirs:ours+ours` where it takes several; names that are alike need no ours. */
const implemented = `
abs absolute:abs fabs:abs add all allclose:allClose amax:max amin:min any arange arccos:acos arccosh:acosh arcsin:asin arcsinh:asinh
arctan:atan arctan2:atan2 arctanh:atanh acos acosh asin asinh atan atan2 atanh argmax argmin argsort argwhere around:round
array:tensor asarray:tensor asanyarray:tensor ascontiguousarray:tensor astype:cast atleast_1d:atLeast1d atleast_2d:atLeast2d
atleast_3d:atLeast3d array_split:arraySplit bincount bitwise_and:bitwiseAnd bitwise_count:bitwiseCount bitwise_invert:bitwiseNot
bitwise_not:bitwiseNot invert:bitwiseNot bitwise_or:bitwiseOr bitwise_xor:bitwiseXor bitwise_left_shift:leftShift
bitwise_right_shift:rightShift left_shift:leftShift right_shift:rightShift broadcast_arrays:broadcastArrays
broadcast_shapes:broadcastShapes broadcast_to:broadcastTo cbrt ceil choose clip:clamp column_stack:columnStack compress concat
concatenate:concat copysign:copySign cos cosh cumprod cumsum cumulative_prod:cumprod cumulative_sum:cumsum deg2rad radians:deg2rad
degrees:rad2deg rad2deg diag diagonal divide:div true_divide:div divmod dot dstack einsum empty:zeros empty_like:zerosLike equal exp
exp2 expand_dims:expandDims expm1 extract eye fill_diagonal:fillDiagonal fix:trunc flatnonzero:nonzero flip fliplr:flip flipud:flip
float_power:pow floor floor_divide:floorDivide fmax fmin fmod frexp full full_like:fullLike gcd greater greater_equal:greaterEqual
heaviside histogram hypot i0 identity:eye indices isclose:isClose isfinite:isFinite isinf:isInf isnan:isNaN isneginf:isNegInf
isposinf:isPosInf lcm ldexp less less_equal:lessEqual lexsort linspace log log10 log1p log2 logaddexp logaddexp2
logical_and:logicalAnd logical_not:logicalNot logical_or:logicalOr logical_xor:logicalXor matmul matvec:matmul vecmat:matmul max
maximum mean median min minimum mod:remainder remainder modf moveaxis:moveAxis multiply:mul nan_to_num:nanToNum nanmedian:nanMedian
nanpercentile:nanPercentile nanquantile:nanQuantile negative:neg nextafter:nextAfter nonzero not_equal:notEqual ones ones_like:onesLike
outer pad percentile permute_dims:transpose positive pow power:pow prod put_along_axis:putAlongAxis quantile ravel
ravel_multi_index:ravelMultiIndex reciprocal repeat reshape rint:round roll rollaxis:moveAxis rot90 round searchsorted:searchSorted
digitize select sign signbit:signBit sin sinc sinh sort spacing split hsplit:split vsplit:split dsplit:split sqrt square
squeeze stack hstack vstack row_stack:vstack std subtract:sub sum swapaxes:swapAxes matrix_transpose:swapAxes take
take_along_axis:takeAlongAxis tan tanh tensordot tile transpose tril triu trunc unique unique_all:uniqueAll unique_values:unique
unravel_index:unravelIndex unstack:split var:variance where zeros zeros_like:zerosLike vdot inner
linalg.matmul:matmul linalg.matrix_transpose:swapAxes linalg.outer:outer linalg.tensordot:tensordot linalg.diagonal:diagonal
cross:linalg.cross trace:linalg.trace linalg.cholesky linalg.cond linalg.cross linalg.det linalg.eigh linalg.eigvalsh linalg.inv linalg.lstsq
linalg.matrix_norm:linalg.matrixNorm linalg.matrix_power:linalg.matrixPower linalg.matrix_rank:linalg.matrixRank
linalg.multi_dot:linalg.multiDot linalg.norm:linalg.vectorNorm linalg.pinv linalg.qr linalg.slogdet linalg.solve linalg.svd linalg.svdvals
kron vecdot linalg.vecdot:vecdot logspace meshgrid average convolve correlate corrcoef cov count_nonzero:countNonzero diff gradient interp
nanargmax:nanArgmax nanargmin:nanArgmin nanmax:nanMax nanmean:nanMean nanmin:nanMin nanprod:nanProd nanstd:nanStd nansum:nanSum
nanvar:nanVariance ptp trapezoid vander geomspace polyval tri fromfunction:tabulate einsum_path:einsumPath
linalg.eig linalg.eigvals linalg.tensorinv linalg.tensorsolve linalg.trace linalg.vector_norm:linalg.vectorNorm
angle conj conjugate:conj imag real iscomplexobj:isComplex fft.fft fft.ifft fft.rfft fft.irfft fft.hfft fft.ihfft fft.fft2 fft.ifft2 fft.fftn
fft.ifftn fft.rfft2 fft.irfft2 fft.rfftn fft.irfftn fft.fftfreq fft.rfftfreq fft.fftshift fft.ifftshift
partition:sort argpartition:argsort append block:concat delete:remove diag_indices:diagIndices diag_indices_from:diagIndices
diagflat insert ix_:ix mask_indices:nonzero tril_indices:trilIndices tril_indices_from:trilIndices trim_zeros:trimZeros
triu_indices:triuIndices triu_indices_from:triuIndices apply_along_axis:vmap apply_over_axes:vmap piecewise:select+vmap
array_equal:equal+all array_equiv:equal+all ediff1d:diff+ravel histogram2d histogram_bin_edges:histogramBinEdges histogramdd
nancumprod:nanCumprod nancumsum:nanCumsum unwrap bartlett:signal.bartlett blackman:signal.blackman hamming:signal.hamming
hanning:signal.hann kaiser:signal.kaiser intersect1d isin setdiff1d setxor1d union1d unique_counts:uniqueAll unique_inverse:uniqueAll
iscomplex:imag+notEqual isreal:imag+equal packbits unpackbits poly polyadd polyder polydiv polyfit polyint polymul polysub roots
`

const reasons: Readonly<Record<string, string>> = {
  'tensors never change': 'copyto place put putmask resize require',
  'every tensor is a copy that nobody changes': 'copy',
  'text, files and printing belong to JavaScript': `array2string array_repr array_str base_repr binary_repr format_float_positional
    format_float_scientific fromfile fromregex fromstring genfromtxt get_printoptions load loadtxt printoptions save savetxt savez
    savez_compressed set_printoptions info typename`,
  'dates belong to JavaScript': 'busday_count busday_offset datetime_as_string datetime_data is_busday isnat',
  'dtypes are strings, checked in types': `can_cast common_type isdtype issubdtype min_scalar_type mintypecode promote_types result_type
    isrealobj isscalar`,
  'floating-point errors are values here, and there is no such state': 'geterr geterrcall getbufsize seterr seterrcall setbufsize',
  'memory layout is not visible': `asarray_chkfinite asfortranarray isfortran may_share_memory shares_memory nested_iters from_dlpack
    frombuffer asmatrix bmat`,
  'what a tensor says of itself, or JavaScript does': `ndim shape size iterable  fromiter frompyfunc get_include show_config
    show_runtime test `,
  'a dtype cannot depend on elements': 'real_if_close',
  'complex numbers have no order': 'sort_complex',
}

export const numpy: Readonly<Record<string, Counterpart>> = Object.fromEntries([
  ...Object.entries(reasons).flatMap(([reason, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name): readonly [string, Counterpart] => [name, { reason }]),
  ),
  ...implemented
    .trim()
    .split(/\s+/)
    .map((entry): readonly [string, Counterpart] => {
      const [theirs = '', ours = theirs] = entry.split(':')
      return [theirs, { ours: ours.split('+') }]
    }),
])
