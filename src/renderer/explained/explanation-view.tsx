/** How one number of a picture or table came about: the arithmetic in the real numbers of its step. */
import { X } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { assertNever } from '../../graph/basics/assert-never'
import { agrees } from '../explain/explanation'
import type { Explanation, Part, Values } from '../explain/explanation'
import { exactText, numberText } from '../texts/number-text'
import { useTranslation } from '../texts/use-translation'
import { IconButton } from '../ui/icon-button'
import { LineRow } from './line-row'
import { MOST_VALUES } from './operation-of'
import type { Explained, ExplainedPlace } from './operation-of'
import { PlanesView } from './planes-view'
import { TermsView } from './terms-view'
import { useExplained } from './use-explained'

interface ExplanationViewProps {
  place: ExplainedPlace
  onClose: () => void
}

export function ExplanationView({ place, onClose }: ExplanationViewProps) {
  const { t } = useTranslation()
  const { running, shown, now } = useExplained(place)
  const made = now && 'made' in now ? now.made : null
  const section = useRef<HTMLElement>(null)
  const opened = now !== null || running
  // It opens under a picture that may fill the room.
  useEffect(() => {
    if (opened) section.current?.scrollIntoView({ block: 'nearest' })
  }, [opened])
  return (
    <section
      ref={section}
      aria-label={t('explain.open')}
      className="flex scroll-mt-12 scroll-mb-2 flex-col gap-2 rounded-md border border-line bg-sunken p-2"
    >
      <header className="flex items-center gap-1">
        <h5 className="min-w-0 flex-1 text-sm font-medium">{t('explain.open')}</h5>
        <IconButton icon={X} size="sm" label={t('explain.close')} onClick={onClose} />
      </header>
      <p className="text-xs text-muted" data-selectable>
        {whereOf(shown, made, t)}
        {made && 'step' in made && ` · ${t('explain.step', { step: made.step })}`}
      </p>
      {running ? <Note text={t('explain.running')} /> : now === null && <Note text={t('explain.loading')} />}
      {now && 'problem' in now && (
        <Note text={[now.problem.message, now.problem.remedy].filter(Boolean).join(' ')} />
      )}
      {made && <Made made={made} />}
    </section>
  )
}

function Note({ text }: { text: string }) {
  return (
    <p role="status" className="text-sm text-muted">
      {text}
    </p>
  )
}

type Translate = ReturnType<typeof useTranslation>['t']

function whereOf({ index, direction }: ExplainedPlace, made: Explained | null, t: Translate): string {
  const at = index.join(', ')
  if (made?.kind === 'sum') return t('explain.sumAt', { index: at, count: made.shares.length })
  const name = made && 'node' in made ? made.node.name : '…'
  return t(direction === 'forward' ? 'explain.at' : 'explain.gradientAt', { name, index: at })
}

function Made({ made }: { made: Explained }) {
  const { t } = useTranslation()
  switch (made.kind) {
    case 'plain':
      return <Note text={t('explain.notApart', { type: made.node.type, doc: made.doc })} />
    case 'instance':
      return <Note text={t('explain.instance', { name: made.node.name })} />
    case 'large':
      return <Note text={t('explain.tooLarge', { count: made.count, most: MOST_VALUES })} />
    case 'sum':
      return <Shares {...made} />
    case 'apart':
      return <Apart {...made} />
    default:
      return assertNever(made)
  }
}

function Shares({ shares, value, actual }: Extract<Explained, { kind: 'sum' }>) {
  const { t } = useTranslation()
  const magnitude = shares.reduce((total, share) => total + Math.abs(share.value), 0)
  return (
    <>
      {shares.map((share) => (
        <LineRow
          key={share.name}
          name={t('explain.share', { name: share.name })}
          value={exactText(share.value)}
        />
      ))}
      <Total explanation={{ formula: '', parts: [], value, magnitude }} actual={actual} updated={false} />
    </>
  )
}

function Apart({ explanation, actual, seen, updated }: Extract<Explained, { kind: 'apart' }>) {
  return (
    <>
      <p className="font-mono text-xs break-words" data-selectable>
        {explanation.formula}
      </p>
      {explanation.parts.map((part, at) => (
        <PartView key={at} part={part} tensor={seen} />
      ))}
      <Total explanation={explanation} actual={actual} updated={updated} />
    </>
  )
}

function PartView({ part, tensor }: { part: Part; tensor: Values | null }) {
  const { t } = useTranslation()
  if (part.kind === 'planes') return <PlanesView part={part} tensor={tensor} />
  if (part.kind === 'terms') return <TermsView part={part} />
  return (
    <div>
      {part.lines.map(({ name, value }) => (
        <LineRow key={name} name={t(`explain.lines.${name}`)} value={exactText(Math.fround(value))} />
      ))}
    </div>
  )
}

interface TotalProps {
  explanation: Explanation
  actual: number
  updated: boolean
}

/** What it comes to, and whether the engine's number is that. */
function Total({ explanation, actual, updated }: TotalProps) {
  const { t } = useTranslation()
  const same = agrees(explanation, actual)
  return (
    <div className="border-t border-line pt-1">
      <LineRow strong name={t('explain.total')} value={exactText(Math.fround(explanation.value))} />
      <LineRow name={t('explain.engine')} value={exactText(actual)} />
      <p className={`mt-1 text-xs ${same ? 'text-muted' : 'text-warning'}`}>
        {same
          ? t('explain.same')
          : `${t('explain.differs', { difference: numberText(actual - explanation.value) })} ${t(updated ? 'explain.updated' : 'explain.touched')}`}
      </p>
    </div>
  )
}
