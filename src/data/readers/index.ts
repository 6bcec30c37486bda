// Readers: data sets, images, tables, text and sound from files.

export { type Cifar100Options, type CifarOptions, cifar10, cifar100, type TinyImages } from './cifar/cifar.js'
export { type CsvOptions, type Field, type FieldColumn, type FieldType, readCsv, type Table } from './csv.js'
export { type Decoded, type DecodeOptions, decodeImage, readImage } from './decode-image.js'
export { readIdx } from './idx.js'
export { type ImageFolder, type ImageFolderOptions, imageFolder, type LabelledImage } from './image-folder.js'
export { type LinesOptions, readLines } from './lines.js'
export { type Digits, type MnistOptions, mnist } from './mnist.js'
export { readWav, type Sound } from './wav.js'
