import type { InplaceOptions } from '../layers/relu'
import { Module } from '../module'

/** An activation that takes `inplace`. */
export abstract class InplaceModule extends Module {
  readonly inplace: boolean

  constructor({ inplace = false }: InplaceOptions = {}) {
    super()
    this.inplace = inplace
  }

  override extraRepr(): string {
    return this.inplaceText('')
  }

  /** `inplace=True` where it is set, behind `separator`. */
  protected inplaceText(separator = ', '): string {
    return this.inplace ? `${separator}inplace=True` : ''
  }
}
