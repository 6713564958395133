/**
 * What a change of a document means: definitions, nodes by their ids, names, params, wires, probes, hooks, training. Where
 * nodes stand, what the view shows, the ids of wires and the order of a file's lines mean nothing.
 */
import { definitionOf } from '../document/document'
import type { GraphDocument, ModuleDefinition, Training } from '../document/document'
import { optimizerDefinition } from '../training/optimizers'
import { schedulerDefinition } from '../training/schedulers'
import { diffModules } from './diff-modules'
import type { Difference } from './difference'
import { changedFields, complete } from './values'

/** Every difference, from the first document to the second: the main definition first. */
export function diffDocuments(before: GraphDocument, after: GraphDocument): Difference[] {
  const renamed = renamedModules(before, after)
  const names = new Set([after.main, ...Object.keys(after.modules), ...Object.keys(before.modules)])
  const modules = [...names].flatMap((name) => diffModule(name, before, after, renamed))
  const mainBefore = renamed.get(before.main) ?? before.main
  const main: Difference[] =
    mainBefore === after.main ? [] : [{ kind: 'main', before: before.main, after: after.main }]
  return [...diffRest(before, after), ...main, ...modules, ...diffTraining(before, after)]
}

function diffModule(
  name: string,
  before: GraphDocument,
  after: GraphDocument,
  renamed: ReadonlyMap<string, string>,
): Difference[] {
  const [old, now] = [definitionOf(before, name), definitionOf(after, name)]
  if (old !== undefined && now !== undefined) return diffModules(name, old, now, renamed)
  if (old !== undefined && renamed.has(name)) return []
  const from = [...renamed].find(([, to]) => to === name)?.[0]
  const source = from === undefined ? undefined : definitionOf(before, from)
  if (now !== undefined && source !== undefined)
    return [{ kind: 'module-name', before: from, after: name }, ...diffModules(name, source, now, renamed)]
  const there = now ?? old
  if (there === undefined) return []
  const change = now === undefined ? 'removed' : 'added'
  return [{ kind: 'module', change, module: name, nodes: there.nodes.length }]
}

/** A definition that is gone and one that is new with the same nodes are one that was renamed: from the old name to the new. */
function renamedModules(before: GraphDocument, after: GraphDocument): Map<string, string> {
  const gone = Object.keys(before.modules).filter((name) => definitionOf(after, name) === undefined)
  const come = Object.keys(after.modules).filter((name) => definitionOf(before, name) === undefined)
  const renamed = new Map<string, string>()
  const byNodes = new Map(come.map((name) => [nodeKey(definitionOf(after, name)), name]))
  for (const name of gone) {
    const key = nodeKey(definitionOf(before, name))
    const to = byNodes.get(key)
    if (to === undefined || key === '') continue
    renamed.set(name, to)
    byNodes.delete(key)
  }
  return renamed
}

function nodeKey(definition: ModuleDefinition | undefined): string {
  const ids = (definition?.nodes ?? []).map(({ id, type }) => JSON.stringify([id, type]))
  return ids.sort().join()
}

function diffTraining({ training: before }: GraphDocument, { training: after }: GraphDocument): Difference[] {
  const known = { optimizer: optimizerDefinition, scheduler: schedulerDefinition }
  const whole = (training: Training): object => ({ zero_grad: true, accumulate: 1, ...training })
  return changedFields(whole(before), whole(after)).flatMap(([key, old, now]): Difference[] => {
    if (key !== 'optimizer' && key !== 'scheduler')
      return [{ kind: 'training', path: key, before: old, after: now }]
    const [from, to] = [asTyped(old), asTyped(now)]
    const type: Difference[] =
      from?.type === to?.type ? [] : [{ kind: 'training', path: key, before: from?.type, after: to?.type }]
    // The arguments of another optimiser are other arguments.
    const paramsOf = (typed: Typed | undefined): object =>
      typed === undefined ? {} : complete(typed.params, known[key](typed.type)?.params)
    const params =
      to === undefined ? [] : changedFields(from?.type === to.type ? paramsOf(from) : {}, paramsOf(to))
    const changes = params.map(([name, a, b]): Difference => ({
      kind: 'training',
      path: `${key}.${name}`,
      before: a,
      after: b,
    }))
    return [...type, ...changes]
  })
}

interface Typed {
  type: string
  params: object
}

function asTyped(value: unknown): Typed | undefined {
  return value === undefined || value === null ? undefined : (value as Typed)
}

/** Title, lesson, and keys that this version does not know. */
function diffRest(before: GraphDocument, after: GraphDocument): Difference[] {
  const { meta: oldMeta = {}, main: _1, modules: _2, training: _3, view: _4, ...old } = before
  const { meta: newMeta = {}, main: _5, modules: _6, training: _7, view: _8, ...now } = after
  const meta = changedFields(oldMeta, newMeta)
  const rest = changedFields(old, now)
  return [
    ...meta.map(([path, a, b]): Difference => ({ kind: 'meta', path, before: a, after: b })),
    ...rest.map(([path, a, b]): Difference => ({ kind: 'document', path, before: a, after: b })),
  ]
}
