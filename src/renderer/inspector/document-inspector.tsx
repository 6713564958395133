import { numberIn } from '../../words/numbers'
import { useTranslation } from '../texts/use-translation'
import { countText } from '../../graph/drawing/node-text'
import { ProblemList } from '../problems/problem-list'
import { focusNode } from '../editing/edit'
import { Panel, Section } from '../ui/panel'
import { Lesson } from './lesson'
import { LookHere } from './look-here'
import { ModuleSection } from './module-section'
import { TrainingForm } from '../training/training-form'
import { useSession } from '../session/session-provider'
import { useEditor } from '../session/use-stores'

/** The document as a whole: its size, how it is trained, and what is wrong. */
export function DocumentInspector() {
  const { t } = useTranslation()
  const findings = useEditor((state) => state.findings)
  const nested = useEditor((state) => state.module !== state.document.main)
  return (
    <Panel label={t('inspector.document')} header={<Header />}>
      <Lesson />
      {findings.length > 0 && (
        <Section title={t('problems.titleCount', { count: findings.length })}>
          <div className="-mx-2">
            <ProblemList findings={findings} />
          </div>
        </Section>
      )}
      <LookHere />
      {nested && <ModuleSection />}
      <Section title={t('training.title')}>
        <TrainingForm />
      </Section>
      <Losses />
      <Totals />
      {!nested && <ModuleSection />}
    </Panel>
  )
}

function Header() {
  const meta = useEditor((state) => state.document.meta)
  const name = useEditor((state) => state.file.name)
  return (
    <header className="border-b border-line p-3">
      <h2 className="truncate text-base font-semibold" title={meta?.title ?? name}>
        {meta?.title ?? name}
      </h2>
    </header>
  )
}

function Totals() {
  const { t } = useTranslation()
  const main = useEditor((state) => state.inference.main)
  const values = [
    [t('inspector.layers'), numberIn(main.nodes.size)],
    [t('inspector.parameterTotal'), numberIn(main.parameterCount)],
    ...(main.multiplyAdds > 0 ? [[t('inspector.multiplyAddsSample'), countText(main.multiplyAdds)]] : []),
  ]
  return (
    <Section title={t('inspector.summary')}>
      <dl className="grid grid-cols-[minmax(0,3fr)_minmax(0,2fr)] gap-y-1 text-sm">
        {values.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="truncate text-muted">{label}</dt>
            <dd className="text-right font-mono tabular" data-selectable>
              {value}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function Losses() {
  const { t } = useTranslation()
  const session = useSession()
  const main = useEditor((state) => state.inference.main)
  const losses = [...main.nodes.values()].filter(({ definition }) => definition?.role === 'loss')
  return (
    <Section title={t('inspector.losses')}>
      {losses.length === 0 && <p className="text-sm text-muted">{t('inspector.noLoss')}</p>}
      <ul>
        {losses.map(({ node }) => (
          <li key={node.id}>
            <button
              type="button"
              onClick={() => focusNode(session, main.module, node.id)}
              className="flex h-7 w-full items-center gap-2 rounded-md px-1.5 text-left text-sm hover:bg-hover"
            >
              <span className="truncate font-medium">{node.name}</span>
              <span className="min-w-0 flex-1 truncate text-faint">{node.type}</span>
              <span className="font-mono text-muted">×{node.loss_weight ?? 1}</span>
            </button>
          </li>
        ))}
      </ul>
    </Section>
  )
}
