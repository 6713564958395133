/** The hooks of a document, as hooks of PyTorch. */
import { dequal } from 'dequal'
import { suggestName } from '../../document/identifiers'
import { STEPS } from '../../hooks/expression'
import { hookDefinition, hookDefinitions } from '../../hooks/index'
import { paramFields } from '../../params/param-types'
import { labelOf } from '../../plan/hook-label'
import type { ModulePlan, PlanHook } from '../../plan/plan'
import { literal } from '../../pytorch/python'
import type { PythonSupport } from '../../pytorch/rule'

const ON_INPUT: PythonSupport = {
  name: 'on_input',
  source: `def on_input(hook):
    """The hook for the one input of a module."""
    return lambda module, args: (hook(args[0]),)`,
}

const ON_OUTPUT: PythonSupport = {
  name: 'on_output',
  source: `def on_output(hook):
    """The hook for each tensor that a module gives."""

    def change(value):
        if isinstance(value, tuple):
            return tuple(change(each) for each in value)
        return hook(value) if torch.is_tensor(value) and value.is_floating_point() else value

    return lambda module, args, output: change(output)`,
}

const OWN_RESULTS: PythonSupport = {
  name: 'own_results',
  source: `def own_results(hook, count):
    """A hook of a module that sees its first results alone; the losses behind them pass."""

    def see(module, args, output):
        results = output if isinstance(output, tuple) else (output,)
        changed = hook(module, args, results[0] if count == 1 else results[:count])
        if changed is None:
            return None
        whole = (changed,) if count == 1 else changed
        whole = (*whole, *results[count:])
        return whole if isinstance(output, tuple) else whole[0]

    return see`,
}

const OWN_GRADIENTS: PythonSupport = {
  name: 'own_gradients',
  source: `def own_gradients(hook, count):
    """A hook of a module that sees the gradients of its first results alone; those of the losses are behind them."""
    return lambda module, grad_input, grad_output: hook(module, grad_input, grad_output[:count])`,
}

const ON_GRAD_INPUT: PythonSupport = {
  name: 'on_grad_input',
  source: `def on_grad_input(hook):
    """The hook for the gradients that leave a module through its inputs."""

    def change(gradient):
        return gradient if gradient is None or not gradient.is_floating_point() else hook(gradient)

    return lambda module, grad_input, grad_output: tuple(change(gradient) for gradient in grad_input)`,
}

const ON_GRADIENT: PythonSupport = {
  name: 'on_gradient',
  source: `def on_gradient(tensor, hook):
    """The tensor with a hook on the gradient that comes back to it."""
    tensor = tensor.view_as(tensor)
    if tensor.requires_grad:
        tensor.register_hook(lambda gradient: None if gradient is None else hook(gradient))
    return tensor`,
}

const AFTER_STEP: PythonSupport = {
  name: 'after_step',
  source: `def after_step(parameter, hook):
    """Registers a hook on the value of a parameter; train.py runs it after each step of the optimiser."""
    parameter.after_step = [*getattr(parameter, "after_step", []), hook]`,
}

/** As earlier versions wrote them. */
const EARLIER: readonly PythonSupport[] = [
  {
    name: 'noise',
    source: `class noise:
    """A hook that adds normal noise, from a generator of its own."""

    def __init__(self, std=0.01, seed=0):
        self.std = std
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, tensor):
        drawn = torch.randn(tensor.shape, generator=self.generator)
        return tensor + self.std * drawn.to(tensor)`,
  },
  {
    name: 'on_output',
    source: `def on_output(hook):
    """The hook for what a module gives."""

    def change(value):
        return hook(value) if value.is_floating_point() else value

    return lambda module, args, output: (
        tuple(change(value) for value in output) if isinstance(output, tuple) else change(output)
    )`,
  },
  {
    name: 'on_gradient',
    source: `def on_gradient(tensor, hook):
    """The tensor with a hook on the gradient that comes back from one of its uses."""
    tensor = tensor.view_as(tensor)
    if tensor.requires_grad:
        tensor.register_hook(hook)
    return tensor`,
  },
]

const PLACES = [ON_INPUT, ON_OUTPUT, OWN_RESULTS, OWN_GRADIENTS, ON_GRAD_INPUT, ON_GRADIENT, AFTER_STEP]

/** Everything that the text of a type needs. */
function supportsOf(type: string): PythonSupport[] {
  const { hook, onModule } = hookDefinition(type)?.pytorch ?? {}
  const makers = hook === undefined ? [] : (['forward', 'backward'] as const).map((pass) => hook(pass))
  return [
    ...makers.flatMap(({ needs = [], ...maker }) => [...needs, maker]),
    ...(onModule === undefined ? [] : [onModule.forward, onModule.backward]),
  ]
}

/** What the functions look like: the import knows them by their text. */
export const hookSources: readonly PythonSupport[] = distinct([
  ...hookDefinitions.flatMap(({ type }) => supportsOf(type)),
  ...PLACES,
  ...EARLIER,
])

function distinct(supports: readonly PythonSupport[]): PythonSupport[] {
  return [...new Map(supports.map((support) => [support.source, support])).values()]
}

/** Names that the functions for the hooks of a plan take in its file. */
export function hookNamesOf(plan: ModulePlan): string[] {
  const own = plan.hooks.flatMap(({ type }) => supportsOf(type).map(({ name }) => name))
  const inner = plan.calls.flatMap((call) => (call.kind === 'instance' ? hookNamesOf(call.plan) : []))
  const places = own.length > 0 ? PLACES.map(({ name }) => name) : []
  return [...new Set([...own, ...places, ...inner])]
}

/** Collects the functions that a file needs for its hooks, and writes what calls them. */
export class HookWriter {
  private readonly used = new Map<string, PythonSupport>()

  /** The functions, in a fixed order, but for those that another file has. */
  sources(known: ReadonlySet<string> = new Set()): string[] {
    return hookSources.flatMap(({ name, source }) => {
      const used = this.used.get(name)
      return used?.source === source && !known.has(name) ? [source] : []
    })
  }

  /** Names that another file must import from the one with the functions. */
  get names(): string[] {
    return [...this.used.keys()]
  }

  /** A hook that draws numbers is one for all instances of a class: an attribute of the class, or of `train.py`. */
  shared(plan: ModulePlan, hooks: readonly PlanHook[] = plan.hooks): string[] {
    return hooks.filter(draws).map((hook) => `${sharedName(hook, plan)} = ${this.made(hook, plan)}`)
  }

  /** The value at a place behind its hooks: first those of the way forth, then those of the way back. */
  onValue(value: string, hooks: readonly PlanHook[], plan: ModulePlan, owner = 'self'): string {
    const forth = hooks.filter(({ pass }) => pass === 'forward')
    const back = hooks.filter(({ pass }) => pass === 'backward')
    const text = forth.reduce((inner, hook) => `${this.hook(hook, plan, owner)}(${inner})`, value)
    // The gradient comes to the outermost first.
    return back.reduceRight((inner, hook) => {
      if (hook.type === 'stop') return `${this.made(hook, plan)}.apply(${inner})`
      return `${this.use(ON_GRADIENT)}(${inner}, ${this.hook(hook, plan, owner)})`
    }, text)
  }

  /** Registers hooks on what a module with one input takes. */
  onInput(module: string, hooks: readonly PlanHook[], plan: ModulePlan): string[] {
    return hooks.map(
      (hook) => `${module}.register_forward_pre_hook(${this.use(ON_INPUT)}(${this.hook(hook, plan)}))`,
    )
  }

  /**
   * Registers hooks on the call of a module.
   *
   * @param results How many results are its own, where losses come behind them.
   */
  onCall(
    module: string,
    hooks: readonly PlanHook[],
    plan: ModulePlan,
    { owner = 'self', results = null }: { owner?: string; results?: number | null } = {},
  ): string[] {
    return hooks.map((hook) => {
      const whole = hookDefinition(hook.type)?.pytorch.onModule
      const forward = hook.pass === 'forward'
      const on = forward ? ON_OUTPUT : ON_GRAD_INPUT
      const text = whole
        ? this.use(whole[forward ? 'forward' : 'backward'])
        : `${this.use(on)}(${this.hook(hook, plan, owner)})`
      const own = forward ? OWN_RESULTS : OWN_GRADIENTS
      // What is not printed needs no other gradients than those of the inputs.
      const given = results === null || (!forward && !whole) ? text : `${this.use(own)}(${text}, ${results})`
      return `${module}.register_${forward ? 'forward' : 'full_backward'}_hook(${given})`
    })
  }

  /** Registers a hook on a parameter. */
  onParameter(parameter: string, hook: PlanHook, plan: ModulePlan): string {
    const text = this.hook(hook, plan)
    if (hook.pass === 'after_step') return `${this.use(AFTER_STEP)}(${parameter}, ${text})`
    return `${parameter}.register_hook(${text})`
  }

  /** The function of a tensor. */
  private hook(hook: PlanHook, plan: ModulePlan, owner = 'self'): string {
    if (!draws(hook)) return this.made(hook, plan)
    const name = `${owner === '' ? '' : `${owner}.`}${sharedName(hook, plan)}`
    return hook.type === 'dropout' ? `${name}(${owner === '' ? 'model' : owner}.training)` : name
  }

  private made(hook: PlanHook, plan: ModulePlan): string {
    const definition = hookDefinition(hook.type)
    const { pytorch, params: schema } = definition ?? {}
    const maker = pytorch?.hook?.(hook.pass)
    if (definition === undefined || schema === undefined || maker === undefined)
      throw new RangeError(`There is no hook '${hook.type}' for a tensor.`)
    const { needs = [], name, source } = maker
    for (const support of needs) this.use(support)
    this.use({ name, source })
    if (hook.type === 'stop' && hook.pass === 'backward') return name
    if (hook.type === 'stats') return `${name}(${literal(labelOf(hook, plan))})`
    const given =
      pytorch?.arguments?.(hook.params) ??
      paramFields(schema)
        .filter((field) => !dequal(hook.params[field.name], field.default))
        .map((field) => `${field.name}=${literal(hook.params[field.name])}`)
    return `${name}(${given.join(', ')})`
  }

  private use({ name, source }: PythonSupport): string {
    this.used.set(name, { name, source })
    return name
  }
}

/** Whether a hook asks for the number of the training step. */
export function countsSteps({ type }: PlanHook): boolean {
  return (
    hookDefinition(type)
      ?.pytorch.hook?.('forward')
      .needs?.some(({ name }) => name === STEPS.name) === true
  )
}

function draws({ type }: PlanHook): boolean {
  return hookDefinition(type)?.draws === true
}

/** `hook_h0`, or another name where a node has that. */
function sharedName({ id }: PlanHook, plan: ModulePlan): string {
  const taken = new Set(plan.calls.map(({ name }) => name))
  const others = plan.hooks.filter((hook) => draws(hook))
  for (const other of others) {
    const name = suggestName(`hook_${other.id}`, taken)
    if (other.id === id) return name
    taken.add(name)
  }
  return suggestName(`hook_${id}`, taken)
}
