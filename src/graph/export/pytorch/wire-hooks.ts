/** The hooks that a document sets on wires, as hooks of PyTorch. */
import type { PlanHook } from '../../plan/plan'
import { literal } from '../../pytorch/python'

interface HookText {
  /** The one parameter and its default. */
  param: string
  default: number | null
  source: string
}

/** Each makes a hook: a function of a value, or of a gradient. */
const HOOKS: Readonly<Record<string, HookText>> = {
  scale: {
    param: 'factor',
    default: 1,
    source: `def scale(factor=1):
    """A hook that multiplies its tensor."""
    return lambda tensor: tensor * factor`,
  },
  zero: {
    param: '',
    default: null,
    source: `def zero():
    """A hook that lets nothing through."""
    return lambda tensor: tensor * 0`,
  },
  clip_norm: {
    param: 'max_norm',
    default: 1,
    source: `def clip_norm(max_norm=1):
    """A hook that scales its tensor down to a norm of at most max_norm."""

    def hook(tensor):
        norm = tensor.detach().norm()
        return tensor * (max_norm / norm) if norm > max_norm else tensor

    return hook`,
  },
}

const ON_INPUT = `def on_input(hook):
    """The hook for the one input of a module."""
    return lambda module, args: (hook(args[0]),)`

const ON_GRADIENT = `def on_gradient(tensor, hook):
    """The tensor with a hook on the gradient that comes back from one of its uses."""
    tensor = tensor.view_as(tensor)
    if tensor.requires_grad:
        tensor.register_hook(hook)
    return tensor`

/** The types that can be exported. */
export const hookTypes: readonly string[] = Object.keys(HOOKS)

/** Names that the functions below take in a module file. */
export const hookNames: readonly string[] = [...hookTypes, 'on_input', 'on_gradient']

/** What the functions look like, by name; the import knows them by it. */
export const hookSources: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(HOOKS).map(([name, { source }]) => [name, source])),
  on_input: ON_INPUT,
  on_gradient: ON_GRADIENT,
}

/** Collects the functions that a module file needs for its hooks. */
export class HookWriter {
  private readonly used = new Set<string>()

  /** Registers hooks of the forward pass on a module with one input. */
  onInput(module: string, hooks: readonly PlanHook[]): string[] {
    this.used.add('on_input')
    return hooks.map((hook) => `${module}.register_forward_pre_hook(on_input(${this.call(hook)}))`)
  }

  /** The value at the end of a wire with hooks. */
  onWire(value: string, hooks: readonly PlanHook[]): string {
    return hooks.reduce((text, hook) => {
      if (hook.pass === 'forward') return `${this.call(hook)}(${text})`
      this.used.add('on_gradient')
      return `on_gradient(${text}, ${this.call(hook)})`
    }, value)
  }

  /** The functions, in a fixed order. */
  sources(): string[] {
    const entries = Object.entries(HOOKS).filter(([name]) => this.used.has(name))
    return [
      ...entries.map(([, { source }]) => source),
      ...(this.used.has('on_input') ? [ON_INPUT] : []),
      ...(this.used.has('on_gradient') ? [ON_GRADIENT] : []),
    ]
  }

  private call({ type, params }: PlanHook): string {
    const text = HOOKS[type]
    if (text === undefined) throw new RangeError(`There is no hook '${type}'.`)
    this.used.add(type)
    const given = params[text.param]
    return given === undefined || given === text.default
      ? `${type}()`
      : `${type}(${text.param}=${literal(Number(given))})`
  }
}
