import { useLayoutEffect, useRef, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { useEditor } from '../session/use-stores'

/** What the document teaches: its beginning, and the rest of it on demand. */
export function Lesson() {
  const lesson = useEditor((state) => state.document.meta?.lesson)
  const loads = useEditor((state) => state.loads)
  return lesson === undefined ? null : <LessonText key={loads} text={lesson} />
}

function LessonText({ text }: { text: string }) {
  const { t } = useTranslation()
  const shown = useRef<HTMLParagraphElement>(null)
  const [open, setOpen] = useState(false)
  const [long, setLong] = useState(false)
  useLayoutEffect(() => {
    const paragraph = shown.current
    if (paragraph === null || open) return undefined
    const look = () => setLong(paragraph.scrollHeight > paragraph.clientHeight)
    look()
    // A narrower panel breaks the text into more lines.
    const observer = new ResizeObserver(look)
    observer.observe(paragraph)
    return () => observer.disconnect()
  }, [open])
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
