// A report of studies as one HTML page with everything in it: results, curves, confusion matrix, sample predictions, configuration, environment.

import { div, element, folded, section, text } from '../../support/html/markup.js'
import { htmlPage, pageHeader } from '../../support/html/page.js'
import type { IoError } from '../../support/io-error.js'
import { counted } from '../../support/quantities.js'
import { finalOf } from '../compare/run-metrics.js'
import { barRowsOf, barsFrom, drawnGroups } from '../compare/series.js'
import { mainMetric, type Study, titleOfRun } from '../compare/study.js'
import { fateOf } from '../compare/text.js'
import { textTable } from '../compare/text-table.js'
import { showDuration } from '../durations.js'
import type { Run } from '../folder/format.js'
import { bars } from '../plot/bars.js'
import { distinct } from '../plot/theme.js'
import { shortNumber } from '../plot/words.js'
import { curvesOf } from './curves.js'
import { confusionOf, picturesOf, predictionsOf } from './examples.js'
import { factsOf } from './facts.js'
import { pictureSource } from './pictures.js'
import { script, style } from './style.js'
import { resultTable } from './table.js'

/** More of them are counted. */
const mostListed = 20
const mostRuns = 1000

function figuresOf(study: Study): readonly (readonly [string, string])[] {
  const { runs, groups, unfinished } = study
  const main = mainMetric(study)
  const winner = main?.winner?.cells.get(main.name)
  return [
    ['runs', unfinished.length === 0 ? `${runs.length}` : `${runs.length - unfinished.length} of ${runs.length}`],
    ['settings', `${groups.length}`],
    ['seeds', `${new Set(runs.map(({ config }) => config.seed)).size}`],
    ...(main === undefined || winner === undefined ? [] : [[`best ${main.name}`, shortNumber(winner.spread.mean)] as const]),
    ['time of all runs', showDuration(runs.reduce((sum, { status }) => sum + status.seconds, 0))],
  ]
}

/** What the study comes to, in a sentence. */
function findingOf(study: Study): string {
  const main = mainMetric(study)
  if (main === undefined) return 'No numbers were logged.'
  const { winner, name } = main
  const cell = winner?.cells.get(name)
  if (winner === null || cell === undefined) return `${counted(study.groups.length, 'setting')}, judged by ${name}.`
  const { mean, deviation, count } = cell.spread
  return `${winner.title} has the best ${name}: ${shortNumber(mean)}${Number.isNaN(deviation) ? '' : ` ± ${shortNumber(deviation, 2)}`} over ${counted(count, 'run')}.`
}

const warning = (title: string, lines: readonly string[]): string =>
  lines.length === 0
    ? ''
    : div(
        'warning',
        element('b', {}, text(title)),
        element(
          'ul',
          {},
          ...lines.slice(0, mostListed).map(line => element('li', {}, element('bdi', {}, text(line)))),
          lines.length > mostListed ? element('li', {}, text(`and ${lines.length - mostListed} more`)) : '',
        ),
      )

function barsOf(study: Study): string {
  const main = mainMetric(study)
  if (main === undefined || study.groups.length < 2) return ''
  const rows = barRowsOf(drawnGroups(study), main.name)
  if (!rows.some(({ values }) => Array.from(values).some(Number.isFinite))) return ''
  const from = barsFrom(rows)
  return element(
    'figure',
    { class: 'panel bars' },
    element('figcaption', {}, element('bdi', {}, text(main.name)), element('small', {}, 'mean, deviation, and each run')),
    div('wide', bars(rows, { width: 1060, theme: 'page', from })),
    div('narrow', bars(rows, { width: 360, theme: 'page', from })),
  )
}

/** Every run in a line. */
function runList({ runs, metrics }: Study): string {
  const shown = metrics.slice(0, 4)
  const rows = runs.slice(0, mostRuns).map((run: Run) => [
    run.id,
    `${run.config.seed}`,
    fateOf(run),
    showDuration(run.status.seconds),
    ...shown.map(({ name }) => {
      const value = finalOf(run, name)
      return value === undefined ? '' : shortNumber(value)
    }),
  ])
  const columns = [
    { title: 'run', side: 'left' as const },
    { title: 'seed', side: 'right' as const },
    { title: 'state', side: 'left' as const, most: 60 },
    { title: 'time', side: 'right' as const },
    ...shown.map(({ name }) => ({ title: name, side: 'right' as const, most: 30 })),
  ]
  return folded(counted(runs.length, 'run'), textTable(columns, rows).join('\n'))
}

async function studyParts(study: Study, pictures: ReturnType<typeof pictureSource>): Promise<readonly string[]> {
  const groups = drawnGroups(study)
  const drawn = curvesOf(study, groups)
  const places = new Map(drawn === '' ? [] : groups.slice(0, distinct).map((group, i) => [group, i] as const))
  return [
    warning(
      `${counted(study.unfinished.length, 'run is', 'runs are')} not in the means`,
      study.unfinished.map(run => `${titleOfRun(study, run)}: ${fateOf(run)}`),
    ),
    section(
      'Results',
      'Mean ± one standard deviation over seeds of what finished runs came to at last, and the best that any run had at any time.',
      barsOf(study),
      resultTable(study, places),
    ),
    drawn === ''
      ? ''
      : section('Curves', 'Means over seeds, with a band of one standard deviation; a cross is where numbers ceased to be finite.', drawn),
    confusionOf(study),
    await predictionsOf(study, pictures),
    await picturesOf(study, pictures),
    section('Configuration', 'What was the same in all runs, and where they ran.', factsOf(study), runList(study)),
  ]
}

/** @param damaged what could not be read */
export async function reportPage(studies: readonly Study[], damaged: readonly IoError[]): Promise<string> {
  const pictures = pictureSource()
  const lost = warning(
    `${counted(damaged.length, 'run')} could not be read`,
    damaged.map(({ message }) => message),
  )
  const [only] = studies
  if (only !== undefined && studies.length === 1) {
    const content = [pageHeader('compare', only.experiment, findingOf(only), figuresOf(only)), lost, ...(await studyParts(only, pictures))]
    return htmlPage({ title: `${only.experiment}, compared`, style, script, content: [div('study', ...content)] })
  }
  const parts: string[] = []
  for (const study of studies)
    parts.push(
      div(
        'study study-part',
        element('h2', { class: 'study' }, element('bdi', {}, text(study.experiment))),
        element('p', { class: 'note' }, text(findingOf(study))),
        div('figures', ...figuresOf(study).map(([name, value]) => div('', element('b', {}, text(value)), element('span', {}, text(name))))),
        ...(await studyParts(study, pictures)),
      ),
    )
  const runs = studies.reduce((sum, study) => sum + study.runs.length, 0)
  return htmlPage({
    title: 'Experiments, compared',
    style,
    script,
    content: [
      pageHeader('compare', counted(studies.length, 'experiment'), studies.map(({ experiment }) => experiment).join(', '), [
        ['runs', `${runs}`],
      ]),
      lost,
      ...parts,
    ],
  })
}
