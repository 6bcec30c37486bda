// The least multiplications of a convolution with windows of 3 × 3 that a floor may count on: those of Winograd's F(2 × 2, 3 × 3), 16 for each square
// of four results in place of 36, as far as the squares fill the image.

/** Of one image, without stride. @param size of its sides */
export const windowProducts = (from: number, to: number, size: number): number =>
  from * to * Math.min(9 * size ** 2, 16 * Math.ceil(size / 2) ** 2)
