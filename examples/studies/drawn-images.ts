// Images of ten classes for where there are no files: five shapes, each plain or striped, of any colour, size and turn, on any ground, with noise.
// A function of the seed alone.

import { draws, exampleKey, fromArray, type Image, type LabelledImage, ndArray, scalar } from 'tenet/data'

const side = 32

/** How far a point is inside of each shape of size 1: positive within. */
const shapes = {
  disc: (x: number, y: number) => 1 - Math.hypot(x, y),
  ring: (x: number, y: number) => 0.3 - Math.abs(Math.hypot(x, y) - 0.75),
  square: (x: number, y: number) => 0.85 - Math.max(Math.abs(x), Math.abs(y)),
  triangle: (x: number, y: number) => Math.min(0.5 + y, 0.5 - 0.87 * Math.abs(x) - 0.5 * y),
  cross: (x: number, y: number) => Math.max(0.3 - Math.abs(x), 0.3 - Math.abs(y), -1) + Math.min(0, 1 - Math.max(Math.abs(x), Math.abs(y))),
} as const

/** The names of the classes; a label is a position in this list. */
export const drawnClasses: readonly string[] = Object.keys(shapes).flatMap(name => [name, `striped ${name}`])

type Draw = ReturnType<typeof draws>

const colour = ({ uniform }: Draw): readonly number[] => [uniform(0, 255), uniform(0, 255), uniform(0, 255)]

/** Two colours that can be told from each other. */
function colours(draw: Draw): readonly [ground: readonly number[], ink: readonly number[]] {
  const ground = colour(draw)
  for (;;) {
    const ink = colour(draw)
    if (ink.reduce((sum, value, c) => sum + Math.abs(value - (ground[c] ?? 0)), 0) > 200) return [ground, ink]
  }
}

function draw(label: number, random: Draw): Image<3> {
  const within = Object.values(shapes)[Math.floor(label / 2)] ?? shapes.disc
  const [ground, ink] = colours(random)
  const [size, turn] = [random.uniform(6, 13), random.uniform(0, 2 * Math.PI)]
  const [left, top] = [random.uniform(size, side - size), random.uniform(size, side - size)]
  const [cos, sin] = [Math.cos(turn) / size, Math.sin(turn) / size]
  const [pitch, phase] = [random.uniform(4, 5), random.uniform(0, side)]
  const pixels = new Uint8Array(side * side * 3)
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const [u, v] = [x - left, y - top]
      const inside = within(cos * u - sin * v, sin * u + cos * v) > 0
      const gap = label % 2 === 1 && (x + y + phase) % pitch < pitch / 2
      for (let c = 0; c < 3; c++) {
        const value = ((inside && !gap ? ink : ground)[c] ?? 0) + 25 * random.normal()
        pixels[(y * side + x) * 3 + c] = Math.max(0, Math.min(255, Math.round(value)))
      }
    }
  return ndArray([side, side, 3], 'uint8', pixels)
}

/** So many images, each class equally often. */
export const drawImages = (count: number, seed: number) =>
  // A key for each image: the first hundred are the same whatever the count.
  fromArray(
    Array.from({ length: count }, (_, i): LabelledImage => {
      const label = i % drawnClasses.length
      return { image: draw(label, draws(exampleKey(seed, 0, i))), label: scalar(label, 'int32') }
    }),
  )
