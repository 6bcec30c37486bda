// Einstein summation, `einsum('bij,bjk->bik', x, y)`: each letter is bound to a dimension while the operands are read, then the output's
// letters are looked up. Without `->` the output has the letters that occur once, in alphabetical order. An ellipsis stands for the axes that
// letters do not name, lined up at the last and broadcast, and is bound like a letter, to all of them.

import type { BroadcastAligned } from './broadcast.js'
import type { FirstBox, Init, Is, LastBox, List, Mismatch, NoBox, Shape, Show, ShowBox, Tail, UnifyBoxes } from './dimension.js'

/** The shape of `einsum(specification, ...operands)`, given the operands' shapes. */
export type Einsum<Specification extends string, Shapes extends List> = string extends Specification
  ? Shape
  : number extends Shapes['length'] | RankOf<Shapes[number]>
    ? Shape
    : MarkEllipses<WithoutSpaces<Specification>> extends infer Spec
      ? Spec extends `${infer Inputs}->${infer Output}`
        ? EinsumOutput<Output, BindOperands<SplitCommas<Inputs>, Shapes, NoLetters>>
        : Spec extends string
          ? EinsumOutput<LettersOnce<Spec>, BindOperands<SplitCommas<Spec>, Shapes, NoLetters>>
          : never
      : never

// An ellipsis becomes one letter, which stands for a list of dimensions.
type MarkEllipses<S extends string> = S extends `${infer Before}...${infer After}` ? MarkEllipses<`${Before}…${After}`> : S
type ShowEllipsis<S extends string> = S extends `${infer Before}…${infer After}` ? `${Before}...${After}` : S

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// The letters that occur once, in alphabetical order, after the ellipsis.
type LettersOnce<
  Spec extends string,
  Letters extends string = Alphabet,
  Done extends string = '…',
> = Letters extends `${infer L}${infer Rest}`
  ? LettersOnce<
      Spec,
      Rest,
      Spec extends `${string}${L}${infer After}` ? (After extends `${string}${L}${string}` ? Done : `${Done}${L}`) : Done
    >
  : Done

type RankOf<S> = S extends List ? S['length'] : never

type WithoutSpaces<S extends string> = S extends `${infer Before} ${infer After}` ? WithoutSpaces<`${Before}${After}`> : S

type SplitCommas<S extends string> = S extends `${infer First},${infer Rest}` ? [First, ...SplitCommas<Rest>] : [S]

// What the letters stand for: boxed dimensions.
type NoLetters = { '…': [] }

type BindOperands<Operands, Shapes, Letters> = Operands extends readonly [infer Operand extends string, ...infer Rest]
  ? Shapes extends readonly [infer S, ...infer Others]
    ? BindOperand<
        Operand,
        S,
        Letters,
        Mismatch<`einsum: '${ShowEllipsis<Operand>}' does not name the axes of ${Show<S>}`>
      > extends infer Bound
      ? Bound extends Mismatch<string>
        ? Bound
        : BindOperands<Rest, Others, Bound>
      : never
    : Mismatch<'einsum: fewer operands than the specification names'>
  : Shapes extends readonly []
    ? Letters
    : Mismatch<'einsum: more operands than the specification names'>

type BindOperand<Operand extends string, S, Letters, WrongRank> = Operand extends `${infer Before}…${infer After}`
  ? BindAround<Before, Reversed<After>, S, Letters, WrongRank>
  : BindLetters<Operand, S, Letters, WrongRank>

type BindLetters<Operand extends string, S, Letters, WrongRank> = Operand extends `${infer Letter}${infer Rest}`
  ? S extends readonly []
    ? WrongRank
    : Bind<Letter, FirstBox<S>, Letters> extends infer Bound
      ? Bound extends Mismatch<string>
        ? Bound
        : BindLetters<Rest, Tail<S>, Bound, WrongRank>
      : never
  : S extends readonly []
    ? Letters
    : WrongRank

type Bind<Letter extends string, Box, Letters> = Letter extends keyof Letters
  ? UnifyBoxes<Letters[Letter], Box> extends infer Both
    ? Is<Both, NoBox> extends true
      ? Mismatch<`einsum: '${Letter}' is both ${ShowBox<Letters[Letter]>} and ${ShowBox<Box>}`>
      : Omit<Letters, Letter> & Record<Letter, Both>
    : never
  : Letters & Record<Letter, Box>

// The letters before an ellipsis name axes from the first, those behind it, the last of them first, from the last; it has what is left.
type BindAround<Before extends string, Behind extends string, S, Letters, WrongRank> = Before extends `${infer Letter}${infer Rest}`
  ? S extends readonly []
    ? WrongRank
    : Bind<Letter, FirstBox<S>, Letters> extends infer Bound
      ? Bound extends Mismatch<string>
        ? Bound
        : BindAround<Rest, Behind, Tail<S>, Bound, WrongRank>
      : never
  : Behind extends `${infer Letter}${infer Rest}`
    ? S extends readonly []
      ? WrongRank
      : Bind<Letter, LastBox<S>, Letters> extends infer Bound
        ? Bound extends Mismatch<string>
          ? Bound
          : BindAround<'', Rest, Init<S>, Bound, WrongRank>
        : never
    : BindEllipsis<S, Letters>

type BindEllipsis<S, Letters> = S extends List
  ? Letters extends { '…': infer Others extends List }
    ? BroadcastAligned<Others, S, `einsum: '...' is both ${Show<Others>} and ${Show<S>}`> extends infer Axes
      ? Axes extends Mismatch<string>
        ? Axes
        : Omit<Letters, '…'> & Record<'…', Axes>
      : never
    : never
  : never

type Reversed<S extends string> = S extends `${infer First}${infer Rest}` ? `${Reversed<Rest>}${First}` : ''

type EinsumOutput<Output, Letters> = Letters extends Mismatch<string> ? Letters : LookUp<Output, Letters, []>

type LookUp<Output, Letters, Done extends List> = Output extends `${infer Letter}${infer Rest}`
  ? Letter extends keyof Letters
    ? Letters[Letter] extends infer Box extends List
      ? LookUp<Rest, Letters, [...Done, ...Box]>
      : never
    : Mismatch<`einsum: output letter '${Letter}' is not in the inputs`>
  : Done
