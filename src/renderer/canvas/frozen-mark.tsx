import { Snowflake } from 'lucide-react'
import { useTranslation } from '../texts/use-translation'
import type { NodeLook } from './node-look'

/** Beside the name of a node of whose parameters some, or all, do not learn. */
export function FrozenNode({ frozen }: { frozen: NodeLook['frozen'] }) {
  const { t } = useTranslation()
  if (frozen === null) return null
  const label = frozen.all ? t('node.frozen') : t('node.frozenPart', { names: frozen.names })
  return (
    <span role="img" aria-label={label} title={label} className="shrink-0 text-muted">
      <Snowflake size={13} aria-hidden />
    </span>
  )
}
