/** Draws on the picture of a tensor: the value, and whether the pointer draws. */
import { Pencil as PencilIcon } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { TextField } from '../ui/text-field'
import { ToggleButton } from '../ui/toggle-button'

interface PencilProps {
  drawing: boolean
  onDrawing: (drawing: boolean) => void
  value: string
  onValue: (value: string) => void
}

export function Pencil({ drawing, onDrawing, value, onValue }: PencilProps) {
  const { t } = useTranslation()
  return (
    <div className="flex items-center gap-1">
      {drawing && (
        <span className="w-16">
          <TextField
            mono
            aria-label={t('changes.drawValue')}
            value={value}
            onCommit={onValue}
            onType={onValue}
          />
        </span>
      )}
      <ToggleButton pressed={drawing} onChange={onDrawing} title={t('changes.drawHint')}>
        <span className="inline-flex items-center gap-1">
          <PencilIcon size={12} aria-hidden />
          {t('changes.draw')}
        </span>
      </ToggleButton>
    </div>
  )
}
