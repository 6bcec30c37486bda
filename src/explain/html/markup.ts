// HTML as text: elements from attributes and children. Only `text` and attribute values are escaped; what is already markup stays.

/** Text as markup. */
export const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')

export type Attributes = Readonly<Record<string, string | number | undefined>>

const voids = new Set(['meta', 'rect', 'path', 'line', 'circle'])

/** An element; attributes that are undefined are left out. */
export function element(tag: string, attributes: Attributes, ...children: readonly string[]): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${text(String(value))}"`)
    .join('')
  return voids.has(tag) && children.length === 0
    ? `<${tag}${written}${tag === 'meta' ? '' : '/'}>`
    : `<${tag}${written}>${children.join('')}</${tag}>`
}

/** Of a class. */
export const div = (name: string, ...children: readonly string[]): string => element('div', { class: name }, ...children)
export const span = (name: string, ...children: readonly string[]): string => element('span', { class: name }, ...children)
/** Text in lines that stay as they are, behind a line that opens them. */
export const folded = (title: string, lines: string): string =>
  element('details', { class: 'code' }, element('summary', {}, text(title)), element('pre', {}, text(lines)))
