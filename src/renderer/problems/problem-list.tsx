import { CircleAlert, TriangleAlert } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { Finding } from '../../graph/document/finding'
import { focusNode } from '../editing/edit'
import { editedDefinition } from '../editing/editor-store'
import { selectionOf } from '../editing/selection'
import { FixButtons } from './finding-text'
import { HelpLink } from './help-link'
import { useSession } from '../session/session-provider'
import { Button } from '../ui/button'
import type { DocumentSession } from '../session/document-session'

/** So many are shown at a time: a graph of thousands of nodes may have a problem with each. */
const AT_A_TIME = 20

/** Findings with their place, the first of them where there are many; a click leads there. */
export function ProblemList({ findings }: { findings: readonly Finding[] }) {
  const { t } = useTranslation()
  const [most, setMost] = useState(AT_A_TIME)
  const more = Math.min(findings.length - most, AT_A_TIME)
  const list = useRef<HTMLUListElement>(null)
  // Whoever asked for more goes on reading there, also where the button has gone.
  useEffect(() => {
    if (most > AT_A_TIME) list.current?.children[most - AT_A_TIME]?.querySelector('button')?.focus()
  }, [most])
  return (
    <>
      <ul ref={list} aria-label={t('problems.title')} className="flex flex-col">
        {findings.slice(0, most).map((finding, index) => (
          <ProblemItem key={`${finding.node ?? ''} ${finding.message} ${index}`} finding={finding} />
        ))}
      </ul>
      {more > 0 && (
        <Button tone="quiet" className="mt-1 w-full" onClick={() => setMost(most + AT_A_TIME)}>
          {t('problems.more', { count: more })}
        </Button>
      )}
    </>
  )
}

function ProblemItem({ finding }: { finding: Finding }) {
  const { t } = useTranslation()
  const session = useSession()
  const error = finding.severity === 'error'
  const Icon = error ? CircleAlert : TriangleAlert
  const place = finding.name ?? finding.node ?? finding.edge
  const leads = finding.node !== undefined || finding.edge !== undefined
  return (
    <li className="rounded-md p-2 hover:bg-hover">
      <button
        type="button"
        disabled={!leads}
        onClick={() => goTo(session, finding)}
        className="flex w-full items-start gap-2 text-left disabled:cursor-default"
      >
        <Icon size={14} className={`mt-0.5 shrink-0 ${error ? 'text-danger' : 'text-warning'}`} aria-hidden />
        <span className="min-w-0 flex-1">
          <span className="sr-only">{error ? t('problems.error') : t('problems.warning')}: </span>
          {place !== undefined && <span className="block truncate text-sm font-medium">{place}</span>}
          <span className="block text-sm break-words text-text">{finding.message}</span>
          {finding.remedy !== undefined && <span className="block text-sm text-muted">{finding.remedy}</span>}
        </span>
      </button>
      <div className="pl-5.5">
        <FixButtons finding={finding} />
        <HelpLink finding={finding} />
      </div>
    </li>
  )
}

function goTo(session: DocumentSession, { module, node, edge }: Finding): void {
  if (node !== undefined) {
    focusNode(session, module, node)
  } else if (edge !== undefined) {
    const { editModule, select, module: shown } = session.editor.getState()
    if (module !== undefined && module !== shown) editModule(module)
    // A hook may sit on a wire that is not there.
    const there = editedDefinition(session.editor.getState()).edges.some(({ id }) => id === edge)
    if (there) select(selectionOf([], [edge]))
  }
}
