// Colours of pictures. Those of curves are told apart by people who see two colours as well as by those who see three (test/experiment/plot holds
// every pair to a distance under Machado's simulations), and stand out from the paper by a contrast of 3 : 1 or more; dashes repeat what colours say.

export interface Theme {
  readonly paper: string
  readonly ink: string
  /** Of labels and ticks. */
  readonly soft: string
  /** Of grids. */
  readonly line: string
  /** Of curves and bars, in this order. */
  readonly series: readonly string[]
}

export const light: Theme = {
  paper: '#ffffff',
  ink: '#1d1f24',
  soft: '#5f6470',
  line: '#e4e2dc',
  series: ['#2b6fd0', '#dc6a12', '#62a280', '#b93880', '#634500', '#3f00ac'],
}

export const dark: Theme = {
  paper: '#1b1e24',
  ink: '#e9e8e4',
  soft: '#9aa0ab',
  line: '#2c3038',
  series: ['#6aa6f8', '#f0893a', '#9de2bf', '#e8347f', '#ebdb1c', '#5d70f1'],
}

/** Variables of the page that a picture stands in, so that it is light or dark with it: `seriesVariables` defines what pages do not. */
const page: Theme = {
  paper: 'var(--card)',
  ink: 'var(--ink)',
  soft: 'var(--soft)',
  line: 'var(--line)',
  series: light.series.map((_, i) => `var(--series${i})`),
}

const themes = { light, dark, page }
export type ThemeName = keyof typeof themes
export const themeNames: readonly ThemeName[] = ['light', 'dark', 'page']
export const themeOf = (name: ThemeName): Theme => themes[name]

const variables = ({ series }: Theme): string => series.map((colour, i) => `--series${i}: ${colour};`).join(' ')
/** Rules of a page with pictures in the theme `page`. */
export const seriesVariables = `
:root { ${variables(light)} }
@media (prefers-color-scheme: dark) { :root { ${variables(dark)} } }
`

/** Of the i-th curve. Whoever comes after all colours in all dashes is grey. */
export interface Stroke {
  readonly colour: string
  readonly dash: string | undefined
}

const dashes = [undefined, '7 4', '2 3.5'] as const

/** How many curves are told apart. */
export const distinct = light.series.length * dashes.length

export function strokeOf({ series, soft }: Theme, i: number): Stroke {
  const colour = series[i % series.length]
  if (i >= distinct || colour === undefined) return { colour: soft, dash: undefined }
  return { colour, dash: dashes[Math.floor(i / series.length)] }
}
