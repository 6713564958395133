import { Handle, Position } from '@xyflow/react'
import type { NodeProps } from '@xyflow/react'
import { memo, useRef } from 'react'
import { useTranslation } from '../texts/use-translation'
import type { Handle as GraphHandle } from '../../graph/registry/definition'
import { editedInference } from '../editing/editor-store'
import { useWritten, writeText } from '../session/written'
import { NodeBreakpoints } from '../debugger/breakpoint-marks'
import type { NodeStand } from '../debugger/stop-place'
import { useNodeStand } from '../debugger/use-stand'
import { MetricLines } from '../plots/metric-lines'
import { classNames } from '../ui/class-names'
import { OutputNumber } from '../wire/output-number'
import { CategoryChip, categoryStyle } from '../palette/categories'
import { NodeHookMarks, PortHookMarks } from '../hooks/hook-marks'
import type { HookMark } from '../hooks/marks'
import type { LayerFlowNode } from './flow-elements'
import { ChangedNode } from './changed-mark'
import { FrozenNode } from './frozen-mark'
import type { NodeLook } from './node-look'
import { NodeProblem } from './node-problem'
import { useFreshPorts } from './use-fresh-ports'
import { calledAs } from '../../graph/drawing/node-face'
import { countText, paramsLine, shapeText } from '../../graph/drawing/node-text'
import { handleDoc } from '../../graph/params/type-words'

/** A layer on the canvas: name, type, key parameters, output shape, parameter count, and what is wrong with it. */
export const LayerNode = memo(Face, sameFace)

function Face({ data, selected }: NodeProps<LayerFlowNode>) {
  const { node, look, inputs, outputs, hooks } = data
  useFreshPorts(node.id, inputs, outputs)
  const stand = useNodeStand(node.id)
  const { definition, error } = look
  const line = definition === undefined ? '' : paramsLine(definition, node.params)
  const rows = Math.max(inputs.length, outputs.length) > 1 ? Math.max(inputs.length, outputs.length) : 0
  return (
    <div
      data-selected={selected ? '' : undefined}
      data-wrong={error === undefined ? undefined : ''}
      data-loose={look.loose ? '' : undefined}
      data-stand={stand?.stand}
      data-pass={stand?.pass}
      style={categoryStyle(definition?.category ?? 'module')}
      className="layer-node group relative w-[196px] rounded-lg bg-surface text-text"
    >
      {hooks !== undefined && <NodeHookMarks marks={hooks} />}
      <NodeBreakpoints node={node.id} />
      {stand !== null && <StandMark stand={stand.stand} />}
      <div className="relative flex h-9 items-center gap-2 px-2">
        <CategoryChip category={definition?.category ?? 'module'} />
        <span className="max-w-26 shrink-0 truncate text-base font-semibold" title={node.name}>
          {node.name}
        </span>
        <ChangedNode node={node.id} name={node.name} />
        <FrozenNode frozen={look.frozen} />
        <span className="ml-auto min-w-10 truncate text-right text-xs text-faint" title={look.title}>
          {look.title}
        </span>
        {rows === 0 &&
          inputs.map((handle) => <Port key={handle.name} type={node.type} handle={handle} kind="target" />)}
        {rows === 0 &&
          outputs.map((handle) => (
            <Port
              key={handle.name}
              type={node.type}
              handle={handle}
              kind="source"
              marks={hooks?.ports[handle.name]}
            />
          ))}
      </div>
      {rows > 0 && (
        <div className="border-t border-line py-1">
          {Array.from({ length: rows }, (_, row) => (
            <PortRow
              key={row}
              node={node.id}
              type={node.type}
              input={inputs[row]}
              output={outputs[row]}
              gives={look.outputs[outputs[row]?.name ?? '']}
              marks={hooks?.ports[outputs[row]?.name ?? '']}
            />
          ))}
        </div>
      )}
      <div className="flex flex-col gap-0.5 border-t border-line px-2 py-1.5 font-mono text-xs empty:hidden">
        {line !== '' && (
          <span className="truncate text-muted" title={line}>
            {line}
          </span>
        )}
        {definition?.metric !== undefined && <MetricLines node={node.id} form={definition.metric} />}
        <Footer
          node={node.id}
          look={look}
          called={calledAs(node, definition)}
          shape={rows === 0 && definition?.metric === undefined}
        />
      </div>
      {error !== undefined && <NodeProblem finding={error} />}
    </div>
  )
}

/** Beside the node, where the step stands: before or after it, in the pass that is under way. */
function StandMark({ stand }: { stand: NodeStand }) {
  const { t } = useTranslation()
  return (
    <span className="stand-mark">
      <span className="sr-only">{t(`debug.node.${stand}`)}</span>
    </span>
  )
}

/** A node that is dragged only changes its place, which is React Flow's. */
function sameFace(a: NodeProps<LayerFlowNode>, b: NodeProps<LayerFlowNode>): boolean {
  return a.data === b.data && a.selected === b.selected
}

interface FooterProps {
  node: string
  look: NodeLook
  /** The function that it is called as; empty for a module. */
  called: string
  /** Whether to show the output's shape. */
  shape: boolean
}

/** Output shape (where no port row says it) at the left, parameter count or the function at the right. */
function Footer({ node, look, called, shape }: FooterProps) {
  const { t } = useTranslation()
  const count = look.parameterCount
  if (!look.loose && !shape && count === 0 && called === '') return null
  return (
    <span className="flex items-center gap-2">
      {shape && !look.loose ? (
        <ShapeText node={node} title={t('node.outputShape')} className="min-w-0 truncate text-text" />
      ) : (
        <span className="min-w-0 truncate text-text">{look.loose && t('node.loose')}</span>
      )}
      {count > 0 && (
        <span className="ml-auto shrink-0 text-faint tabular" title={t('node.parameters', { count })}>
          {countText(count)}
        </span>
      )}
      {called !== '' && (
        <span
          className="ml-auto max-w-2/3 shrink-0 truncate text-faint"
          title={t('node.functional', { called })}
        >
          {called}
        </span>
      )}
    </span>
  )
}

interface ShapeTextProps {
  node: string
  output?: string
  title?: string
  className: string
}

/** The shape of an output, or of the first one, else of what comes in. */
function ShapeText({ node, output, title, className }: ShapeTextProps) {
  const written = useRef<HTMLSpanElement>(null)
  useWritten(
    (state) => {
      const { inputs = {}, outputs = {} } = editedInference(state)?.nodes.get(node) ?? {}
      const type =
        output === undefined ? [...Object.values(outputs), ...Object.values(inputs)][0] : outputs[output]
      return type === undefined || type === null ? '—' : shapeText(type.shape)
    },
    (text) => writeText(written.current!, text),
  )
  return <span ref={written} title={title} className={className} />
}

interface PortRowProps {
  node: string
  type: string
  input: GraphHandle | undefined
  output: GraphHandle | undefined
  gives: NodeLook['outputs'][string] | undefined
  /** Hooks on the output. */
  marks: readonly HookMark[] | undefined
}

const BESIDE_OUTPUT = 'ml-auto truncate font-mono text-text'

function PortRow({ node, type, input, output, gives, marks }: PortRowProps) {
  const isKnown = gives === 'number' || gives === 'shape'
  return (
    <div className="relative flex h-5 items-center gap-2 px-3 text-xs text-muted">
      {input !== undefined && <Port type={type} handle={input} kind="target" />}
      <span className="truncate">{input?.name}</span>
      {gives === 'number' && output !== undefined && (
        <span className={BESIDE_OUTPUT}>
          <OutputNumber node={node} handle={output.name} owner="node number" none={shapeText([])} />
        </span>
      )}
      {gives === 'shape' && output !== undefined && (
        <ShapeText node={node} output={output.name} className={BESIDE_OUTPUT} />
      )}
      <span className={classNames('truncate', !isKnown && 'ml-auto')}>{output?.name}</span>
      {output !== undefined && <Port type={type} handle={output} kind="source" marks={marks} />}
    </div>
  )
}

interface PortProps {
  type: string
  handle: GraphHandle
  kind: 'source' | 'target'
  marks?: readonly HookMark[]
}

/** Kept while its handle is the same: a shape that changes leaves it as it is. */
const Port = memo(({ type, handle, kind, marks }: PortProps) => {
  const doc = handleDoc(type, handle)
  const { t } = useTranslation()
  const label =
    kind === 'target' ? t('node.input', { name: handle.name }) : t('node.output', { name: handle.name })
  return (
    <Handle
      id={handle.name}
      type={kind}
      position={kind === 'target' ? Position.Left : Position.Right}
      title={doc === undefined ? handle.name : `${handle.name}: ${doc}`}
      role="img"
      aria-label={label}
      className={classNames('port', kind === 'source' && 'port-source')}
    >
      <PortHookMarks marks={marks} />
    </Handle>
  )
})
Port.displayName = 'Port'
