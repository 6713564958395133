/** What a person has filled in to change a tensor, as the edit that it means. */
import { assertNever } from '../../graph/basics/assert-never'
import { isArrayProblem, parseArray } from '../../graph/changes/array-text'
import type { TensorEdit, TensorPart } from '../../engine/protocol'
import { t } from '../texts/index'
import { typedNumber } from './tensor-editing'

export type ChangeKind = Exclude<TensorEdit['kind'], 'set'>

export interface ChangeDraft {
  kind: ChangeKind
  value: string
  factor: string
  std: string
  seed: string
  array: string
  /** Of `nn.init`. */
  type: string
  params: Record<string, unknown>
  /** Where: everything, or the part that the table shows. */
  where: 'whole' | 'shown'
}

export const FIRST_DRAFT: ChangeDraft = {
  kind: 'fill',
  value: '0',
  factor: '0.5',
  std: '0.01',
  seed: '0',
  array: '',
  type: 'kaiming_uniform',
  params: {},
  where: 'whole',
}

/** → the edit, or what is wrong with a field of the draft */
export function editOf(
  draft: ChangeDraft,
  shown: TensorPart | null,
): { edit: TensorEdit } | { field: keyof ChangeDraft; problem: string } {
  const part = draft.where === 'shown' && shown ? { part: shown } : {}
  const numbers = (field: 'value' | 'factor' | 'std' | 'seed') => {
    const value = typedNumber(draft[field])
    const whole = field !== 'seed' || (value !== null && Number.isSafeInteger(value) && value >= 0)
    const wrong = value === null || !whole || (field === 'std' && !(value >= 0 && Number.isFinite(value)))
    return wrong ? null : value
  }
  const refused = (field: 'value' | 'factor' | 'std' | 'seed') => ({
    field,
    problem: t(sayOf(field, typedNumber(draft[field])), { text: draft[field] }),
  })
  switch (draft.kind) {
    case 'fill': {
      const value = numbers('value')
      return value === null ? refused('value') : { edit: { kind: 'fill', value, ...part } }
    }
    case 'scale': {
      const factor = numbers('factor')
      return factor === null ? refused('factor') : { edit: { kind: 'scale', factor, ...part } }
    }
    case 'noise': {
      const [std, seed] = [numbers('std'), numbers('seed')]
      if (std === null) return refused('std')
      return seed === null ? refused('seed') : { edit: { kind: 'noise', std, seed, ...part } }
    }
    case 'paste': {
      const read = parseArray(draft.array)
      if (isArrayProblem(read)) return { field: 'array', problem: t('changes.atPlace', { ...read }) }
      return { edit: { kind: 'paste', ...read, ...part } }
    }
    case 'init': {
      const seed = numbers('seed')
      if (seed === null) return refused('seed')
      return { edit: { kind: 'init', type: draft.type, params: draft.params, seed } }
    }
    default:
      return assertNever(draft.kind)
  }
}

/** What is wrong with a field, by its number. */
function sayOf(field: 'value' | 'factor' | 'std' | 'seed', value: number | null) {
  if (value === null) return 'changes.noNumber'
  return field === 'seed' ? 'changes.noSeed' : 'changes.noDeviation'
}
