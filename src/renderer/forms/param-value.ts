/** Text of a form field ↔ value of a parameter. */
import { assertNever } from '../../graph/basics/assert-never'
import type { ParamField } from '../../graph/params/param-types'

/** `unset`: left empty, so the default or the inferred value holds. */
export type ParsedText = { kind: 'unset' } | { kind: 'value'; value: unknown } | { kind: 'wrong' }

/** The value as its field shows it: `3`, `3 × 5`, `1, 28, 28`, `same`, `none`. */
export function paramText(field: ParamField, value: unknown): string {
  if (value === undefined) return ''
  if (value === null) return 'none'
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]'
    return value.map(String).join(field.kind === 'pair' ? ' × ' : ', ')
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/**
 * What a person typed. Lists may be parted by commas, spaces or ×, with or without brackets; `none` and `null` are
 * Python's None. Whether the value is in range is the schema's business.
 */
export function parseParamText(field: ParamField, text: string): ParsedText {
  const trimmed = text.trim()
  if (trimmed === '') return { kind: 'unset' }
  if (field.nullable && /^(none|null)$/i.test(trimmed)) return { kind: 'value', value: null }
  switch (field.kind) {
    case 'integer':
    case 'number':
      return numberOf(trimmed)
    case 'pair': {
      if (field.words.includes(trimmed.toLowerCase())) return { kind: 'value', value: trimmed.toLowerCase() }
      const numbers = numbersOf(trimmed)
      if (numbers === undefined || numbers.length === 0) return { kind: 'wrong' }
      const [first, second] = numbers
      return {
        kind: 'value',
        value: numbers.length === 1 || (numbers.length === 2 && first === second) ? first : numbers,
      }
    }
    case 'shape':
    case 'numbers': {
      const numbers = numbersOf(trimmed)
      if (numbers === undefined) return { kind: 'wrong' }
      const single = field.kind === 'numbers' && field.single === true && numbers.length === 1
      return { kind: 'value', value: single ? numbers[0] : numbers }
    }
    case 'text':
    case 'choice':
      return { kind: 'value', value: trimmed }
    case 'boolean':
      return { kind: 'value', value: trimmed === 'true' }
    default:
      return assertNever(field)
  }
}

function numberOf(text: string): ParsedText {
  const value = Number(text.replace(/^−/, '-'))
  return Number.isFinite(value) ? { kind: 'value', value } : { kind: 'wrong' }
}

function numbersOf(text: string): number[] | undefined {
  const inner = text.replace(/^[[(]/, '').replace(/[\])]$/, '').trim() // prettier-ignore
  if (inner === '') return []
  const numbers = inner.split(/\s*[,×x;]\s*|\s+/i).map(Number)
  return numbers.every(Number.isFinite) ? numbers : undefined
}

/** One step up or down: whole numbers by 1, others by a tenth of their size. */
export function stepped(field: ParamField, from: number, steps: number): number {
  const size = field.kind === 'number' ? 10 ** (Math.floor(Math.log10(Math.abs(from) || 1)) - 1) : 1
  const next = Number((from + steps * size).toPrecision(10))
  const bounds = field as { min?: number; max?: number }
  return Math.min(bounds.max ?? Infinity, Math.max(bounds.min ?? -Infinity, next))
}
