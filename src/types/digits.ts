// Natural-number arithmetic on literal types, digit by digit, as on paper.
//
// A dimension such as 25088 is far beyond what counting tuple elements can reach (the compiler stops near 1,000), so numbers are
// turned into strings of decimal digits and the schoolbook algorithms run over tables. The cost grows with the number of digits,
// not with the number; results are exact as long as the compiler prints a number without an exponent (below 10^21).

type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9'
type Carry = '0' | '1'

/** What `SubtractDigits` gives when the result would be negative. */
export type Negative = '-'

// AdditionTable[carry][a][b] is the new carry and the digit of a + b + carry.
interface AdditionTable {
  '0': {
    '0': ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09']
    '1': ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10']
    '2': ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11']
    '3': ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12']
    '4': ['04', '05', '06', '07', '08', '09', '10', '11', '12', '13']
    '5': ['05', '06', '07', '08', '09', '10', '11', '12', '13', '14']
    '6': ['06', '07', '08', '09', '10', '11', '12', '13', '14', '15']
    '7': ['07', '08', '09', '10', '11', '12', '13', '14', '15', '16']
    '8': ['08', '09', '10', '11', '12', '13', '14', '15', '16', '17']
    '9': ['09', '10', '11', '12', '13', '14', '15', '16', '17', '18']
  }
  '1': {
    '0': ['01', '02', '03', '04', '05', '06', '07', '08', '09', '10']
    '1': ['02', '03', '04', '05', '06', '07', '08', '09', '10', '11']
    '2': ['03', '04', '05', '06', '07', '08', '09', '10', '11', '12']
    '3': ['04', '05', '06', '07', '08', '09', '10', '11', '12', '13']
    '4': ['05', '06', '07', '08', '09', '10', '11', '12', '13', '14']
    '5': ['06', '07', '08', '09', '10', '11', '12', '13', '14', '15']
    '6': ['07', '08', '09', '10', '11', '12', '13', '14', '15', '16']
    '7': ['08', '09', '10', '11', '12', '13', '14', '15', '16', '17']
    '8': ['09', '10', '11', '12', '13', '14', '15', '16', '17', '18']
    '9': ['10', '11', '12', '13', '14', '15', '16', '17', '18', '19']
  }
}

// SubtractionTable[borrow][a][b] is the new borrow and the digit of a - b - borrow.
interface SubtractionTable {
  '0': {
    '0': ['00', '19', '18', '17', '16', '15', '14', '13', '12', '11']
    '1': ['01', '00', '19', '18', '17', '16', '15', '14', '13', '12']
    '2': ['02', '01', '00', '19', '18', '17', '16', '15', '14', '13']
    '3': ['03', '02', '01', '00', '19', '18', '17', '16', '15', '14']
    '4': ['04', '03', '02', '01', '00', '19', '18', '17', '16', '15']
    '5': ['05', '04', '03', '02', '01', '00', '19', '18', '17', '16']
    '6': ['06', '05', '04', '03', '02', '01', '00', '19', '18', '17']
    '7': ['07', '06', '05', '04', '03', '02', '01', '00', '19', '18']
    '8': ['08', '07', '06', '05', '04', '03', '02', '01', '00', '19']
    '9': ['09', '08', '07', '06', '05', '04', '03', '02', '01', '00']
  }
  '1': {
    '0': ['19', '18', '17', '16', '15', '14', '13', '12', '11', '10']
    '1': ['00', '19', '18', '17', '16', '15', '14', '13', '12', '11']
    '2': ['01', '00', '19', '18', '17', '16', '15', '14', '13', '12']
    '3': ['02', '01', '00', '19', '18', '17', '16', '15', '14', '13']
    '4': ['03', '02', '01', '00', '19', '18', '17', '16', '15', '14']
    '5': ['04', '03', '02', '01', '00', '19', '18', '17', '16', '15']
    '6': ['05', '04', '03', '02', '01', '00', '19', '18', '17', '16']
    '7': ['06', '05', '04', '03', '02', '01', '00', '19', '18', '17']
    '8': ['07', '06', '05', '04', '03', '02', '01', '00', '19', '18']
    '9': ['08', '07', '06', '05', '04', '03', '02', '01', '00', '19']
  }
}

// MultiplicationTable[a][b] is the product of two digits, in two digits.
interface MultiplicationTable {
  '0': ['00', '00', '00', '00', '00', '00', '00', '00', '00', '00']
  '1': ['00', '01', '02', '03', '04', '05', '06', '07', '08', '09']
  '2': ['00', '02', '04', '06', '08', '10', '12', '14', '16', '18']
  '3': ['00', '03', '06', '09', '12', '15', '18', '21', '24', '27']
  '4': ['00', '04', '08', '12', '16', '20', '24', '28', '32', '36']
  '5': ['00', '05', '10', '15', '20', '25', '30', '35', '40', '45']
  '6': ['00', '06', '12', '18', '24', '30', '36', '42', '48', '54']
  '7': ['00', '07', '14', '21', '28', '35', '42', '49', '56', '63']
  '8': ['00', '08', '16', '24', '32', '40', '48', '56', '64', '72']
  '9': ['00', '09', '18', '27', '36', '45', '54', '63', '72', '81']
}

interface Successor {
  '0': '1'
  '1': '2'
  '2': '3'
  '3': '4'
  '4': '5'
  '5': '6'
  '6': '7'
  '7': '8'
  '8': '9'
  '9': never
}

type Reverse<S extends string, Done extends string = ''> = S extends `${infer Head}${infer Tail}` ? Reverse<Tail, `${Head}${Done}`> : Done

type DropLeadingZeros<S extends string> = S extends `0${infer Rest}` ? (Rest extends '' ? '0' : DropLeadingZeros<Rest>) : S

/** The number that a string of digits spells. */
export type ToNumber<S extends string> = S extends `${infer N extends number}` ? N : never

// Operands come least significant digit first, results leave most significant digit first: each step takes from the front of both
// operands and puts its digit at the front of the result, which is what template literals do cheaply.

type AddReversed<A extends string, B extends string, C extends Carry = '0', Done extends string = ''> = A extends `${infer a extends
  Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? AdditionTable[C][a][b] extends `${infer c extends Carry}${infer digit}`
      ? AddReversed<RestA, RestB, c, `${digit}${Done}`>
      : never
    : C extends '0'
      ? `${Reverse<A>}${Done}`
      : AddReversed<A, '1', '0', Done>
  : B extends ''
    ? C extends '1'
      ? `1${Done}`
      : Done
    : C extends '0'
      ? `${Reverse<B>}${Done}`
      : AddReversed<'1', B, '0', Done>

type SubtractReversed<A extends string, B extends string, C extends Carry = '0', Done extends string = ''> = A extends `${infer a extends
  Digit}${infer RestA}`
  ? B extends `${infer b extends Digit}${infer RestB}`
    ? SubtractionTable[C][a][b] extends `${infer c extends Carry}${infer digit}`
      ? SubtractReversed<RestA, RestB, c, `${digit}${Done}`>
      : never
    : C extends '0'
      ? `${Reverse<A>}${Done}`
      : SubtractReversed<A, '1', '0', Done>
  : B extends ''
    ? C extends '1'
      ? Negative
      : Done
    : Negative

// One row of a long multiplication: a reversed number times one digit.
type MultiplyByDigit<A extends string, b extends Digit, C extends Digit = '0', Done extends string = ''> = A extends `${infer a extends
  Digit}${infer RestA}`
  ? MultiplicationTable[a][b] extends `${infer tens extends Digit}${infer units extends Digit}`
    ? AdditionTable['0'][units][C] extends `${infer c extends Carry}${infer digit}`
      ? AdditionTable[c][tens]['0'] extends `0${infer carried extends Digit}`
        ? MultiplyByDigit<RestA, b, carried, `${digit}${Done}`>
        : never
      : never
    : never
  : C extends '0'
    ? Done
    : `${C}${Done}`

// A is reversed, B is not: Horner's rule over the digits of B, sum = 10 sum + A b.
type MultiplyReversed<A extends string, B extends string, Sum extends string = ''> = B extends `${infer b extends Digit}${infer RestB}`
  ? MultiplyReversed<A, RestB, AddReversed<Reverse<`${Sum}0`>, Reverse<MultiplyByDigit<A, b>>>>
  : Sum

// One digit of a long division: how often the divisor fits (at most nine times), and what remains.
type DivideStep<Rest extends string, Divisor extends string, Times extends Digit = '0'> =
  SubtractDigits<Rest, Divisor> extends infer Less extends string
    ? Less extends Negative
      ? [Times, Rest]
      : DivideStep<Less, Divisor, Successor[Times]>
    : never

type LongDivision<
  A extends string,
  Divisor extends string,
  Rest extends string = '0',
  Quotient extends string = '',
> = A extends `${infer a}${infer RestA}`
  ? DivideStep<DropLeadingZeros<`${Rest}${a}`>, Divisor> extends [infer q extends string, infer r extends string]
    ? LongDivision<RestA, Divisor, r, `${Quotient}${q}`>
    : never
  : [DropLeadingZeros<Quotient>, Rest]

/** `a + b` of two strings of digits. */
export type AddDigits<A extends string, B extends string> = AddReversed<Reverse<A>, Reverse<B>>

/** `a - b` of two strings of digits; `Negative` where b is the larger. */
export type SubtractDigits<A extends string, B extends string> =
  SubtractReversed<Reverse<A>, Reverse<B>> extends infer R extends string ? (R extends Negative ? Negative : DropLeadingZeros<R>) : never

/** `a b` of two strings of digits. */
export type MultiplyDigits<A extends string, B extends string> = A extends '1'
  ? B
  : B extends '1'
    ? A
    : DropLeadingZeros<MultiplyReversed<Reverse<A>, B>>

/** `[floor(a / b), a mod b]` of two strings of digits; nothing is divisible by 0, so that gives `['0', a]`. */
export type DivideDigits<A extends string, B extends string> = B extends '1' ? [A, '0'] : B extends '0' ? ['0', A] : LongDivision<A, B>

// The same on numbers. A dimension known only as `number` makes the result `number`.

/** The digits of a number type. */
export type Digits<N> = `${N & number}`

export type Add<A, B> = number extends A ? number : number extends B ? number : ToNumber<AddDigits<Digits<A>, Digits<B>>>
/** `a - b`; never where that is negative. */
export type Subtract<A, B> = number extends A ? number : number extends B ? number : ToNumber<SubtractDigits<Digits<A>, Digits<B>>>
export type Multiply<A, B> = number extends A ? number : number extends B ? number : ToNumber<MultiplyDigits<Digits<A>, Digits<B>>>
/** `floor(a / b)` */
export type Quotient<A, B> = number extends A ? number : number extends B ? number : ToNumber<DivideDigits<Digits<A>, Digits<B>>[0]>
/** `a mod b` */
export type Remainder<A, B> = number extends A ? number : number extends B ? number : ToNumber<DivideDigits<Digits<A>, Digits<B>>[1]>
