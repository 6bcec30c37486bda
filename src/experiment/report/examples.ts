// What one run makes of single examples, and its confusion matrix.

import { div, element, section, span, text } from '../../support/html/markup.js'
import { bestRun } from '../compare/best-run.js'
import { finalOf } from '../compare/run-metrics.js'
import { isConfusion, type MetricColumn, mainMetric, type Study, titleOfRun } from '../compare/study.js'
import type { SamplePrediction } from '../experiment.js'
import type { Run } from '../folder/format.js'
import { confusion, mostClasses } from '../plot/confusion.js'
import { shortNumber } from '../plot/words.js'
import type { DataPicture, PictureSource } from './pictures.js'

const mostPredictions = 36
const mostPictures = 8

/** `resnet, seed 1, test accuracy 0.81` */
function nameOf(study: Study, run: Run, main: MetricColumn | undefined): string {
  const value = main === undefined ? undefined : finalOf(run, main.name)
  return [titleOfRun(study, run), ...(main === undefined || value === undefined ? [] : [`${main.name} ${shortNumber(value)}`])].join(', ')
}

export function confusionOf(study: Study): string {
  const main = mainMetric(study)
  const run = bestRun(study, each => isConfusion(each.summary?.confusion))
  const matrix = run?.summary?.confusion
  if (run === undefined || matrix === undefined) return ''
  const { labels, counts } = matrix
  const isSmall = labels.length <= mostClasses
  return section(
    'Confusion matrix',
    `Of the best run: ${nameOf(study, run, main)}.${isSmall ? ' Shades are shares of a row; on the right, how many of a class were found.' : ''}`,
    isSmall ? element('figure', { class: 'panel matrix' }, ...pictures(labels, counts)) : '',
    confusionsOf(labels, counts),
  )
}

/** One for desks and one for phones; many classes, which have no figures, look the same on both. */
const pictures = (labels: readonly string[], counts: readonly (readonly number[])[]): readonly string[] =>
  labels.length > 40
    ? [confusion(labels, counts, { theme: 'page', width: 640 })]
    : [
        div('wide', confusion(labels, counts, { theme: 'page', width: 640 })),
        div('narrow', confusion(labels, counts, { theme: 'page', width: 360 })),
      ]

/** The pairs that are mistaken most often, in words. */
function confusionsOf(labels: readonly string[], counts: readonly (readonly number[])[]): string {
  const pairs = counts.flatMap((row, i) => row.flatMap((count, j) => (i === j || count === 0 ? [] : [{ i, j, count }])))
  const most = pairs.toSorted((a, b) => b.count - a.count).slice(0, labels.length > mostClasses ? 20 : 5)
  if (most.length === 0) return ''
  const bdi = (i: number): string => element('bdi', {}, text(labels[i] ?? ''))
  const items = most.map(({ i, j, count }) => {
    const total = (counts[i] ?? []).reduce((a, b) => a + b, 0)
    return element('li', {}, bdi(i), ' as ', bdi(j), element('small', {}, text(`${shortNumber(count)} of ${shortNumber(total)}`)))
  })
  return element('h4', {}, 'Mistaken most often') + element('ol', { class: 'pairs' }, ...items)
}

const image = ({ uri, width, height }: DataPicture, description: string): string =>
  // Small ones are shown with their pixels.
  element('img', { src: uri, alt: description, width, height, class: width <= 128 ? 'pixels' : undefined, loading: 'lazy' })

function card({ expected, predicted, confidence, text: input }: SamplePrediction, picture: DataPicture | null): string {
  const right = expected === predicted
  const sure = confidence === undefined || !(confidence >= 0 && confidence <= 1) ? '' : `${(100 * confidence).toFixed(0)} %`
  return element(
    'li',
    { class: right ? 'card' : 'card wrong' },
    picture === null ? '' : image(picture, `an example of ${expected}`),
    input === undefined ? '' : element('blockquote', {}, element('bdi', {}, text(input.length > 400 ? `${input.slice(0, 400)}…` : input))),
    div('verdict', span('mark', right ? '✓' : '✗'), element('b', {}, element('bdi', {}, text(predicted)))),
    element('small', {}, text(sure), right ? '' : `${sure === '' ? '' : ', '}is `, right ? '' : element('bdi', {}, text(expected))),
  )
}

export async function predictionsOf(study: Study, pictures: PictureSource): Promise<string> {
  const main = mainMetric(study)
  const run = bestRun(study, ({ summary }) => (summary?.predictions?.length ?? 0) > 0)
  const all = run?.summary?.predictions ?? []
  if (run === undefined || all.length === 0) return ''
  const cards: string[] = []
  for (const prediction of all.slice(0, mostPredictions))
    cards.push(card(prediction, prediction.picture === undefined ? null : await pictures(run, prediction.picture)))
  const right = all.filter(({ expected, predicted }) => expected === predicted).length
  return section(
    'Sample predictions',
    `Of the best run: ${nameOf(study, run, main)}. ${right} of these ${all.length} are right${all.length > mostPredictions ? `; the first ${mostPredictions} are shown` : ''}.`,
    element('ul', { class: all.some(({ text: input }) => input !== undefined) ? 'cards texts' : 'cards' }, ...cards),
  )
}

/** Pictures that are not of predictions. */
export async function picturesOf(study: Study, source: PictureSource): Promise<string> {
  const main = mainMetric(study)
  const others = ({ pictures, summary }: Run): readonly string[] => {
    const used = new Set((summary?.predictions ?? []).map(({ picture }) => picture))
    return pictures.filter(name => !used.has(name))
  }
  const run = bestRun(study, each => each.summary !== null && others(each).length > 0)
  if (run === undefined) return ''
  const figures: string[] = []
  for (const name of others(run).slice(0, mostPictures)) {
    const picture = await source(run, name)
    if (picture !== null)
      figures.push(element('figure', { class: 'panel' }, image(picture, name), element('figcaption', {}, element('bdi', {}, text(name)))))
  }
  return figures.length === 0 ? '' : section('Pictures', `Of the best run: ${nameOf(study, run, main)}.`, div('panels', ...figures))
}
