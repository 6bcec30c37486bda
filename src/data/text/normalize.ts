// One spelling for what is the same text.

import { checkText } from '../../support/arguments.js'
import { checkChoice, checkOptions } from '../../support/options.js'

export interface NormalizeOptions {
  /** Unicode's form. Default NFKC: compatible characters (ligatures, full width) become their plain ones. */
  readonly form?: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'
  /** Whether letters become small (`lower`) or stay (`keep`, the default). */
  readonly letterCase?: 'lower' | 'keep'
  /** Whether accents go (`remove`) or stay (`keep`, the default). */
  readonly accents?: 'remove' | 'keep'
  /** Whether runs of white space become one space, and none at the ends (`collapse`, the default), or stay (`keep`). */
  readonly spaces?: 'collapse' | 'keep'
}

const choices = {
  form: ['NFC', 'NFD', 'NFKC', 'NFKD'],
  letterCase: ['lower', 'keep'],
  accents: ['remove', 'keep'],
  spaces: ['collapse', 'keep'],
} as const

/**
 * A function from text to normalized text. Applied twice it changes nothing more.
 * @throws ArgumentError when an option has no such value
 * @example
 * ```
 * data.normalizeText({ letterCase: 'lower', accents: 'remove' })('Ｃａｆé  \n') // 'cafe'
 * ```
 */
export function normalizeText(options: NormalizeOptions = {}): (text: string) => string {
  checkOptions('normalizeText', options, Object.keys(choices))
  for (const [name, allowed] of Object.entries(choices)) {
    const value = options[name as keyof NormalizeOptions]
    if (value !== undefined) checkChoice('normalizeText', name, value, allowed)
  }
  const { form = 'NFKC', letterCase = 'keep', accents = 'keep', spaces = 'collapse' } = options
  return text => {
    checkText('normalizeText', 'text', text)
    // Small letters first: some have marks of their own (İ), which the form then composes.
    let result = letterCase === 'lower' ? text.normalize(form).toLowerCase() : text
    if (accents === 'remove') result = result.normalize('NFKD').replace(/\p{M}+/gu, '')
    result = result.normalize(form)
    return spaces === 'collapse' ? result.trim().replace(/\s+/gu, ' ') : result
  }
}
