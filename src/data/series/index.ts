// Series: windows, parts of time, and normalization by the past.

export { fitNormalization, type SeriesNormalization } from './normalization.js'
export { type Series, type SeriesWindow, type SeriesWindowOptions, seriesWindows, splitSeries } from './windows.js'
