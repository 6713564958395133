/** Hooks for every module of the program, as `torch.nn.modules.module.register_module_*_hook`. */
import type { RemovableHandle } from '../core/removable-handle'
import type { BackwardHook, BackwardPreHook, ForwardHook, ForwardHookOptions, ForwardPreHook } from './hooks'
import { globalHooks, type Module } from './module'

/** As `register_module_forward_pre_hook`: for every module, before its own hooks. */
export function registerModuleForwardPreHook(hook: ForwardPreHook<Module>): RemovableHandle {
  return globalHooks.forwardPre.add(hook)
}

export function registerModuleForwardHook(
  hook: ForwardHook<Module>,
  options: ForwardHookOptions = {},
): RemovableHandle {
  return globalHooks.forward.add(hook, options)
}

export function registerModuleFullBackwardPreHook(hook: BackwardPreHook<Module>): RemovableHandle {
  return globalHooks.backwardPre.add(hook)
}

export function registerModuleFullBackwardHook(hook: BackwardHook<Module>): RemovableHandle {
  return globalHooks.backward.add(hook)
}
