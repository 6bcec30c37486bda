// Curves on a logarithmic scale, in panels side by side, as an SVG file.

export interface Curve {
  readonly name: string
  readonly colour: string
  readonly values: readonly number[]
  readonly dashed?: boolean
}

export interface Panel {
  readonly title: string
  readonly curves: readonly Curve[]
}

const ink = '#1f2937'
const faint = '#6b7280'
const [width, height, gap, left, top] = [250, 230, 62, 70, 92] as const

/** The powers of ten that hold all values, at most twelve to either side of 1: what is beyond lies on the edge. */
export function decades(panels: readonly Panel[]): readonly [low: number, high: number] {
  const all = panels.flatMap(({ curves }) => curves.flatMap(({ values }) => values)).filter(v => v > 0 && Number.isFinite(v))
  const [least, most] = [Math.log10(Math.min(...all)), Math.log10(Math.max(...all))]
  return [Math.max(-12, Math.min(0, Math.floor(least))), Math.min(12, Math.max(0, Math.ceil(most)))]
}

function drawPanel({ title, curves }: Panel, place: number, [low, high]: readonly [number, number]): string {
  const x0 = left + place * (width + gap)
  const y = (decade: number): number => top + height * (1 - (Math.min(high, Math.max(low, decade)) - low) / (high - low))
  const longest = Math.max(...curves.map(({ values }) => values.length - 1))
  const x = (k: number): number => x0 + (width * k) / longest
  const every = Math.max(1, 2 * Math.ceil((high - low) / 16))
  const grid: string[] = []
  for (let decade = low; decade <= high; decade += every)
    grid.push(
      `<line x1="${x0}" x2="${x0 + width}" y1="${y(decade).toFixed(1)}" y2="${y(decade).toFixed(1)}" stroke="${decade === 0 ? '#9ca3af' : '#e5e7eb'}"/>`,
      `<text x="${x0 - 8}" y="${(y(decade) + 4).toFixed(1)}" text-anchor="end" font-size="11" fill="${faint}">10<tspan dy="-4" font-size="8">${decade}</tspan></text>`,
    )
  for (const k of [0, Math.round(longest / 2), longest])
    grid.push(`<text x="${x(k).toFixed(1)}" y="${top + height + 18}" text-anchor="middle" font-size="11" fill="${faint}">${k}</text>`)
  const lines = curves.map(({ values, colour, dashed }) => {
    const points = values.map((v, k) => `${x(k).toFixed(1)},${y(v > 0 ? Math.log10(v) : low).toFixed(1)}`).join(' ')
    return `<polyline points="${points}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${dashed === true ? ' stroke-dasharray="5 4"' : ''}/>`
  })
  return [
    `<text x="${x0}" y="${top - 14}" font-size="14" font-weight="600" fill="${ink}">${title}</text>`,
    ...grid,
    ...lines,
    `<text x="${x0 + width / 2}" y="${top + height + 36}" text-anchor="middle" font-size="11" fill="${faint}">steps back from the loss</text>`,
  ].join('\n')
}

/** An SVG file; every panel has the curves of the first, by name and colour. */
export function drawCurves(title: string, panels: readonly Panel[]): string {
  const range = decades(panels)
  const total = left + panels.length * (width + gap)
  const names = (panels[0]?.curves ?? []).map(({ name, colour, dashed }, i) => {
    const x = left + i * 200
    const y = top + height + 66
    return (
      `<line x1="${x}" x2="${x + 26}" y1="${y - 4}" y2="${y - 4}" stroke="${colour}" stroke-width="2"${dashed === true ? ' stroke-dasharray="5 4"' : ''}/>` +
      `<text x="${x + 34}" y="${y}" font-size="12" fill="${ink}">${name}</text>`
    )
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${total} ${top + height + 90}" width="${total}" height="${top + height + 90}" font-family="system-ui, sans-serif">
<rect width="100%" height="100%" fill="white"/>
<text x="${left}" y="40" font-size="18" font-weight="700" fill="${ink}">${title}</text>
${panels.map((panel, i) => drawPanel(panel, i, range)).join('\n')}
${names.join('\n')}
</svg>
`
}
