/** How a node type is written in PyTorch; everything left out follows from its type and its params. */

/** What stands at one place of a call or its result: the value of a handle, those of several as a tuple; null is None. */
export type CallSlot = string | readonly string[] | null

/** The arguments of a call, by handles. */
export interface CallArguments {
  positional: readonly CallSlot[]
  /** Those that are given by their names. */
  named?: readonly string[]
  /** Further ones, as Python source, e.g. `need_weights=False`. */
  extras?: readonly string[]
}

export interface PyTorchRule<P> {
  /** The class of the module (default: `nn.` and the type). */
  module?: string | ((params: P) => string)
  /** The function of the functional form (default: `F.` and the type in snake_case). */
  function?: string
  /** The arguments, where they are not the params as they are; those with PyTorch's default are left out. */
  arguments?: (params: P) => Readonly<Record<string, unknown>>
  /** The same for the function (default: as of the module). */
  functionArguments?: (params: P) => Readonly<Record<string, unknown>>
  /** Builds the constructor from the arguments, where it is no plain call; `text` gives one param as Python source. */
  construct?: (
    args: readonly string[],
    params: P,
    text: (name: keyof P & string) => string,
  ) => readonly string[]
  /** For a tensor that the class itself holds: what it starts as, and whether it learns. */
  tensor?: {
    kind: 'parameter' | 'buffer'
    text: (params: P) => string
    /** Whether a buffer is part of the state_dict. */
    persistent?: (params: P) => boolean
  }
  /** More arguments of the function, as Python source, e.g. `training=self.training`. */
  functionExtras?: readonly string[]
  /** The functional form where it is no plain call, e.g. `a + b`; the inputs are Python source. */
  expression?: (inputs: readonly string[], params: P) => string
  /** The arguments of the call for the handles that are wired (default: one after another, by name behind one that is not). */
  inputs?: (wired: readonly string[], params: P) => CallArguments
  /** What a module gives, as a tuple (default: its one output as it is, several one after another). */
  results?: (params: P) => readonly CallSlot[]
  /** What the results of a function are assigned to (default: `a, b`); in a `nested` class, inputs may differ from call to call. */
  outputs?: (names: readonly string[], params: P, nested: boolean) => string
  /** The first version of PyTorch that has it (default: 1.13). */
  since?: (params: P) => string | undefined
  /** The source of a class that not every version of PyTorch has; `module` names it. */
  support?: (params: P) => PythonSupport | undefined
}

/** A class of its own that a module file carries. */
export interface PythonSupport {
  name: string
  source: string
}
