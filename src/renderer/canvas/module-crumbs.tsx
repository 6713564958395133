import { ChevronRight } from 'lucide-react'
import { Fragment } from 'react'
import { useTranslation } from '../texts/use-translation'
import { leaveTo } from '../actions/module-actions'
import { definitionOf } from '../../graph/document/document'
import { Select } from '../ui/select'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** A name of so many letters is whole also where longer ones are cut. */
const SHORT = 6

/** The way to the module on the canvas, each part of it to go back to; only where there are several modules. */
export function ModuleCrumbs() {
  const { t } = useTranslation()
  const session = useSession()
  const module = useEditor((state) => state.module)
  const document = useEditor((state) => state.document)
  const trail = useEditor((state) => state.trail)
  const editModule = useEditor((state) => state.editModule)
  const names = Object.keys(document.modules)
  if (names.length < 2) return null
  const steps = (trail ?? []).map((step) => ({
    ...step,
    name: definitionOf(document, step.module)?.nodes.find(({ id }) => id === step.node)?.name ?? step.node,
  }))
  const crumbs =
    module === document.main ? [] : [document.main, ...steps.slice(0, -1).map(({ name }) => name)]
  const here = steps.at(-1)?.name
  return (
    <nav
      aria-label={t('canvas.modules')}
      className="absolute top-3 left-3 z-10 flex max-w-[calc(100%-1.5rem)] items-center gap-1 rounded-lg bg-surface p-1 text-sm shadow-node"
    >
      {crumbs.map((name, depth) => (
        <Fragment key={depth}>
          <button
            type="button"
            className={`${name.length <= SHORT ? 'shrink-0' : 'min-w-0 truncate'} rounded-sm px-1 text-muted hover:bg-hover hover:text-text`}
            onClick={() => leaveTo(session, depth)}
          >
            {name}
          </button>
          <ChevronRight size={14} className="shrink-0 text-faint" aria-hidden />
        </Fragment>
      ))}
      {here !== undefined && (
        <span aria-current="location" className="min-w-0 truncate px-1 font-medium">
          {here}
        </span>
      )}
      {crumbs.length > 0 && trail === null && (
        <span className="shrink-0 px-1 text-faint">{t('modules.unused')}</span>
      )}
      <div className="w-36 shrink-0">
        <Select
          aria-label={t('canvas.shownModule')}
          value={module}
          options={names.map((name) => ({ value: name, label: name }))}
          onChange={editModule}
        />
      </div>
    </nav>
  )
}
