import { useDeferredValue } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { TensorType } from '../../graph/types/dims'
import type { ModuleInference, NodeInference, Types } from '../../graph/infer/inference'
import { labelledShape, moduleLabels, wireLabels } from '../../graph/infer/labels'
import type { Labels } from '../../graph/registry/dim-labels'
import { countText, typeText } from '../../graph/drawing/node-text'
import { editedInference } from '../editing/editor-store'
import { OutputNumber } from '../wire/output-number'
import { useEditor } from '../session/use-stores'

/** What flows in and out, and what that costs. */
export function ShapeTable({ inference }: { inference: NodeInference }) {
  const { t } = useTranslation()
  // Names of dimensions are worked out for all nodes; the canvas shows an edit before.
  const labelled = useDeferredValue(useEditor(editedInference))
  const labels = labelled && labelsAt(labelled, inference.node.id)
  // What a node costs is counted from what it gives.
  const known = typesOf(inference.outputs).every(([, type]) => type !== null)
  const rows = [
    ...typesOf(inference.inputs).map(([name, type]) => ({
      key: `in ${name}`,
      label: t('inspector.in', { name }),
      type,
      number: undefined,
    })),
    ...typesOf(inference.outputs).map(([name, type]) => ({
      key: `out ${name}`,
      label: t('inspector.out', { name }),
      type,
      number: name,
    })),
  ]
  return (
    <dl className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-2 gap-y-1 text-sm">
      {rows.map(({ key, label, type, number }) => (
        <Row
          key={key}
          label={label}
          value={type === null ? t('inspector.unknown') : typeText(type)}
          more={labels?.[key]}
          number={
            number !== undefined &&
            type?.shape.length === 0 && (
              <OutputNumber node={inference.node.id} handle={number} owner="shapes number" none="" />
            )
          }
        />
      ))}
      {/* What multiplies nothing, such as ReLU, has no cost to tell. */}
      {(!known || inference.multiplyAdds > 0) && (
        <Row
          label={t('inspector.multiplyAdds')}
          value={known ? countText(inference.multiplyAdds) : t('inspector.unknown')}
        />
      )}
    </dl>
  )
}

interface RowProps {
  label: string
  value: string
  more?: string | undefined
  /** What an output without dimensions gives just now. */
  number?: ReactNode
}

function Row({ label, value, more, number }: RowProps) {
  return (
    <>
      <dt className="truncate text-muted">{label}</dt>
      <dd className="min-w-0 font-mono tabular" title={more ?? value} data-selectable>
        <span className="flex justify-between gap-2">
          <span className="truncate">{value}</span>
          {number}
        </span>
        {more !== undefined && <span className="block truncate text-xs text-faint">{more}</span>}
      </dd>
    </>
  )
}

/** By the keys of the rows: the shape with the names of its dimensions, where more than the batch is known. */
function labelsAt(module: ModuleInference, node: string): Record<string, string> {
  const own = moduleLabels(module).nodes.get(node) ?? {}
  const { memo, inputs = {}, outputs = {} } = module.nodes.get(node) ?? {}
  const found: Record<string, string> = {}
  const add = (key: string, type: TensorType | null, labels: Labels | null): void => {
    if (type !== null && labels?.some((label) => label !== null && label !== 'N') === true)
      found[key] = labelledShape(type.shape, labels)
  }
  for (const [name, type] of typesOf(inputs)) {
    const wire = memo?.wires.find(({ targetHandle }) => targetHandle === name)
    if (wire) add(`in ${name}`, type, wireLabels(module, wire.id))
  }
  for (const [name, type] of typesOf(outputs)) add(`out ${name}`, type, own[name] ?? null)
  return found
}

function typesOf(types: Types): [string, TensorType | null][] {
  return Object.entries(types)
}
