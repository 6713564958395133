/** Pages and indices: a text between two arrows, or a number among a known count. */
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from './icon-button'
import { NumberField } from './number-field'

interface PagerProps {
  /** What is paged, for the buttons' names. */
  label: string
  /** Says where one is. */
  text: string
  first: number
  size: number
  count: number
  onChange: (first: number) => void
}

/** Nothing where everything fits on one page. */
export function Pager({ label, text, first, size, count, onChange }: PagerProps) {
  const { t } = useTranslation()
  if (count <= size) return null
  return (
    <fieldset aria-label={label} className="flex items-center gap-1">
      <IconButton
        icon={ChevronLeft}
        size="sm"
        label={t('live.wire.previous')}
        disabled={first === 0}
        onClick={() => onChange(Math.max(0, first - size))}
      />
      <span className="flex-1 text-center text-xs text-muted tabular">{text}</span>
      <IconButton
        icon={ChevronRight}
        size="sm"
        label={t('live.wire.next')}
        disabled={first + size >= count}
        onClick={() => onChange(first + size)}
      />
    </fieldset>
  )
}

interface IndexFieldProps {
  label: string
  value: number
  count: number
  disabled?: boolean
  onChange: (value: number) => void
}

/** An index from 0 to `count - 1`. */
export function IndexField({ label, value, count, disabled, onChange }: IndexFieldProps) {
  const { t } = useTranslation()
  return (
    <span className="flex items-center gap-1.5 text-xs text-muted">
      {label}
      <span className="w-12">
        <NumberField
          aria-label={label}
          value={value}
          integer
          min={0}
          max={count - 1}
          disabled={disabled}
          onCommit={(next) => onChange(Math.min(count - 1, Math.max(0, Math.round(next ?? 0))))}
        />
      </span>
      <span className="text-faint tabular">{t('live.wire.sampleOf', { count })}</span>
    </span>
  )
}
