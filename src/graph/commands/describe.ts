/** How an edit is called beside Undo and Redo. */
import { t } from '../../words/words'
import { assertNever } from '../basics/assert-never'
import type { Command, CommandOf } from '../document/command'
import { breakpointsOf } from '../breakpoints/document-breakpoints'
import { definitionOf } from '../document/document'
import type { GraphDocument, Params } from '../document/document'
import { nodeOfPlace, placeOf } from '../document/hook-place'
import { nodeDefinition } from '../nodes/index'
import { literal } from '../pytorch/python'
import { hooksLabel } from './describe-hooks'
import type { HookNames } from './describe-hooks'
import { changedSettings, type ChangedSetting } from './training-change'

/** Longer values, and longer labels as a whole, end in `…`. */
const MAX_VALUE = 40
const MAX_LABEL = 100

/** What Undo takes back and Redo does again, e.g. `Set out_channels of conv1 to 64`. `before`: what the command is run on. */
export function editLabel(before: GraphDocument, command: Command): string {
  const label =
    command.kind === 'set-requires-grad' ? learningLabel(before, command) : labelOf(before, command)
  return cut(label, MAX_LABEL)
}

function labelOf(before: GraphDocument, command: Exclude<Command, CommandOf<'set-requires-grad'>>): string {
  switch (command.kind) {
    case 'add-node':
      return t('edits.add', { what: addedName(command) })
    case 'insert-on-wire':
      return t('edits.insert', { what: 'node' in command ? nodeName(before, command) : addedName(command) })
    case 'replace-type':
      return t('edits.replace', { name: nodeName(before, command), type: addedName(command) })
    case 'set-params':
      return paramsLabel(before, command)
    case 'rename':
      return t('edits.rename', { from: nodeName(before, command), to: command.name })
    case 'move':
      return nodesLabel(before, 'move', command.module, command.positions.map(({ node }) => node)) // prettier-ignore
    case 'remove-nodes':
    case 'duplicate':
    case 'group':
    case 'reorder':
      return nodesLabel(before, command.kind, command.module, command.nodes)
    case 'connect':
      return t('edits.connect', {
        source: nodeName(before, { module: command.module, node: command.source }),
        target: nodeName(before, { module: command.module, node: command.target }),
      })
    case 'disconnect':
      return disconnectLabel(before, command)
    case 'paste':
      return t('edits.paste')
    case 'ungroup':
      return t('edits.ungroup', { name: nodeName(before, command) })
    case 'set-call':
      return t('edits.set', { what: 'call', name: nodeName(before, command), value: command.call })
    case 'set-loss-weight':
      return t('edits.lossWeight', { name: nodeName(before, command), value: valueText(command.weight) })
    case 'set-shared':
      return sharedLabel(before, command)
    case 'set-look-here':
    case 'set-hooks':
    case 'set-breakpoint':
      return markLabel(before, command)
    case 'set-training':
      return trainingLabel(changedSettings(before.training, command.training))
    case 'add-module':
      return t('edits.addModule')
    case 'rename-module':
      return t('edits.rename', { from: command.module, to: command.name })
    case 'copy-module':
      return t('edits.makeIndependent', { name: nodeName(before, command) })
    case 'remove-modules':
      return command.modules.length === 1
        ? t('edits.removeModule', { name: command.modules[0] ?? '' })
        : t('edits.removeModules', { count: command.modules.length })
    case 'batch':
      return command.label
    case 'restore':
      return t('edits.restore')
    default:
      return assertNever(command)
  }
}

function paramsLabel(before: GraphDocument, command: CommandOf<'set-params'>): string {
  const name = nodeName(before, command)
  const { params, unset = [] } = command
  const names = [...Object.keys(params), ...unset]
  const [what = ''] = names
  if (names.length !== 1) return t('edits.change', { what: names, name })
  if (unset.length === 1) return t('edits.unset', { what, name })
  return t('edits.set', { what, name, value: valueText(params[what]) })
}

function learningLabel(before: GraphDocument, command: CommandOf<'set-requires-grad'>): string {
  const { requiresGrad: given } = command
  const name = nodeName(before, command)
  const frozen = typeof given === 'object' ? Object.keys(given).filter((each) => given[each] === false) : []
  if (given === false) return t('edits.freeze', { name })
  return frozen.length === 0
    ? t('edits.unfreeze', { name })
    : t('edits.freezePart', { what: frozen.map((each) => (each === '' ? name : each)), name })
}

const NODES = {
  move: { one: 'edits.move', several: 'edits.moveSeveral' },
  duplicate: { one: 'edits.duplicate', several: 'edits.duplicateSeveral' },
  group: { one: 'edits.group', several: 'edits.groupSeveral' },
  'remove-nodes': { one: 'edits.delete', several: 'edits.deleteSeveral' },
  reorder: { one: 'edits.reorder', several: 'edits.reorderSeveral' },
} as const

function markLabel(
  before: GraphDocument,
  command: CommandOf<'set-look-here' | 'set-hooks' | 'set-breakpoint'>,
): string {
  if (command.kind === 'set-hooks') return hooksLabel(before, command, namesIn(before, command.module))
  if (command.kind === 'set-breakpoint') return breakpointLabel(before, command)
  return t(command.lookHere === null ? 'edits.unmark' : 'edits.mark', wireEnds(before, command))
}

function breakpointLabel(before: GraphDocument, { id, breakpoint }: CommandOf<'set-breakpoint'>): string {
  const known = breakpointsOf(before).find((each) => each.id === id)
  const one = breakpoint ?? known
  const place = one && placeOf(one)
  if (one === undefined || place === undefined) return t('edits.breakpoint.change', { place: id })
  const ends = place.kind === 'edge' ? wireEnds(before, { module: one.module, edge: place.edge }) : null
  const name = ends
    ? `${ends.source} → ${ends.target}`
    : nodeName(before, { module: one.module, node: nodeOfPlace(place) ?? '' })
  const what =
    breakpoint === null
      ? 'remove'
      : known === undefined
        ? 'add'
        : (known.enabled ?? true) === (breakpoint.enabled ?? true)
          ? 'change'
          : breakpoint.enabled === false
            ? 'off'
            : 'on'
  return t(`edits.breakpoint.${what}`, { place: name })
}

function namesIn(before: GraphDocument, module: string): HookNames {
  return {
    node: (node) => nodeName(before, { module, node }),
    wire: (edge) => wireEnds(before, { module, edge }),
    value: valueText,
  }
}

/** One node by its name, several by their number. */
function nodesLabel(
  before: GraphDocument,
  kind: keyof typeof NODES,
  module: string,
  nodes: readonly string[],
): string {
  const [node, ...others] = nodes
  return node !== undefined && others.length === 0
    ? t(NODES[kind].one, { name: nodeName(before, { module, node }) })
    : t(NODES[kind].several, { count: nodes.length })
}

function disconnectLabel(before: GraphDocument, { module, edges }: CommandOf<'disconnect'>): string {
  const [edge, ...others] = edges
  return edge !== undefined && others.length === 0
    ? t('edits.disconnect', wireEnds(before, { module, edge }))
    : t('edits.disconnectSeveral', { count: edges.length })
}

function sharedLabel(before: GraphDocument, command: CommandOf<'set-shared'>): string {
  const { module, owner } = command
  const name = nodeName(before, command)
  return owner === null
    ? t('edits.ownWeights', { name })
    : t('edits.shareWeights', { name, owner: nodeName(before, { module, node: owner }) })
}

function trainingLabel(changed: readonly ChangedSetting[]): string {
  const [only, ...others] = changed
  if (only === undefined || others.length > 0) return t('edits.training')
  switch (only.kind) {
    case 'setting':
      return t(`edits.${only.name}`, { value: valueText(only.value) })
    case 'type':
      return only.type === undefined ? t('edits.noScheduler') : t(`edits.${only.of}`, { type: only.type })
    case 'param':
      return only.value === undefined
        ? t('edits.unsetSetting', { what: only.name })
        : t('edits.setSetting', { what: only.name, value: valueText(only.value) })
    default:
      return assertNever(only)
  }
}

/** The type that is added, or the module where it is an instance of one. */
function addedName({ type, params }: { type: string; params?: Params }): string {
  return (params && nodeDefinition(type)?.instanceOf?.(params)) ?? type
}

function nodeName(before: GraphDocument, { module, node }: { module: string; node: string }): string {
  return definitionOf(before, module)?.nodes.find(({ id }) => id === node)?.name ?? node
}

function wireEnds(before: GraphDocument, { module, edge }: { module: string; edge: string }) {
  const wire = definitionOf(before, module)?.edges.find(({ id }) => id === edge)
  const name = (node = edge) => nodeName(before, { module, node })
  return { source: name(wire?.source), target: name(wire?.target) }
}

function valueText(value: unknown): string {
  const text = typeof value === 'string' ? value : isPlain(value) ? literal(value) : JSON.stringify(value)
  return cut(text, MAX_VALUE)
}

function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most - 1)}…` : text
}

/** Whether Python has a literal for it. */
function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null || (Array.isArray(value) && value.every(isPlain))
}
