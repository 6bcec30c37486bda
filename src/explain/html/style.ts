// How the page looks, beyond what all pages share, and what it does when touched.

export const style = `
:root {
  --map: #3f74d6; --reduction: #c98216; --contraction: #8b50cf; --scatter: #178a78; --procedure: #64748b; --less: #b4443c; --more: #2d7d46;
  --hue0: #3f74d6; --hue1: #8b50cf; --hue2: #178a78; --hue3: #c98216; --hue4: #b4557f; --hue5: #5f7d2e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --map: #7aa5f5; --reduction: #e5aa4e; --contraction: #b98bf0; --scatter: #4cc3ae; --procedure: #94a3b8; --less: #ef8b82; --more: #73c98c;
    --hue0: #7aa5f5; --hue1: #b98bf0; --hue2: #4cc3ae; --hue3: #e5aa4e; --hue4: #e58fb3; --hue5: #a5c468;
  }
}
.strip { display: flex; gap: 2px; height: 44px; }
.part { background: var(--of); min-width: 2px; border-radius: 3px; opacity: .88; transition: opacity .15s; }
.part:hover, .part:focus-visible { opacity: 1; outline: 2px solid var(--ink); outline-offset: 1px; }
.map { --of: var(--map); } .reduction { --of: var(--reduction); } .contraction { --of: var(--contraction); } .scatter { --of: var(--scatter); } .procedure { --of: var(--procedure); }
.legend { display: flex; flex-wrap: wrap; gap: 6px 22px; margin-top: 12px; font-size: 13px; color: var(--soft); }
.key i, .dot { display: inline-block; width: 10px; height: 10px; border-radius: 3px; background: var(--of); margin-right: 7px; }
.key b { color: var(--ink); font-weight: 600; margin-left: 7px; }
svg.program { display: block; margin: 0 auto; }
.edge { fill: none; stroke: var(--soft); stroke-opacity: .38; stroke-width: 1.2; }
.edge.on { stroke: var(--ink); stroke-opacity: 1; stroke-width: 1.8; }
.unit .box { fill: var(--paper); stroke: var(--line); }
.unit.result .box { stroke: var(--of); stroke-width: 2.5; }
.unit .mark, .unit .share { fill: var(--of); }
.unit text { fill: var(--ink); font-size: 12px; font-weight: 550; }
.unit .count { text-anchor: end; fill: var(--soft); font-size: 10.5px; font-weight: 400; }
.unit .type { fill: var(--soft); font: 10.5px ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
.unit:hover .box, .unit:focus-visible .box { stroke: var(--ink); stroke-width: 1.5; }
.unit:focus-visible { outline: none; }
.passes, .numbers { border: 1px solid var(--line); border-radius: 12px; overflow: hidden; background: var(--card); box-shadow: var(--shadow); }
.pass { display: grid; grid-template-columns: minmax(180px, 1.2fr) minmax(130px, .8fr) 2fr; gap: 8px 20px; padding: 12px 16px; align-items: center; }
.pass + .pass { border-top: 1px solid var(--line); }
.pass .what b { display: block; font-weight: 600; }
.pass .note { margin: 0; font-size: 13px; }
.count { display: flex; align-items: center; gap: 10px; font-size: 13px; white-space: nowrap; }
.track { flex: 1; height: 6px; min-width: 40px; background: var(--code); border-radius: 3px; overflow: hidden; }
.track i { display: block; height: 100%; background: var(--map); border-radius: 3px; }
.chips { display: flex; flex-wrap: wrap; gap: 5px; }
.chip { font: 11.5px ui-monospace, "SF Mono", Menlo, Consolas, monospace; padding: 2px 8px; border-radius: 99px; background: var(--code); white-space: nowrap; }
.chip.less { color: var(--less); } .chip.more { color: var(--more); }
.numbers { display: grid; grid-template-columns: repeat(auto-fit, minmax(112px, 1fr)); margin: 0 0 16px; }
.numbers div { padding: 10px 14px; }
.plot { display: grid; grid-template-columns: auto 1fr; gap: 6px 10px; }
.vertical { display: flex; flex-direction: column; justify-content: space-between; font-size: 12px; color: var(--soft); text-align: right; }
.horizontal { grid-column: 2; display: flex; justify-content: space-between; font-size: 12px; color: var(--soft); }
svg.memory { width: 100%; height: 280px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; display: block; }
.life { fill-opacity: .62; stroke: var(--card); stroke-width: 1; vector-effect: non-scaling-stroke; }
.life:hover { fill-opacity: 1; }
${[0, 1, 2, 3, 4, 5].map(i => `.hue${i} { fill: var(--hue${i}); }`).join(' ')}
details.kernel { background: var(--card); border: 1px solid var(--line); border-radius: 10px; margin-bottom: 8px; padding: 0 16px; box-shadow: var(--shadow); scroll-margin-top: 12px; }
details.kernel[open] { padding-bottom: 16px; border-color: var(--soft); }
details.kernel > summary { display: grid; grid-template-columns: 14px minmax(0, 1.6fr) minmax(60px, 1fr) 84px; gap: 14px; align-items: center; padding: 10px 0; cursor: pointer; list-style: none; }
.title { font-weight: 560; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.bar { height: 6px; background: var(--code); border-radius: 3px; overflow: hidden; }
.bar i { display: block; height: 100%; background: var(--of); border-radius: 3px; min-width: 2px; }
.figure { text-align: right; font-weight: 560; white-space: nowrap; }
.kernel .numbers { box-shadow: none; background: var(--paper); margin-top: 4px; }
.columns { display: grid; grid-template-columns: 1fr 1fr; gap: 0 28px; margin-bottom: 14px; }
.values ul { margin: 0; padding: 0; list-style: none; font-size: 13px; }
.values li { display: flex; gap: 12px; padding: 3px 0; border-bottom: 1px solid var(--line); }
.values code { overflow-wrap: anywhere; }
.role { color: var(--soft); flex: 1; overflow-wrap: anywhere; } .size { white-space: nowrap; color: var(--soft); }
@media (max-width: 700px) {
  .pass { grid-template-columns: 1fr; }
  .columns { grid-template-columns: 1fr; }
  details.kernel { padding: 0 12px; }
  details.kernel > summary { grid-template-columns: 10px minmax(0, 1fr) 76px; gap: 10px; }
  .bar { display: none; }
  svg.memory { height: 220px; }
  svg.program { width: max(100%, 620px); height: auto; }
}
`

/** Opens the card that a link leads to, and shows the lines of the box at hand. */
export const script = `
const open = () => { const card = document.getElementById(location.hash.slice(1)); if (card instanceof HTMLDetailsElement) { card.open = true; card.scrollIntoView({ block: 'start' }) } }
addEventListener('hashchange', open); open()
for (const box of document.querySelectorAll('.scroll')) box.scrollLeft = (box.scrollWidth - box.clientWidth) / 2
const lines = [...document.querySelectorAll('.edge')]
for (const unit of document.querySelectorAll('.unit')) {
  const mark = on => { for (const line of lines) if (line.dataset.from === unit.dataset.unit || line.dataset.to === unit.dataset.unit) line.classList.toggle('on', on) }
  unit.addEventListener('pointerenter', () => mark(true)); unit.addEventListener('pointerleave', () => mark(false))
  unit.addEventListener('focus', () => mark(true)); unit.addEventListener('blur', () => mark(false))
}
`
