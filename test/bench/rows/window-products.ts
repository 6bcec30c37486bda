// The least multiplications of a convolution with small windows that a floor may count on: those of Winograd's F(2 × 2, 3 × 3), 16 for each square of four
// results in place of 36, and of F(2 × 2, 2 × 2), 9 in place of 16, as far as the squares fill the image.

/** Of one image with windows of 3 × 3, without stride. @param size of its sides */
export const windowProducts = (from: number, to: number, size: number): number =>
  from * to * Math.min(9 * size ** 2, 16 * Math.ceil(size / 2) ** 2)

/** Of one image with windows of 2 × 2, which is what each phase of a transposed convolution with windows of 4 × 4 and a stride of two has. */
export const phaseProducts = (from: number, to: number, size: number): number =>
  from * to * Math.min(4 * size ** 2, 9 * Math.ceil(size / 2) ** 2)
