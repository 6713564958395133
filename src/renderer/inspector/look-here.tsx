import { ArrowRight, Eye } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import { definitionOf } from '../../graph/document/document'
import type { GraphDocument } from '../../graph/document/document'
import { focusWire } from '../editing/edit'
import { placeOf } from '../editing/trail'
import { Section } from '../ui/panel'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

interface Look {
  module: string
  edge: string
  source: string
  target: string
}

/** The wires that are marked as worth a look, those of the shown definition first: each a way to its values. */
export function LookHere() {
  const { t } = useTranslation()
  const session = useSession()
  const document = useEditor((state) => state.document)
  const shown = useEditor((state) => state.module)
  const looks = looksOf(document, shown)
  if (looks.length === 0) return null
  return (
    <Section title={t('lookHere.title')}>
      <ul className="-mx-1.5">
        {looks.map(({ module, edge, source, target }) => (
          <li key={`${module} ${edge}`}>
            <button
              type="button"
              onClick={() => focusWire(session, module, edge)}
              className="flex h-7 w-full items-center gap-1.5 rounded-md px-1.5 text-left text-sm hover:bg-hover"
            >
              <Eye size={14} strokeWidth={1.75} className="shrink-0 text-accent-text" aria-hidden />
              <span className="min-w-0 truncate font-medium">{source}</span>
              <ArrowRight size={12} className="shrink-0 text-faint" aria-label={t('lookHere.to')} />
              <span className="min-w-0 truncate font-medium">{target}</span>
              {module !== shown && (
                <span className="ml-auto min-w-0 truncate pl-2 text-faint">
                  {t('lookHere.inside', { module })}
                </span>
              )}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}

function looksOf(document: GraphDocument, shown: string): Look[] {
  const others = Object.keys(document.modules).filter(
    (module) =>
      module !== shown &&
      (document.modules[module]?.probes ?? []).length > 0 &&
      placeOf(document, module).trail !== null,
  )
  return [shown, ...others].flatMap((module) => {
    const { nodes = [], edges = [], probes = [] } = definitionOf(document, module) ?? {}
    const names = new Map(nodes.map(({ id, name }) => [id, name]))
    return probes.flatMap(({ edge: id }) => {
      const edge = edges.find((each) => each.id === id)
      if (edge === undefined) return []
      const end = (node: string) => names.get(node) ?? node
      return [{ module, edge: id, source: end(edge.source), target: end(edge.target) }]
    })
  })
}
