import { useOnViewportChange, useStoreApi } from '@xyflow/react'
import { Locate } from 'lucide-react'
import { useCallback, useEffect, useState } from 'react'
import { runAction } from '../actions/index'
import { editedDefinition } from '../editing/editor-store'
import { useSession } from '../session/session-provider'
import { useTranslation } from '../texts/use-translation'
import { Button } from '../ui/button'
import { Kbd } from '../ui/kbd'
import { keysOf } from '../window/keys'

/** Appears where the canvas shows no node although there are some, when the camera has come to rest. */
export function BackToNet() {
  const { t } = useTranslation()
  const session = useSession()
  const store = useStoreApi()
  const [lost, setLost] = useState(false)
  // The same one at every edit: React Flow tells all that listens of another one.
  const look = useCallback(() => {
    const { nodes } = editedDefinition(session.editor.getState())
    const { transform, width, height } = store.getState()
    const [x, y, zoom] = transform
    const isSeen = ({ id, position }: (typeof nodes)[number]) => {
      const box = session.sizes.of(id)
      const [left, top] = [position.x * zoom + x, position.y * zoom + y]
      return left < width && top < height && left + box.width * zoom > 0 && top + box.height * zoom > 0
    }
    setLost(width > 0 && nodes.length > 0 && !nodes.some(isSeen))
  }, [session, store])
  useOnViewportChange({ onEnd: look })
  // An edit brings what is new into view a little later, which ends a move too.
  useEffect(() => {
    let handle = requestAnimationFrame(look)
    const soon = () => {
      cancelAnimationFrame(handle)
      handle = requestAnimationFrame(look)
    }
    const stops = [
      session.editor.subscribe((now, before) => {
        if (editedDefinition(now).nodes !== editedDefinition(before).nodes) soon()
      }),
      store.subscribe((now, before) => {
        if (now.width !== before.width || now.height !== before.height) soon()
      }),
    ]
    return () => {
      cancelAnimationFrame(handle)
      for (const stop of stops) stop()
    }
  }, [look, session, store])
  if (!lost) return null
  return (
    <div className="pointer-events-none absolute inset-0 z-[4] flex flex-col items-center justify-center gap-2">
      <p role="status" className="text-muted">
        {t('canvas.lost')}
      </p>
      <Button className="pointer-events-auto" onClick={() => runAction(session, 'view.fit')}>
        <Locate size={14} aria-hidden />
        {t('canvas.back')}
        <Kbd keys={keysOf('view.fit') ?? ''} />
      </Button>
    </div>
  )
}
