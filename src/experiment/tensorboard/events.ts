// TensorBoard's event files: records, each with checksums of its length and its content, which is an `Event` of protocol buffers.
// Sources: tensorflow/core/util/event.proto, tensorflow/core/framework/summary.proto, tensorflow/core/lib/io/record_writer.h (2015), Apache 2.0: the
// numbers of the fields, and the form of a record.

import { maskedCrc32c } from './crc32c.js'
import type { Histogram } from './histogram.js'
import { bytesField, doubleField, doublesField, floatField, integerField, message, textField } from './protobuf.js'

export interface EncodedImage {
  readonly width: number
  readonly height: number
  /** 1: grey, 3: RGB, 4: RGBA. */
  readonly channels: 1 | 3 | 4
  readonly png: Uint8Array
}

/** A value of an event, under a name. */
export type Tagged = { readonly tag: string } & (
  | { readonly scalar: number }
  | { readonly image: EncodedImage }
  | { readonly histogram: Histogram }
)

/** The file's first event says in which version it is written. */
const version = 'brain.Event:2'
/** `SessionLog.START`: whatever was written of this step and later ones no longer counts. */
const sessionStart = 1

/** 8 bytes of length, their checksum, the content, its checksum. */
export function record(content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(content.length + 16)
  const view = new DataView(bytes.buffer)
  view.setBigUint64(0, BigInt(content.length), true)
  view.setUint32(8, maskedCrc32c(bytes.subarray(0, 8)), true)
  bytes.set(content, 12)
  view.setUint32(content.length + 12, maskedCrc32c(content), true)
  return bytes
}

const imageField = ({ width, height, channels, png }: EncodedImage): Uint8Array =>
  bytesField(4, message(integerField(1, height), integerField(2, width), integerField(3, channels), bytesField(4, png)))

const histogramField = ({ min, max, count, sum, sumOfSquares, limits, counts }: Histogram): Uint8Array =>
  bytesField(
    5,
    message(
      doubleField(1, min),
      doubleField(2, max),
      doubleField(3, count),
      doubleField(4, sum),
      doubleField(5, sumOfSquares),
      doublesField(6, limits),
      doublesField(7, counts),
    ),
  )

function valueField(tagged: Tagged): Uint8Array {
  const value =
    'scalar' in tagged ? floatField(2, tagged.scalar) : 'image' in tagged ? imageField(tagged.image) : histogramField(tagged.histogram)
  return bytesField(1, message(textField(1, tagged.tag), value))
}

/** The first record of a file. @param time seconds since 1970 */
export const versionRecord = (time: number): Uint8Array => record(message(doubleField(1, time), textField(3, version)))

/** Begins, or begins again, with this step. */
export const startRecord = (time: number, step: number): Uint8Array =>
  record(message(doubleField(1, time), integerField(2, step), bytesField(7, integerField(1, sessionStart))))

/** Values of a step. */
export const valuesRecord = (time: number, step: number, values: readonly Tagged[]): Uint8Array =>
  record(message(doubleField(1, time), integerField(2, step), bytesField(5, message(...values.map(valueField)))))
