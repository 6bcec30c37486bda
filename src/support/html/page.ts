// A whole page: everything in it, nothing loaded from elsewhere, light and dark, from 360 pixels up.

import { div, element, span, text } from './markup.js'

export interface Page {
  readonly title: string
  /** Rules beyond those that all pages share. */
  readonly style: string
  readonly script: string
  /** Markup. */
  readonly content: readonly string[]
}

export function htmlPage({ title, style, script, content }: Page): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('title', {}, text(title)),
      `<style>${sharedStyle}${style}</style>`,
    ),
    element('body', {}, element('main', {}, ...content), `<script>${script}</script>`),
    '</html>\n',
  ].join('\n')
}

/** What a page begins with: what made it, its title, a sentence, and a few figures by their names. */
export const pageHeader = (
  maker: string,
  title: string,
  explanation: string,
  figures: readonly (readonly [name: string, value: string])[],
): string =>
  element(
    'header',
    {},
    div('brand', 'tenet', span('', text(maker))),
    element('h1', {}, text(title)),
    element('p', { class: 'note' }, text(explanation)),
    div('figures', ...figures.map(([name, value]) => div('', element('b', {}, text(value)), span('', text(name))))),
  )

// Colours are variables, so that light and dark differ in one place.
const sharedStyle = `
:root { --paper: #fbfaf8; --card: #ffffff; --ink: #1d1f24; --soft: #6a6f7a; --line: #e4e2dc; --code: #f4f2ed; --shadow: 0 1px 2px #1d1f2412; --accent: #3f74d6; }
@media (prefers-color-scheme: dark) {
  :root { --paper: #14161a; --card: #1b1e24; --ink: #e9e8e4; --soft: #9aa0ab; --line: #2c3038; --code: #12141a; --shadow: none; --accent: #7aa5f5; }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-behavior: smooth; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 1120px; margin: 0 auto; padding: 40px 28px 96px; }
header { margin-bottom: 48px; }
.brand { font-size: 12px; letter-spacing: .14em; text-transform: uppercase; font-weight: 650; }
.brand span { color: var(--soft); font-weight: 400; margin-left: 10px; }
h1 { font-size: clamp(28px, 6vw, 44px); line-height: 1.1; letter-spacing: -.02em; margin: 10px 0 8px; overflow-wrap: anywhere; }
h2 { font-size: 20px; letter-spacing: -.01em; margin: 0 0 2px; }
h4 { font-size: 12px; color: var(--soft); font-weight: 550; margin: 18px 0 6px; }
section { margin-top: 52px; }
.note { color: var(--soft); margin: 0 0 16px; max-width: 68ch; overflow-wrap: anywhere; }
.figures { display: flex; flex-wrap: wrap; gap: 1px; background: var(--line); border: 1px solid var(--line); border-radius: 12px; overflow: hidden; margin-top: 26px; box-shadow: var(--shadow); }
.figures div { flex: 1 1 136px; min-width: 0; background: var(--card); padding: 14px 16px; }
.figures b { display: block; font-size: 20px; font-weight: 620; letter-spacing: -.01em; white-space: nowrap; }
.figures span { color: var(--soft); font-size: 12.5px; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); padding: 6px; }
dt { font-size: 12px; color: var(--soft); } dd { margin: 0; font-weight: 600; }
summary::-webkit-details-marker { display: none; }
summary:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
small { display: block; color: var(--soft); font-size: 12px; font-weight: 400; overflow: hidden; text-overflow: ellipsis; }
pre { background: var(--code); border-radius: 8px; padding: 12px 14px; margin: 0; overflow: auto; max-height: 560px; font: 12px/1.55 ui-monospace, "SF Mono", Menlo, Consolas, monospace; tab-size: 2; }
code { font: 12px ui-monospace, "SF Mono", Menlo, Consolas, monospace; }
details.code { margin-top: 8px; }
details.code > summary { cursor: pointer; list-style: none; font-size: 13.5px; font-weight: 550; padding: 5px 0; }
details.code > summary::before { content: "›"; display: inline-block; width: 14px; color: var(--soft); transition: transform .15s; }
details.code[open] > summary::before { transform: rotate(90deg) translateX(2px); }
@media (max-width: 700px) { main { padding: 26px 16px 64px; } section { margin-top: 40px; } }
@media (prefers-reduced-motion: reduce) { * { transition: none !important; } html { scroll-behavior: auto; } }
@media print { details.code { display: none; } section { break-inside: avoid-page; } }
`
