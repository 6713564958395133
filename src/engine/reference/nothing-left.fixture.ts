/** That a pass frees what it made, all but what the module has. */
import { expect } from 'vitest'
import { scope } from '../core/scope'
import { memory } from '../core/storage'
import type { Module } from '../nn/module'

/** Runs `pass` twice, and frees the module that it gives; fails where the second time leaves a tensor. */
export function expectNothingLeft(pass: () => Module): void {
  const once = (): void =>
    scope(() => {
      const module = pass()
      for (const tensor of [...module.parameters(), ...module.buffers()]) {
        tensor.grad?.dispose()
        tensor.dispose()
      }
    })
  once()
  const before = memory()
  once()
  expect(memory()).toEqual(before)
}
