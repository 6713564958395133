import { Snowflake } from 'lucide-react'
import type { NodeInference } from '../../graph/infer/inference'
import { isFrozen } from '../../graph/infer/frozen'
import { useTranslation } from '../texts/use-translation'

/** Beside the name of a node of whose parameters some, or all, do not learn. */
export function FrozenNode({ inference }: { inference: NodeInference | undefined }) {
  const { t } = useTranslation()
  if (inference === undefined) return null
  const { node, parameters } = inference
  const frozen = parameters.filter(({ name }) => isFrozen(node, name))
  if (frozen.length === 0) return null
  const label =
    frozen.length === parameters.length
      ? t('node.frozen')
      : t('node.frozenPart', { names: frozen.map(({ name }) => name) })
  return (
    <span role="img" aria-label={label} title={label} className="shrink-0 text-muted">
      <Snowflake size={13} aria-hidden />
    </span>
  )
}
