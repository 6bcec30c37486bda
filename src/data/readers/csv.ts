// Tables as text: rows of fields between delimiters, quoted as RFC 4180 says. Parsed by csv-parse; every value is checked against the type
// that was asked for, and what is wrong is said with its line and column.

import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { CsvError, parse } from 'csv-parse'
import { type Either, left, right } from 'fp-ts/lib/Either.js'
import type { ElementArray } from '../../core/tensor.js'
import { checkRecord } from '../../support/arguments.js'
import { dtypeInfo } from '../../support/dtype.js'
import { ArgumentError } from '../../support/errors.js'
import { describeSystemError, IoError } from '../../support/io-error.js'
import { given } from '../../support/options.js'
import { checkPath } from '../../support/read-file.js'
import { show } from '../../support/show.js'
import { type Dataset, generate } from '../datasets/dataset.js'
import { type NdArray, scalar } from '../nd-array.js'

/** What the fields of a column are. */
export type FieldType = 'float32' | 'float64' | 'int32' | 'string'

/** A field as part of an example. */
export type Field<T extends FieldType> = T extends 'float32' | 'float64' | 'int32' ? NdArray<[], T> : string

/** All fields of a column. */
export type FieldColumn<T extends FieldType> = T extends 'float32' | 'float64' | 'int32' ? ElementArray<T> : readonly string[]

export interface CsvOptions<C extends Readonly<Record<string, FieldType>>> {
  /** The columns to read, by the names in the first row, and what their fields are. */
  readonly columns: C
  /** One character. Default a comma. */
  readonly delimiter?: string
  /** An empty field of a float column is NaN (`nan`), or a mistake (`refuse`, the default). */
  readonly missing?: 'refuse' | 'nan'
}

export interface Table<C extends Readonly<Record<string, FieldType>>> extends Dataset<{ readonly [K in keyof C]: Field<C[K]> }> {
  readonly columns: { readonly [K in keyof C]: FieldColumn<C[K]> }
}

const number = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/
const special: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, '+inf': Infinity, '-inf': -Infinity }

/** The number that a field says, or `undefined`. */
function numberOf(field: string, type: FieldType, missing: 'refuse' | 'nan'): number | undefined {
  const text = field.trim()
  if (text === '') return missing === 'nan' && type !== 'int32' ? Number.NaN : undefined
  if (!number.test(text)) return type === 'int32' ? undefined : special[text.toLowerCase()]
  const value = Number(text)
  if (type === 'int32' && (value | 0) !== value) return undefined
  return value
}

const fieldTypes: readonly unknown[] = ['float32', 'float64', 'int32', 'string']

function checkCsvOptions(options: CsvOptions<Readonly<Record<string, FieldType>>>): void {
  const { columns, delimiter = ',', missing = 'refuse' } = given('readCsv', options, ['columns', 'delimiter', 'missing'])
  checkRecord('readCsv', 'columns', columns)
  if (Object.keys(columns).length === 0) throw new ArgumentError('readCsv: columns must name at least one column')
  for (const [name, type] of Object.entries(columns))
    if (!fieldTypes.includes(type))
      throw new ArgumentError(`readCsv: column ${name} must be 'float32', 'float64', 'int32' or 'string'; got ${show(type)}`)
  if (typeof delimiter !== 'string' || delimiter.length !== 1)
    throw new ArgumentError(`readCsv: delimiter must be one character; got ${show(delimiter)}`)
  if (missing !== 'refuse' && missing !== 'nan') throw new ArgumentError(`readCsv: missing must be 'refuse' or 'nan'; got ${show(missing)}`)
}

/** A fault of the file, as a value. */
class Fault extends Error {}

async function readColumns(
  path: string,
  options: CsvOptions<Readonly<Record<string, FieldType>>>,
): Promise<ReadonlyMap<string, (string | number)[]>> {
  const { columns, delimiter = ',', missing = 'refuse' } = options
  const wanted = Object.entries(columns)
  const table = new Map<string, (string | number)[]>(wanted.map(([name]) => [name, []]))
  const parser = createReadStream(path).pipe(
    parse({ bom: true, delimiter, record_delimiter: ['\r\n', '\n'], info: true, skip_empty_lines: true, max_record_size: 2 ** 24 }),
  )
  let places: readonly number[] | undefined
  for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
    if (places === undefined) {
      const twice = record.find((name, i) => name in columns && record.indexOf(name) !== i)
      if (twice !== undefined) throw new Fault(`two columns are called ${twice}`)
      places = wanted.map(([name]) => {
        const place = record.indexOf(name)
        if (place === -1) throw new Fault(`there is no column ${name}; the first row has ${record.join(', ')}`)
        return place
      })
      continue
    }
    for (const [n, [name, type]] of wanted.entries()) {
      const field = record[places[n] as number] as string
      const value = type === 'string' ? field : numberOf(field, type, missing)
      if (value === undefined)
        throw new Fault(
          `line ${info.lines}, column ${name}: expected ${type === 'int32' ? 'an integer' : 'a number'}, got ${JSON.stringify(field.slice(0, 40))}`,
        )
      table.get(name)?.push(value)
    }
  }
  if (places === undefined) throw new Fault('it is empty; expected a first row with the names of the columns')
  return table
}

/**
 * Reads columns of a CSV file whose first row has their names.
 * @returns a data set of rows, with its columns as arrays; Left with the line when the file is no table, a column is missing, or a field is not
 *   what it should be
 * @example
 * ```
 * const table = await data.readCsv('airline-passengers.csv', { columns: { Month: 'string', Passengers: 'float32' } })
 * ```
 * @source RFC 4180
 */
export async function readCsv<const C extends Readonly<Record<string, FieldType>>>(
  path: string,
  options: CsvOptions<C>,
): Promise<Either<IoError, Table<C>>> {
  checkPath(path)
  checkCsvOptions(options)
  try {
    if (!(await stat(path)).isFile()) return left(new IoError(path, 'it is not a regular file'))
    const read = await readColumns(path, options)
    const entries = Object.entries<FieldType>(options.columns)
    const columns = Object.fromEntries(
      entries.map(([name, type]) => {
        const fields = read.get(name) ?? []
        return [name, type === 'string' ? fields : Object.assign(dtypeInfo(type).create(fields.length), fields)]
      }),
    )
    const length = read.get((entries[0] as readonly [string, FieldType])[0])?.length ?? 0
    const row = (i: number) =>
      Object.fromEntries(
        entries.map(([name, type]) => {
          const value = columns[name]?.[i]
          return [name, type === 'string' ? value : scalar(value as number, type)]
        }),
      )
    // Each column is what its type says.
    return right(Object.freeze({ ...generate(length, row), columns }) as unknown as Table<C>)
  } catch (error) {
    if (error instanceof Fault || error instanceof CsvError) return left(new IoError(path, error.message))
    return left(new IoError(path, `cannot be read: ${describeSystemError(error)}`, { cause: error }))
  }
}
