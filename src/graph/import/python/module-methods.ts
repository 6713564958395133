/** What methods of modules do: those that a class of the file does not have itself. */
import type { Arguments } from './arguments'
import { isModuleClass, memberAbove, OWN_LAYER, ownLayer, rootOf, setAttribute, textOf } from './attributes'
import { allModules, becomeContainer, containerMethod, heldUnder, modulesOf, put } from './containers'
import { freeze, namedParametersOf, parametersOf } from './frozen-parameters'
import { registerOnModule } from './hook-functions'
import { isLayerPath } from './layers'
import type { Interpreter } from './interpreter'
import type { Library } from './library'
import { tupleMethod } from './named-tuples'
import { refusals } from './refusals'
import { bufferOf } from './start-values'
import { Unreadable } from './syntax'
import { isKind, isModuleValue, list, truth, UNKNOWN } from './values'
import type { ClassValue, InstanceValue, ModuleValue, Value } from './values'

export class ModuleMethods {
  constructor(
    private readonly interpreter: Interpreter,
    private readonly library: Library,
    private readonly makeLayer: (name: string, args: Arguments) => Value,
  ) {}

  call(self: ModuleValue, name: string, args: Arguments): Value {
    const [first = null, second = null] = args.positional
    if (name === 'register_buffer' && !isKind(self, 'layer')) {
      const persistent = truth(args.named.get('persistent') ?? args.positional[2] ?? true) !== false
      const buffer = bufferOf(args.named.get('tensor') ?? second, args.line, persistent)
      if (isKind(self, 'instance')) setAttribute(self, textOf(first), buffer)
      else put(self, textOf(first), buffer)
      return null
    }
    if (/^get_(submodule|parameter|buffer)$/.test(name) && typeof first === 'string')
      return heldUnder(self, first) ?? UNKNOWN
    if (isKind(self, 'instance')) {
      const tuple = tupleMethod(self, name, args)
      if (tuple !== undefined) return tuple
      if (name === '__init__') return this.baseConstructor(self, args)
      if (name === '__getattr__' && typeof first === 'string')
        return this.interpreter.member(self, first, args.line)
      if (name === '__setattr__') {
        setAttribute(self, textOf(first), second)
        return null
      }
      if (name === 'save_hyperparameters' && isKind(first, 'instance')) {
        self.attributes.set('hparams', first)
        return null
      }
      if (name === 'add_module' || name === 'register_module' || name === 'register_parameter') {
        setAttribute(self, textOf(first), second)
        return null
      }
      if (name === 'children' || name === 'values') return list(this.library.items(self, args.line))
      if (name === 'items' || name === 'named_children')
        return list(
          modulesOf(self).flatMap(([key, child]) => (isModuleValue(child) ? [list([key, child], true)] : [])),
        )
      if (name === 'keys')
        return list(modulesOf(self).flatMap(([key, child]) => (isModuleValue(child) ? [key] : [])))
      if (name === 'append') {
        setAttribute(self, String(modulesOf(self).length), first)
        return null
      }
    }
    if (/^register_\w*hook$/.test(name)) return this.registered(self, name, first, args.line)
    if (name === 'modules') return list(allModules(self).map(([, module]) => module))
    if (name === 'named_modules')
      return list(allModules(self).map(([path, module]) => list([path, module], true)))
    if (name === 'requires_grad_') freeze(self, args.positional.length === 0 ? true : first)
    if (name === 'parameters') return parametersOf(self)
    if (name === 'named_parameters') return namedParametersOf(self)
    if (isKind(self, 'container')) {
      const result = containerMethod(self, name, args, (value) => this.library.items(value, args.line))
      if (result !== undefined) return result
    }
    if (name === 'forward') return this.interpreter.call(self, args, this.interpreter.globals)
    if (name === 'apply') this.interpreter.note(refusals.startValues('apply'), args.line, 'info')
    // What moves a module, or sets it to training, leaves it what it is.
    return ['apply', 'to', 'cuda', 'cpu', 'eval', 'train', 'float', 'requires_grad_'].includes(name)
      ? self
      : UNKNOWN
  }

  /** A hook: one of ours, or one that is told. */
  private registered(self: ModuleValue, name: string, hook: Value, line: number): Value {
    if (name === 'register_forward_pre_hook' && isKind(hook, 'hook') && !isKind(self, 'container')) {
      self.hooks.push({ pass: 'forward', type: hook.type, params: hook.params })
      return null
    }
    if (registerOnModule(self, name, hook)) return null
    this.interpreter.loudly(true, () => this.interpreter.note(refusals.ownHook(name), line))
    return UNKNOWN
  }

  /** `super().__init__()` of a class that is derived from one of torch.nn. */
  private baseConstructor(self: InstanceValue, args: Arguments): Value {
    const base = rootOf(self.class)
    const path = isKind(base ?? undefined, 'global') ? (base as { path: string }).path : ''
    if (becomeContainer(self, path, args, (value) => this.library.items(value, args.line))) return null
    if (isLayerPath(path)) {
      self.attributes.set(OWN_LAYER, this.makeLayer(path.split('.').at(-1) ?? '', args))
      return null
    }
    if (args.positional.length + args.named.size > 0 && !isModuleClass(self.class))
      throw new Unreadable(refusals.argumentsOf(self.class.name), args.line)
    return null
  }

  ofSuper(self: InstanceValue, type: ClassValue, name: string, args: Arguments): Value {
    const member = memberAbove(type, name)
    if (isKind(member, 'function'))
      return this.interpreter.callFunction(member, { ...args, positional: [self, ...args.positional] })
    const own = ownLayer(self)
    if (own !== undefined && name === 'forward') return this.library.callModule(own, args)
    const fields = name === '__init__' ? this.interpreter.classes.fillAbove(self, type, args) : false
    return fields ? null : this.call(self, name, args)
  }
}
