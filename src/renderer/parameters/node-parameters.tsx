/** The tensors of the node that is inspected: shape, count, whether they learn; each opens to its values and its gradient. */
import { ChevronRight } from 'lucide-react'
import { useStore } from 'zustand'
import type { ParameterRow } from '../../engine/protocol'
import { countText, shapeText } from '../../graph/drawing/node-text'
import type { NodeInference } from '../../graph/infer/inference'
import { isFrozen } from '../../graph/infer/frozen'
import { ParameterHooks } from '../hooks/hooks-section'
import { useTranslation } from '../texts/use-translation'
import { Switch } from '../ui/switch'
import { useSession } from '../session/session-provider'
import { useRun } from '../session/use-stores'
import { samePlace } from '../wire/tensor-editing'
import { KeyText } from './key-text'
import { setLearning, setNodeLearning } from './learning'
import { countOf } from './parameter-columns'
import { ParameterView } from './parameter-view'
import { useParameters } from '../session/use-parameters'

export function NodeParameters({ inference }: { inference: NodeInference }) {
  const { t } = useTranslation()
  const session = useSession()
  const { node, parameters } = inference
  const path = session.engine.path().join('/')
  const all = useParameters('node', '', (data) => data.rows)
  const owner = node.shared_with ?? node.id
  // Of an instance, what lies in it.
  const inside = path === '' ? owner : `${path}/${owner}`
  const rows = all.filter(({ target }) => {
    const at = [...target.path, target.node].join('/')
    return at === inside || at.startsWith(`${inside}/`)
  })
  const learning = parameters.filter(({ name }) => !isFrozen(node, name)).length
  const total = parameters.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0)
  return (
    <div className="flex flex-col">
      {node.shared_with === undefined && parameters.length > 0 && (
        <div className="flex items-center justify-between gap-2 text-sm text-muted">
          <span className="min-w-0 truncate">
            {t('parameters.learnsAll')}{' '}
            <span className="font-mono text-xs text-faint">{t('parameters.requiresGrad')}</span>
          </span>
          <Switch
            checked={learning === parameters.length}
            aria-label={t('parameters.learnsAll')}
            onChange={(learns) => setNodeLearning(session, node, learns)}
          />
        </div>
      )}
      <ul className="flex flex-col">
        {rows.length > 0
          ? rows.map((row) => <Tensor key={row.key} row={row} prefix={prefixOf(row, inside)} />)
          : parameters.map(({ name, shape }) => (
              <li key={name} className="flex min-h-7 items-center gap-2 font-mono text-sm">
                <span className="min-w-0 flex-1 truncate">{name === '' ? node.name : name}</span>
                <span className="text-muted">{shapeText(shape)}</span>
              </li>
            ))}
      </ul>
      {parameters.length > 1 && (
        <p className="flex justify-between border-t border-line pt-1 text-sm text-muted">
          {t('inspector.total')}
          <span className="font-mono tabular">{countText(total)}</span>
        </p>
      )}
    </div>
  )
}

/** How much of a key names what is inspected already. */
function prefixOf({ key, target }: ParameterRow, inside: string): number {
  const depth = inside.split('/').length
  const own = target.name === '' ? 0 : target.name.split('.').length
  const parts = key.split('.')
  const names = parts.length - own
  return Math.min(depth, target.name === '' ? names - 1 : names)
}

function Tensor({ row, prefix }: { row: ParameterRow; prefix: number }) {
  const { t } = useTranslation()
  const session = useSession()
  const opened = useStore(session.parameters.store, (data) => data.opened === row.key)
  const changed = useRun((run) =>
    run.changes.some(
      (change) =>
        change.target.kind === 'parameter' &&
        samePlace(change, { target: row.target, direction: change.direction }),
    ),
  )
  const name = row.key.split('.').slice(prefix).join('.')
  return (
    <li className="border-t border-line first:border-t-0">
      <div className="flex min-h-8 items-center gap-1">
        <button
          type="button"
          aria-expanded={opened}
          aria-label={`${name} ${shapeText(row.shape)} ${countText(countOf(row))}`}
          onClick={() => session.parameters.open(opened ? null : row.key)}
          className="group flex min-h-7 min-w-0 flex-1 items-center gap-1 rounded-sm text-left font-mono text-sm"
        >
          <ChevronRight
            size={13}
            aria-hidden
            className="shrink-0 text-faint transition-transform group-aria-expanded:rotate-90"
          />
          {changed && (
            <span className="size-1.5 shrink-0 rounded-full bg-accent" title={t('changes.changed')} />
          )}
          <span className="min-w-0 flex-1" title={row.key}>
            <KeyText name={name} />
          </span>
          <span className="max-w-28 min-w-0 truncate text-xs text-muted" title={shapeText(row.shape)}>
            {shapeText(row.shape)}
          </span>
          <span className="ml-1 min-w-10 shrink-0 text-right text-xs text-muted tabular">
            {countText(countOf(row))}
          </span>
        </button>
        {row.kind === 'buffer' ? (
          <span className="w-10 shrink-0 text-right text-xs text-faint">{t('parameters.buffer')}</span>
        ) : (
          <span className="flex w-10 shrink-0 justify-end">
            <Switch
              checked={row.requiresGrad}
              aria-label={t('parameters.learns', { name })}
              onChange={(learns) => setLearning(session, row, learns)}
            />
          </span>
        )}
      </div>
      {opened && (
        <div className="pb-3">
          <ParameterView row={row} />
          {row.kind === 'parameter' && row.target.path.join('/') === session.engine.path().join('/') && (
            <section aria-label={t('parameters.hooks')} className="pt-2">
              <ParameterHooks title={t('parameters.hooks')} node={row.target.node} name={row.target.name} />
            </section>
          )}
        </div>
      )}
    </li>
  )
}
