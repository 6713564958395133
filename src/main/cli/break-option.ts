/** `--break <name>[.<handle>]:<pass>:<condition>`: where a training stops, in the names of the canvas. */
import { InvalidArgumentError } from 'commander'
import { parseCondition } from '../../graph/breakpoints/condition'
import { nearest } from '../../graph/document/identifiers'
import { ownerOf } from '../../graph/plan/questions'
import type { ModulePlan, PlanCall } from '../../graph/plan/plan'
import type { Breakpoint, BreakPlace, ParameterInfo } from '../../engine/protocol'
import { CommandError } from './terminal'
import { tell } from '../../words/tell'

const PASSES = ['forward', 'backward', 'after_step'] as const

export interface BreakOption {
  /** As they were typed. */
  name: string
  pass: Breakpoint['pass']
  condition: string
}

/** Errors: a part is missing, the pass or the condition is none. */
export function parseBreak(text: string): BreakOption {
  const [name = '', pass = '', ...rest] = text.split(':')
  const condition = rest.join(':').trim()
  if (name.trim() === '' || pass === '' || condition === '')
    throw new InvalidArgumentError(
      tell('cli.break_form', 'Give <name>[.<handle>]:<pass>:<condition>, for example {{example}}.', {
        example: 'fc1:forward:isnan',
      }),
    )
  const known = PASSES.find((each) => each === pass.trim())
  if (known === undefined)
    throw new InvalidArgumentError(
      tell('cli.break_pass', "'{{pass}}' is no pass. Use {{passes, list}}.", {
        pass: pass.trim(),
        passes: PASSES,
      }),
    )
  const { problem } = parseCondition(condition)
  if (problem !== undefined) throw new InvalidArgumentError(problem)
  return { name: name.trim(), pass: known, condition }
}

/** The breakpoint that is meant. Errors: a name or handle that the graph does not have; a pass that does not come there. */
export function breakpointOf(
  { name, pass, condition }: BreakOption,
  plan: ModulePlan,
  parameters: readonly ParameterInfo[],
): Breakpoint {
  const found = find(name.split('.'), { plan, path: [], parameters })
  if (typeof found === 'string') throw refused(name, found)
  const { module, path, place } = found
  if (pass === 'after_step' && place.kind !== 'parameter')
    throw refused(
      name,
      tell(
        'cli.break_after_step',
        'Only parameters have a value after the step: add one, as in {{example}}.',
        {
          example: 'fc1.weight:after_step:isnan',
        },
      ),
    )
  if (pass === 'forward' && place.kind === 'parameter')
    throw refused(
      name,
      tell(
        'cli.break_parameter_forward',
        'A parameter is stopped at as its gradient comes (backward) or after the step (after_step).',
      ),
    )
  return { id: 'break', module, path: [...path], place, pass, condition }
}

/** The graph may be right: it is the call that names what is not in it. */
function refused(name: string, why: string): CommandError {
  return new CommandError(`--break ${name}: ${why}`, 2)
}

interface Within {
  plan: ModulePlan
  /** Ids of the instances around. */
  path: readonly string[]
  parameters: readonly ParameterInfo[]
}

interface Found {
  module: string
  path: readonly string[]
  place: BreakPlace
}

/** The longest path of nodes wins over a handle. A text: why there is no such place. */
function find([first = '', ...rest]: string[], within: Within): Found | string {
  const { plan, path } = within
  const call = plan.calls.find((each) => each.name === first)
  if (!call)
    return unknown(
      'node',
      first,
      plan.calls.map((each) => each.name),
      plan.module,
    )
  const found = (place: BreakPlace): Found => ({ module: plan.module, path, place })
  if (rest.length === 0) return found({ kind: 'node', node: call.node })
  const inner =
    call.kind === 'instance' ? find(rest, { ...within, plan: call.plan, path: [...path, call.node] }) : null
  if (inner && typeof inner !== 'string') return inner
  const handle = rest.join('.')
  const place = placeOf(call, handle, within)
  if (place) return found(place)
  // What is wrong deeper inside says more than that this node has no such handle.
  if (inner && (rest.length > 1 || handle === '')) return inner
  return unknown('handle', handle, handlesOf(call, within), call.name)
}

function placeOf(call: PlanCall, handle: string, within: Within): BreakPlace | null {
  const { node, inputs, outputs } = call
  if (outputs.includes(handle)) return { kind: 'port', node, handle }
  if (Object.hasOwn(inputs, handle)) return { kind: 'edge', edge: inputs[handle]!.edge }
  const parameter = parametersOf(call, within).find(({ name }) => name === handle)
  return parameter ? { kind: 'parameter', node: parameter.node, name: handle } : null
}

/** The parameters that the call uses, its own or those of the node that it shares with. */
function parametersOf(call: PlanCall, { plan, path, parameters }: Within): ParameterInfo[] {
  const { node } = ownerOf(call, plan)
  return parameters.filter((info) => info.node === node && info.path.join('/') === path.join('/'))
}

function handlesOf(call: PlanCall, within: Within): string[] {
  const names = parametersOf(call, within).map(({ name }) => name)
  return [...call.outputs, ...Object.keys(call.inputs), ...names]
}

function unknown(what: 'node' | 'handle', wanted: string, there: readonly string[], where: string): string {
  const near = nearest(wanted, there)
  const problem =
    what === 'node'
      ? tell('cli.break_no_node', "{{where}} has no node '{{wanted}}' that runs.", { where, wanted })
      : tell('cli.break_no_handle', "{{where}} has no output, input or parameter '{{wanted}}'.", {
          where,
          wanted,
        })
  const remedy =
    near === undefined
      ? tell('cli.break_there_are', 'There are {{names, list}}.', { names: there.slice(0, 12) })
      : tell('remedy.did_you_mean', "Did you mean '{{near}}'?", { near })
  return `${problem} ${remedy}`
}
