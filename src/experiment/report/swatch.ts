// A piece of a group's line, as the curves have it.

import { element } from '../../support/html/markup.js'
import { distinct, light } from '../plot/theme.js'

const colours = light.series.length
const dashes = ['', ' dashed', ' dotted']

/** @param place of the group among the curves; `undefined`: it has none */
export const swatch = (place: number | undefined): string =>
  place === undefined
    ? ''
    : element('i', {
        class: place < distinct ? `swatch stroke${place % colours}${dashes[Math.floor(place / colours)] ?? ''}` : 'swatch rest',
      })
