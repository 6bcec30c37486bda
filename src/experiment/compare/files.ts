// What a comparison leaves in its folder: curves, bars and the confusion matrix of each study as SVG and PNG, and the report.

import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { LimitationError } from '../../support/errors.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { writeAtomically } from '../../support/write-atomically.js'
import { bars } from '../plot/bars.js'
import { confusion, mostClasses } from '../plot/confusion.js'
import { curves } from '../plot/curves.js'
import { toPng } from '../plot/png.js'
import { bestRun } from './best-run.js'
import { barRowsOf, barsFrom, drawnGroups, isDrawable, scaleFor, seriesOf } from './series.js'
import { isConfusion, mainMetric, type Study } from './study.js'

export interface NamedPicture {
  readonly name: string
  readonly svg: string
}

/** What every file system takes as a name, and no shell stumbles over. */
const fileName = (parts: readonly string[]): string =>
  parts
    .join('-')
    .replace(/[^\p{L}\p{M}\p{N}._]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 80) || 'picture'

/** The pictures of a study, without names for files that are there already. */
export function picturesOf(study: Study): readonly { readonly parts: readonly string[]; readonly svg: string }[] {
  const groups = drawnGroups(study)
  const { experiment } = study
  const drawn = study.metrics.flatMap(({ name, goal }) => {
    const series = seriesOf(groups, name)
    return isDrawable(series)
      ? [{ parts: [name], svg: curves(series, { title: `${experiment}: ${name}`, scale: scaleFor(series, goal) }) }]
      : []
  })
  const main = mainMetric(study)
  const rows = main === undefined ? [] : barRowsOf(groups, main.name)
  const compared =
    main !== undefined && groups.length > 1 && rows.some(({ values }) => Array.from(values).some(Number.isFinite))
      ? [{ parts: [main.name, 'bars'], svg: bars(rows, { title: `${experiment}: ${main.name}`, from: barsFrom(rows) }) }]
      : []
  const matrix = bestRun(study, run => isConfusion(run.summary?.confusion))?.summary?.confusion
  const isSmall = matrix !== undefined && matrix.labels.length <= mostClasses
  const confused = !isSmall
    ? []
    : [{ parts: ['confusion'], svg: confusion(matrix.labels, matrix.counts, { title: `${experiment}: confusion matrix` }) }]
  return [...drawn, ...compared, ...confused]
}

/** Each picture by a name of its own: that of the experiment is in it where there are several. */
export function namedPictures(studies: readonly Study[]): readonly NamedPicture[] {
  const taken = new Set<string>()
  return studies.flatMap(study =>
    picturesOf(study).map(({ parts, svg }) => {
      const wanted = fileName(studies.length > 1 ? [study.experiment, ...parts] : parts)
      let name = wanted
      // Some file systems know no upper case.
      for (let i = 2; taken.has(name.toLowerCase()); i++) name = `${wanted}-${i}`
      taken.add(name.toLowerCase())
      return { name, svg }
    }),
  )
}

export interface Written {
  /** How many pictures there are. */
  readonly pictures: number
  /** Why there is no PNG, where there is none. */
  readonly withoutPng: string | null
}

/** @throws IoError (as a rejection) when the folder cannot be written to */
export async function writeFiles(folder: string, studies: readonly Study[], report: string): Promise<Written> {
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new IoError(folder, `cannot be made: ${describeSystemError(error)}`, { cause: error })
  }
  const write = (name: string, content: string | Uint8Array): Promise<void> =>
    writeAtomically(join(folder, name), [typeof content === 'string' ? new TextEncoder().encode(content) : content])
  const pictures = namedPictures(studies)
  await write('report.html', report)
  let withoutPng: string | null = null
  for (const { name, svg } of pictures) {
    await write(`${name}.svg`, `${svg}\n`)
    if (withoutPng !== null) continue
    try {
      await write(`${name}.png`, await toPng(svg))
    } catch (error) {
      if (!(error instanceof LimitationError)) throw error
      withoutPng = error.message.split('\n')[0] ?? ''
    }
  }
  return { pictures: pictures.length, withoutPng }
}
