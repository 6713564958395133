import { defineHook } from './definition'

export const print = defineHook({
  type: 'print',
  doc: 'Leaves everything as it is; writes the class of the module and what its tensors are to the console.',
  places: ['node'],
  looks: true,
  pytorch: {
    onModule: {
      forward: {
        name: 'print_forward',
        source: `def print_forward(module, args, output):
    """A hook that prints what a module takes and gives."""
    print(f"Inside {type(module).__name__} forward")
    print(f"input: {type(args)}, len: {len(args)}")
    for index, value in enumerate(args):
        print(f"input[{index}]: {type(value)}, shape: {getattr(value, 'shape', None)}")
    outputs = output if isinstance(output, tuple) else (output,)
    print(f"output: {type(output)}, {', '.join(str(getattr(value, 'shape', None)) for value in outputs)}")`,
      },
      backward: {
        name: 'print_backward',
        source: `def print_backward(module, grad_input, grad_output):
    """A hook that prints the gradients that leave a module and that come to it."""
    print(f"Inside {type(module).__name__} backward")
    print(f"grad_input: {type(grad_input)}, len: {len(grad_input)}")
    for index, value in enumerate(grad_input):
        print(f"grad_input[{index}]: {type(value)}, shape: {getattr(value, 'shape', None)}")
    print(f"grad_output: {type(grad_output)}, {', '.join(str(getattr(value, 'shape', None)) for value in grad_output)}")`,
      },
    },
  },
  onnx: (_, value) => value,
})
