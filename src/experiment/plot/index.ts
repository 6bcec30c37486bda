// Pictures of experiments: curves over steps, bars and confusion matrices as SVG, and as PNG.

export type { ScaleKind } from './axes.js'
export type { Curve } from './band.js'
export { type BarRow, type BarsOptions, bars } from './bars.js'
export { confusion } from './confusion.js'
export { type CurveSeries, type CurvesOptions, curves } from './curves.js'
export type { PictureOptions } from './options.js'
export { type PngOptions, toPng } from './png.js'
export type { ThemeName } from './theme.js'
