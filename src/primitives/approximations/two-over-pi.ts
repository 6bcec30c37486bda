// The binary digits of 2/π after the point: as many as the reduction of the largest float64 needs.
// Made with mpmath 1.3: `'%x' % floor(2/pi * mpf(2)**1216)` at 1500 bits.

const digits = 1216n
const twoOverPi = BigInt(
  '0xa2f9836e4e441529fc2757d1f534ddc0db6295993c439041fe5163abdebbc561b7246e3a424dd2e006492eea09d1921cfe1deb1cb129a73e' +
    'e88235f52ebb4484e99c7026b45f7e413991d639835339f49c845f8bbdf9283b1ff897ffde05980fef2f118b5a0a6d1f6d367ecf27cb09b74f' +
    '463f669e5fea2d7527bac7ebe5f17b3d0739f78a5292ea6bfb5fb11f8d5d0856033046fc7b6bab',
)

/** The digits of 2/π of the weights 2^high … 2^(high - count + 1), as an integer. */
export function digitsOfTwoOverPi(high: number, count: number): bigint {
  const lowest = BigInt(high - count + 1)
  const shift = digits + lowest
  const aligned = shift >= 0n ? twoOverPi >> shift : twoOverPi << -shift
  return aligned & ((1n << BigInt(count)) - 1n)
}
