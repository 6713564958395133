/** The breakpoints on one place, where one looks at it: a button for each pass, and the condition of each that is set. */
import { CircleDot } from 'lucide-react'
import { PASSES_AT } from '../../graph/breakpoints/document-breakpoints'
import type { HookPlace } from '../../graph/document/hook-place'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'
import { useTranslation } from '../texts/use-translation'
import { classNames } from '../ui/class-names'
import { breakpointsAt, toggleBreakpoint } from './breakpoint-commands'
import { ConditionField } from './condition-field'
import { placeName } from './place-name'

interface PlaceBreakpointsProps {
  /** In the definition on the canvas. */
  place: HookPlace
  /** Before the buttons. */
  title?: string
}

export function PlaceBreakpoints({ place, title }: PlaceBreakpointsProps) {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  const module = useEditor((state) => state.module)
  const there = breakpointsAt(document, module, place)
  const name = placeName(document, module, place)
  return (
    <div className="flex flex-col gap-1">
      <div className="flex min-h-6 items-center gap-1">
        {title !== undefined && <span className="min-w-0 flex-1 truncate text-sm text-muted">{title}</span>}
        {PASSES_AT[place.kind].map((pass) => {
          const set = there.some((each) => each.pass === pass)
          return (
            <button
              key={pass}
              type="button"
              aria-pressed={set}
              aria-label={t('debug.breakpoints.on', { place: name, pass: t(`debug.pass.${pass}`) })}
              onClick={() => toggleBreakpoint(session, place, pass)}
              className={classNames(
                'inline-flex h-6 shrink-0 items-center gap-1 rounded-md px-1.5 text-xs font-medium transition-colors',
                set ? 'bg-danger-soft text-danger' : 'text-muted hover:bg-hover hover:text-text',
              )}
            >
              <CircleDot size={12} aria-hidden />
              {t(`debug.pass.${pass}`)}
            </button>
          )
        })}
      </div>
      {there.map((breakpoint) => {
        const pass = t(`debug.pass.${breakpoint.pass}`)
        return (
          <div key={breakpoint.id} className="flex items-start gap-2">
            <span className="w-16 shrink-0 truncate pt-1.5 text-xs text-faint">{pass}</span>
            <ConditionField
              breakpoint={breakpoint}
              label={t('debug.breakpoints.condition', { place: name, pass })}
            />
          </div>
        )
      })}
    </div>
  )
}
