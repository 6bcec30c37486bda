// HTML and SVG as text: elements from attributes and children. Only `text` and attribute values are escaped; what is already markup stays.

/**
 * What no document may hold: control characters but for tabs and ends of lines, halves of surrogate pairs, two that are no characters; and what would turn
 * the direction of all that comes after it.
 */
const unprintable = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu

/** Text as markup; characters that it may not hold are shown as U+FFFD. */
export const text = (value: string): string =>
  value.replace(unprintable, '\ufffd').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export type Attributes = Readonly<Record<string, string | number | undefined>>

/** Of SVG: closed where they open when they have no children. */
const closed = new Set(['rect', 'path', 'line', 'circle', 'use', 'image'])
/** Of HTML: never closed. */
const voids = new Set(['meta', 'img', 'br', 'col'])

/** An element; attributes that are undefined are left out. */
export function element(tag: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${text(String(value))}"`)
    .join('')
  if (voids.has(tag)) return `<${tag}${written}>`
  return closed.has(tag) && children.length === 0 ? `<${tag}${written}/>` : `<${tag}${written}>${children.join('')}</${tag}>`
}

/** Of a class. */
export const div = (name: string, ...children: readonly string[]): string => element('div', { class: name }, ...children)
export const span = (name: string, ...children: readonly string[]): string => element('span', { class: name }, ...children)
/** Text in lines that stay as they are, behind a line that opens them. */
export const folded = (title: string, lines: string): string =>
  element('details', { class: 'code' }, element('summary', {}, text(title)), element('pre', {}, text(lines)))
/** A part of a page: its title, what it shows in a sentence, and that. */
export const section = (title: string, explanation: string, ...content: readonly string[]): string =>
  element('section', {}, element('h2', {}, text(title)), element('p', { class: 'note' }, text(explanation)), ...content)
