// Einstein summation, `einsum('bij,bjk->bik', x, y)`: each letter is bound to a dimension while the operands are read, then the output's
// letters are looked up. Without `->` the output has the letters that occur once, in alphabetical order. A specification with an ellipsis is
// checked at run time only.

import type { FirstBox, Is, List, Mismatch, NoBox, Shape, Show, ShowBox, Tail, UnifyBoxes } from './dimension.js'

/** The shape of `einsum(specification, ...operands)`, given the operands' shapes. */
export type Einsum<Specification extends string, Shapes extends List> = string extends Specification
  ? Shape
  : number extends Shapes['length'] | RankOf<Shapes[number]>
    ? Shape
    : WithoutSpaces<Specification> extends infer Spec
      ? Spec extends `${string}...${string}`
        ? Shape
        : Spec extends `${infer Inputs}->${infer Output}`
          ? EinsumOutput<Output, BindOperands<SplitCommas<Inputs>, Shapes, NoLetters>>
          : Spec extends string
            ? EinsumOutput<LettersOnce<Spec>, BindOperands<SplitCommas<Spec>, Shapes, NoLetters>>
            : never
      : never

type Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

// The letters that occur once, in alphabetical order.
type LettersOnce<
  Spec extends string,
  Letters extends string = Alphabet,
  Done extends string = '',
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
type NoLetters = Record<never, never>

type BindOperands<Operands, Shapes, Letters> = Operands extends readonly [infer Operand extends string, ...infer Rest]
  ? Shapes extends readonly [infer S, ...infer Others]
    ? BindLetters<Operand, S, Letters, Mismatch<`einsum: '${Operand}' does not name the axes of ${Show<S>}`>> extends infer Bound
      ? Bound extends Mismatch<string>
        ? Bound
        : BindOperands<Rest, Others, Bound>
      : never
    : Mismatch<'einsum: fewer operands than the specification names'>
  : Shapes extends readonly []
    ? Letters
    : Mismatch<'einsum: more operands than the specification names'>

type BindLetters<Operand extends string, S, Letters, WrongRank> = Operand extends `${infer Letter}${infer Rest}`
  ? S extends readonly []
    ? WrongRank
    : Letter extends keyof Letters
      ? UnifyBoxes<Letters[Letter], FirstBox<S>> extends infer Box
        ? Is<Box, NoBox> extends true
          ? Mismatch<`einsum: '${Letter}' is both ${ShowBox<Letters[Letter]>} and ${ShowBox<FirstBox<S>>}`>
          : BindLetters<Rest, Tail<S>, Omit<Letters, Letter> & Record<Letter, Box>, WrongRank>
        : never
      : BindLetters<Rest, Tail<S>, Letters & Record<Letter, FirstBox<S>>, WrongRank>
  : S extends readonly []
    ? Letters
    : WrongRank

type EinsumOutput<Output, Letters> = Letters extends Mismatch<string> ? Letters : LookUp<Output, Letters, []>

type LookUp<Output, Letters, Done extends List> = Output extends `${infer Letter}${infer Rest}`
  ? Letter extends keyof Letters
    ? Letters[Letter] extends infer Box extends List
      ? LookUp<Rest, Letters, [...Done, ...Box]>
      : never
    : Mismatch<`einsum: output letter '${Letter}' is not in the inputs`>
  : Done
