/** Numbers as people read them on wires, in the inspector and in tables; with a point in every language, as in fields and files. */
import { t } from './index'

const MINUS = '\u2212'

/**
 * A number in at most `digits` significant digits, with an exponent where plain digits would be long.
 * Not-a-number is `NaN`, infinity `∞`; minus signs are as wide as digits.
 */
export function numberText(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`
  if (value === 0) return '0'
  const size = Math.abs(value)
  const rounded = Number(size.toPrecision(digits))
  const text = rounded >= 1e-3 && rounded < 1e5 ? plain(size, digits) : exponent(size, digits)
  return value < 0 ? MINUS + text : text
}

/** Up to here float32 tells every whole number from the next. */
const MOST_WHOLE = 2 ** 24

/** One value of a tensor: a whole number, such as a label, with all its digits, another as {@link numberText} has it. */
export function valueText(value: number, digits?: number): string {
  const whole = Number.isInteger(value) && Math.abs(value) <= MOST_WHOLE
  return whole ? exactText(value) : numberText(value, digits)
}

/** Both ends of a range, with as many digits as its width asks for. */
export function rangeText(from: number, to: number): { from: string; to: string } {
  const most = (to - from) / 10
  let digits = 3
  const isFar = (end: number): boolean => Math.abs(Number(end.toPrecision(digits)) - end) > most
  while (digits < 9 && (isFar(from) || isFar(to))) digits++
  return { from: valueText(from, digits), to: valueText(to, digits) }
}

function plain(size: number, digits: number): string {
  if (Number.isInteger(size)) return String(size)
  const rounded = Number(size.toPrecision(digits))
  const whole = Math.floor(Math.log10(rounded)) + 1
  return rounded.toFixed(Math.max(0, digits - whole))
}

function exponent(size: number, digits: number): string {
  const [mantissa = '', power = '0'] = size.toExponential(Math.max(0, Math.min(digits, 3) - 1)).split('e')
  const trimmed = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa
  return `${trimmed}e${power.replace('+', '').replace('-', MINUS)}`
}

/** A round number beside an axis, without zeros that say nothing. */
export function tickText(value: number): string {
  const text = numberText(Number(value.toPrecision(6)), 6)
  return text.includes('e') ? numberText(value, 3) : text.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '')
}

/** The shortest text that reads back as the same float32, e.g. `0.1` for 0.10000000149; a whole number has all its digits. */
export function exactText(value: number): string {
  if (!Number.isFinite(value)) return numberText(value)
  if (Number.isSafeInteger(value)) return String(value).replace('-', MINUS)
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === Math.fround(value)) return String(short).replace('-', MINUS)
  }
  return String(Number(value.toPrecision(9))).replace('-', MINUS)
}

/** Letters that a table's cell shows. */
const CELL_LETTERS = 9

/** A number in a table's cell: exact where that is short, else rounded, and never cut off before its exponent. */
export function cellText(value: number): string {
  const exact = exactText(value)
  return exact.length <= CELL_LETTERS ? exact : numberText(value)
}

/** A share between 0 and 1 as `12.3 %`; tiny shares keep their meaning as `< 0.1 %`. */
export function percentText(share: number): string {
  if (!Number.isFinite(share)) return numberText(share)
  if (share > 0 && share < 0.001) return '< 0.1 %'
  if (share < 1 && share > 0.999) return '> 99.9 %'
  const percent = share * 100
  return `${Number.isInteger(percent) ? percent : percent.toFixed(1)} %`
}

/** Milliseconds of one step: `0.42 ms`, `21 ms`, `1.3 s`. */
export function millisecondsText(milliseconds: number): string {
  if (milliseconds >= 1000) return t('time.seconds', { s: (milliseconds / 1000).toFixed(1) })
  return t('time.milliseconds', {
    ms: milliseconds >= 10 ? Math.round(milliseconds) : milliseconds.toPrecision(2),
  })
}

/** Time left in words that do not jump with every step: `3 s`, `2 min 5 s`, `1 h 4 min`. */
export function durationText(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  if (whole < 60) return t('time.seconds', { s: whole })
  if (whole < 3600) return t('time.minutes', { min: Math.floor(whole / 60), s: whole % 60 })
  return t('time.hours', { h: Math.floor(whole / 3600), min: Math.floor((whole % 3600) / 60) })
}

/** Time of day in the console, `14:03:07.123`. */
export function clockText(time: number): string {
  const date = new Date(time)
  const two = (part: number): string => String(part).padStart(2, '0')
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0')
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`
}
