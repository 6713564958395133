/** What flows on the selected wire, both ways, live. */
import { Eye, Maximize2, MoveRight } from 'lucide-react'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { FlowDirection } from '../../graph/frames/frame'
import { PlaceBreakpoints } from '../debugger/place-breakpoints'
import { useDirection } from '../debugger/use-stand'
import { focusNode, perform, shownModule } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { IconButton } from '../ui/icon-button'
import { useWidth } from '../ui/use-width'
import { LANE_CLASS } from './lane'
import { EnlargedWire } from './enlarged-wire'
import { Lanes } from './lanes'
import { shapeText } from '../../graph/drawing/node-text'
import { useWire, type Wire } from './wire'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** From this width on both directions stand side by side. */
const WIDE = 520
const PADDING = 24
const DIRECTIONS: readonly FlowDirection[] = ['forward', 'backward']

interface WireInspectorProps {
  edgeId: string
  /** Above what flows. */
  children?: ReactNode
}

export function WireInspector({ edgeId, children }: WireInspectorProps) {
  const { t } = useTranslation()
  const wire = useWire(edgeId)
  const [direction, setDirection] = useDirection(
    (at) => at.kind === 'edge' && at.edge === edgeId && at.path.join('/') === wire?.path.join('/'),
  )
  const [place, width] = useWidth()
  const [large, setLarge] = useState(false)
  if (!wire) return null
  const wide = width >= WIDE
  const room = (wide ? width / 2 : width) - PADDING
  return (
    <section aria-label={t('live.wire.label')} className="flex h-full min-h-0 flex-col bg-surface">
      <Header wire={wire} onEnlarge={() => setLarge(true)} />
      {large && <EnlargedWire wire={wire} onClose={() => setLarge(false)} />}
      <div ref={place} className="min-h-0 flex-1 overflow-x-hidden overflow-y-auto">
        {children !== undefined && <div className="border-b border-line">{children}</div>}
        {!wide && (
          <div
            role="tablist"
            aria-label={t('live.wire.directions')}
            className="sticky top-0 z-10 flex h-9 shrink-0 border-b border-line bg-surface px-2"
          >
            {DIRECTIONS.map((each) => (
              <DirectionTab
                key={each}
                direction={each}
                selected={each === direction}
                onSelect={setDirection}
              />
            ))}
          </div>
        )}
        {/* A lane is looked at in one place. */}
        {width > 0 && !large && (
          <Lanes
            key={wire.id}
            wire={wire}
            directions={wide ? DIRECTIONS : [direction]}
            width={room}
            named={wide}
          />
        )}
      </div>
    </section>
  )
}

function Header({ wire, onEnlarge }: { wire: Wire; onEnlarge: () => void }) {
  const { t } = useTranslation()
  const { source, target, shapeWords, labelled, dtype } = wire
  return (
    <header className="shrink-0 border-b border-line px-3 py-2">
      <h2
        aria-label={t('live.wire.handles', { source: source.name, target: target.name })}
        className="flex items-center gap-1.5 text-base font-semibold"
      >
        <EndButton id={source.id} name={source.name} />
        <MoveRight size={14} className="shrink-0 text-faint" aria-hidden />
        <EndButton id={target.id} name={target.name} />
        <LookMark edge={wire.id} />
        <IconButton icon={Maximize2} size="sm" label={t('live.wire.enlarge')} onClick={onEnlarge} />
      </h2>
      <p className="mt-0.5 flex justify-between gap-2 font-mono text-xs text-muted">
        <span className="truncate" data-selectable>
          {labelled ?? (shapeWords && shapeText(shapeWords))}
          {dtype !== null && <span className="text-faint"> {dtype}</span>}
        </span>
      </p>
      <div className="mt-1">
        <PlaceBreakpoints place={{ kind: 'edge', edge: wire.id }} title={t('debug.breakpoints.title')} />
      </div>
    </header>
  )
}

/** Lists the wire under “Look here”, or takes it off that list. */
function LookMark({ edge }: { edge: string }) {
  const { t } = useTranslation()
  const session = useSession()
  const marked = useEditor(
    (state) => editedDefinition(state).probes?.some((mark) => mark.edge === edge) === true,
  )
  return (
    <IconButton
      icon={Eye}
      size="sm"
      className={`ml-auto ${marked ? 'text-accent-text!' : ''}`}
      pressed={marked}
      label={t('lookHere.mark')}
      onClick={() =>
        perform(session, {
          kind: 'set-look-here',
          module: shownModule(session),
          edge,
          lookHere: marked ? null : { edge },
        })
      }
    />
  )
}

function EndButton({ id, name }: { id: string; name: string }) {
  const session = useSession()
  return (
    <button
      type="button"
      className="min-w-0 truncate rounded-sm underline-offset-2 hover:underline"
      onClick={() => focusNode(session, undefined, id)}
    >
      {name}
    </button>
  )
}

interface DirectionTabProps {
  direction: FlowDirection
  selected: boolean
  onSelect: (direction: FlowDirection) => void
}

function DirectionTab({ direction, selected, onSelect }: DirectionTabProps) {
  const { t } = useTranslation()
  const other = direction === 'forward' ? 'backward' : 'forward'
  return (
    <button
      type="button"
      role="tab"
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      onClick={() => onSelect(direction)}
      onKeyDown={(event) => {
        if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return
        onSelect(other)
        const row = event.currentTarget.parentElement
        row?.querySelector<HTMLElement>('[aria-selected=false]')?.focus()
      }}
      className={`relative flex flex-1 items-center justify-center gap-1.5 text-sm font-medium ${
        selected
          ? `${LANE_CLASS[direction].text} after:absolute after:inset-x-2 after:-bottom-px after:h-0.5 after:rounded-full after:bg-current`
          : 'text-muted hover:text-text'
      }`}
    >
      {t(`live.wire.${direction}`)}
      <span className="font-normal text-faint">{t(`live.wire.${direction}Long`)}</span>
    </button>
  )
}
