// How a report looks, beyond what all pages share, and what it does when touched.

import { light, seriesVariables } from '../plot/theme.js'

const strokes = light.series.map((_, i) => `.stroke${i} { --of: var(--series${i}); }`).join(' ')

export const style = `
${seriesVariables}
${strokes} .rest { --of: var(--soft); }
h2.study { font-size: clamp(22px, 4.5vw, 30px); letter-spacing: -.02em; overflow-wrap: anywhere; }
.study-part { border-top: 1px solid var(--line); margin-top: 72px; padding-top: 8px; }
bdi { overflow-wrap: anywhere; } td bdi, th bdi { overflow-wrap: break-word; }
.panel > svg, .panel > div > svg { display: block; width: 100%; height: auto; }
.swatch { display: inline-block; width: 18px; height: 0; border-top: 3px solid var(--of); border-radius: 2px; vertical-align: middle; margin-right: 8px; flex: none; }
.swatch.dashed { border-top-style: dashed; border-radius: 0; } .swatch.dotted { border-top-style: dotted; border-radius: 0; }
.keys { display: flex; flex-wrap: wrap; gap: 6px 8px; margin: 0 0 12px; }
.key { font: inherit; font-size: 13px; color: var(--ink); background: none; border: 1px solid var(--line); border-radius: 99px; padding: 4px 12px 4px 10px; display: inline-flex; align-items: center; text-align: left; }
button.key { cursor: pointer; min-height: 32px; } button.key:hover { border-color: var(--soft); } button.key[aria-pressed="false"] { opacity: .45; text-decoration: line-through; }
button.key:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.series[hidden] { display: none; }
.panel { margin: 0; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); padding: 12px 8px 4px; min-width: 0; }
figcaption { font-size: 13.5px; font-weight: 600; padding: 0 10px; display: flex; justify-content: space-between; gap: 12px; align-items: baseline; }
figcaption small { font-weight: 400; flex: none; }
.panels { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); gap: 12px; margin-top: 12px; }
.narrow { display: none; }
.matrix { width: fit-content; max-width: 100%; } .panel.matrix svg { width: auto; max-width: 100%; margin: 0 auto; }
table { border-collapse: collapse; width: 100%; font-size: 14px; }
th, td { text-align: left; padding: 9px 11px; vertical-align: top; border-bottom: 1px solid var(--line); font-weight: 400; }
thead th { font-size: 12.5px; font-weight: 600; vertical-align: bottom; } thead small { white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
.long { display: inline-block; min-width: 24ch; overflow-wrap: anywhere; } tbody th { font-weight: 600; } .name { display: inline-flex; align-items: center; } .label { display: none; } .number { text-align: right; } td.number { white-space: nowrap; }
.won .mean { font-weight: 650; }
.star { color: var(--accent); margin-left: 5px; }
.note.under { margin: 10px 0 0; font-size: 13px; }
.bars { margin-bottom: 12px; }
.pairs { margin: 0; padding: 0; list-style: none; display: flex; flex-wrap: wrap; gap: 6px 24px; font-size: 14px; } .pairs small { display: inline; margin-left: 8px; }
.cards { list-style: none; margin: 0; padding: 0; display: grid; grid-template-columns: repeat(auto-fill, minmax(132px, 1fr)); gap: 10px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 10px; padding: 10px; box-shadow: var(--shadow); min-width: 0; }
.card.wrong { border-color: var(--series1); }
.card img { width: 100%; height: auto; border-radius: 6px; margin-bottom: 8px; display: block; background: var(--code); }
.panel img { max-width: 100%; height: auto; margin-top: 4px; display: block; margin: 0 auto 8px; border-radius: 6px; }
.pixels { image-rendering: pixelated; } .panel .pixels { width: min(100%, 256px); }
.cards.texts { grid-template-columns: repeat(auto-fill, minmax(min(100%, 250px), 1fr)); }
blockquote { margin: 0 0 8px; font-size: 13px; }
.verdict { display: flex; gap: 6px; align-items: baseline; font-size: 13.5px; line-height: 1.35; } .verdict b { font-weight: 600; min-width: 0; } .mark { color: var(--series0); font-weight: 700; } .wrong .mark { color: var(--series1); }
.facts { display: flex; flex-wrap: wrap; gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; margin: 0 0 12px; }
.facts div { flex: 1 1 200px; min-width: 0; background: var(--card); padding: 9px 14px; } .facts dd { font-weight: 500; } .facts dt, .facts dd { overflow-wrap: anywhere; }
.warning { background: var(--card); border: 1px solid var(--line); border-left: 4px solid var(--series1); border-radius: 8px; padding: 10px 14px; margin: 0 0 12px; }
.warning ul { margin: 6px 0 0; padding-left: 18px; font-size: 13.5px; } .warning li { overflow-wrap: anywhere; }
@media (max-width: 700px) {
  .wide { display: none; } .narrow { display: block; }
  .panel { padding: 10px 2px 2px; }
  .table { border: 0; background: none; box-shadow: none; padding: 0; overflow: visible; }
  .table thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .table table, .table tbody { display: block; }
  .table tr { display: block; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); padding: 6px 14px; margin-bottom: 10px; }
  .table th, .table td { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 12px; padding: 5px 0; text-align: right; border-bottom: 1px solid var(--line); white-space: normal; }
  .table tr > :last-child { border-bottom: 0; }
  .table tbody th { justify-content: flex-start; font-size: 15.5px; } .label { display: inline; color: var(--soft); font-size: 13px; font-weight: 400; margin-right: 8px; }
  .table tbody td::before { content: attr(data-name); color: var(--soft); font-size: 13px; overflow-wrap: anywhere; text-align: left; }
  .table th bdi, .table td bdi { overflow-wrap: anywhere; min-width: 0; }
  .table td small { flex-basis: 100%; } .long { min-width: 0; }
  .cards:not(.texts) { grid-template-columns: repeat(auto-fill, minmax(100px, 1fr)); }
}
@media print { .keys { display: none; } }
`

/** Names of the legend show and hide their curves in all pictures of their study. */
export const script = `
for (const key of document.querySelectorAll('button.key')) key.addEventListener('click', () => {
  const shown = key.getAttribute('aria-pressed') !== 'true'
  key.setAttribute('aria-pressed', String(shown))
  for (const series of key.closest('.study').querySelectorAll('.series[data-series="' + key.dataset.series + '"]')) series.toggleAttribute('hidden', !shown)
})
`
