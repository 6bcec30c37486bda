// Augmentation: each training digit moved by up to two pixels either way, another way in every epoch. A function of (seed, epoch) alone,
// so that a resumed run sees the same digits.

import { map, ndArray, permutation } from 'tenet/data'
import type { DigitSet } from './digits.js'

const side = 28
const reach = 2
const ways = (2 * reach + 1) ** 2

export function shifted(digits: DigitSet, seed: number, epoch: number): DigitSet {
  // A permutation of all digits, taken modulo the ways to shift: each way is used equally often.
  const order = permutation(digits.length, { seed: seed + 7919, epoch })
  return map(digits, ({ image, label }, i) => {
    const moved = new Uint8Array(side * side)
    const way = (order[i] ?? 0) % ways
    const [dx, dy] = [(way % (2 * reach + 1)) - reach, Math.floor(way / (2 * reach + 1)) - reach]
    for (let y = Math.max(0, dy); y < Math.min(side, side + dy); y++) {
      const from = (y - dy) * side
      const [left, right] = [Math.max(0, dx), Math.min(side, side + dx)]
      moved.set(image.data.subarray(from + left - dx, from + right - dx), y * side + left)
    }
    return { image: ndArray([1, side, side], 'uint8', moved), label }
  })
}
