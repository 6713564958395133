import { useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { useLong } from '../ui/use-long'
import { useEditor } from '../session/use-stores'

/** What the document teaches: its beginning, and the rest of it on demand. */
export function Lesson() {
  const lesson = useEditor((state) => state.document.meta?.lesson)
  const loads = useEditor((state) => state.loads)
  return lesson === undefined ? null : <LessonText key={loads} text={lesson} />
}

function LessonText({ text }: { text: string }) {
  const { t } = useTranslation()
  const [shown, long] = useLong<HTMLParagraphElement>(5)
  const [open, setOpen] = useState(false)
  return (
    <div className="border-b border-line px-3 pt-2 pb-3">
      <p ref={shown} className={`text-sm text-muted ${open ? '' : 'line-clamp-5'}`} data-selectable>
        {text}
      </p>
      {long && (
        <Button
          tone="quiet"
          size="sm"
          aria-expanded={open}
          className="mt-1 -ml-2 text-accent-text!"
          onClick={() => setOpen(!open)}
        >
          {t(open ? 'inspector.readLess' : 'inspector.readOn')}
        </Button>
      )}
    </div>
  )
}
