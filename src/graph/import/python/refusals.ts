/** What the interpreter and PyTorch's part of it say of code that they cannot read: a sentence each, with its values. */
import { told } from '../../../words/tell'

export const refusals = {
  assertion: () =>
    told('python.assertion', 'The code asserts here what does not hold for inputs of this shape.'),
  unknownArgument: (callee: string, surplus: string) =>
    told('python.unknown_argument', "'{{callee}}' has no argument '{{surplus}}'.", { callee, surplus }),
  raises: () => told('python.raises', 'The code raises an error here.'),
  unread: (text: string) => told('python.unread', 'This cannot be read: {{text}}', { text }),
  undecided: () =>
    told(
      'python.open_condition',
      'Only running the net would tell whether this condition holds: it was taken as false.',
    ),
  whileTraining: () =>
    told(
      'python.while_training',
      'This depends on whether the net trains: it was read as it is in evaluation.',
    ),
  openLoop: () => told('python.open_repeat', 'Only running the net would tell how often this repeats.'),
  unreadValue: () => told('python.unread_value', 'What comes in here could not be read.'),
  unknownSize: (name: string, what: string) =>
    told(
      'python.unknown_size',
      '{{name}} of {{what}} is not known here: it follows from something that could not be read.',
      { name, what },
    ),
  unknownOption: () =>
    told('python.unknown_option', 'An option of the command line without a default is needed here.'),
  noFile: (path: string) =>
    told(
      'python.no_file',
      "'{{path}}' is a file that is not at hand: give the folder that it is in, or drop the files together.",
      { path },
    ),
  notInFile: (name: string, file: string) =>
    told('python.not_in_file', "'{{name}}' is not in {{file}}.", { name, file }),
  argumentsOf: (name: string) =>
    told('python.arguments_of_class', '{{name}} is given arguments, but its constructor is not known here.', {
      name,
    }),
  context: () => told('python.context', 'What this with-statement does is not known here.'),
  reparametrised: (name: string) =>
    told(
      'python.reparametrised',
      '{{name}} computes the weight of a layer from other parameters, which no node does.',
      { name },
    ),
  staysOn: (name: string) =>
    told(
      'python.stays_on',
      '{{name}} stays on in evaluation here, as it is called without training=self.training: in Gradwire it is off then.',
      { name },
    ),
  notRegistered: (name: string) =>
    told(
      'python.not_registered',
      "The layers in '{{name}}' are in a list of Python, so PyTorch neither trains nor saves them: they are frozen here. nn.ModuleList registers them.",
      { name },
    ),
  madeInForward: (name: string) =>
    told(
      'python.made_in_forward',
      '{{name}} is made where it is called, with new parameters for every batch: here it has one set, which is frozen.',
      { name },
    ),
  outputSize: () =>
    told('python.output_size', 'output_size is not known here: the shape of the input decides.'),
  otherNets: (name: string, others: readonly string[]) =>
    told('python.other_nets', 'The net is {{name}}. The file makes others, too: {{others, list}}.', {
      name,
      others,
    }),
  noSuchNet: (net: string, others: readonly string[]) =>
    told('python.no_such_net', "There is no net '{{net}}' in the file. It has {{others, list}}.", {
      net,
      others,
    }),
  nothingRead: () => told('python.nothing_read', 'Nothing of the net could be read.'),
  tied: (name: string) =>
    told(
      'python.tied',
      'Two layers have one {{name}} in PyTorch; here each has its own, which training changes apart.',
      { name },
    ),
  usualConfig: (name: string, type: string) =>
    told('python.usual_config', '{{name}} is {{type}}() here, with its own defaults.', { name, type }),
  gradientsOff: () =>
    told('python.gradients_off', 'Gradients end here in PyTorch; in Gradwire they flow on.'),
  setsInside: () => told('python.set_inside', 'Values are set inside a tensor here, which no node does.'),
  changedElsewhere: () =>
    told(
      'python.changed_in_place',
      'This tensor was changed in place before, as a view or in another module: here it still has its old values.',
    ),
  hiddenRow: () =>
    told(
      'python.hidden_row',
      'A row of this tensor is −∞ and nothing else. A Constant holds the lowest float32 instead: what is added to it looks everywhere alike, not nowhere. A mask of truth values hides all.',
    ),
  ownHook: (name: string) =>
    told(
      'python.own_hook',
      '{{name}}() calls a function of the source here, which is not read: what it changes is missing.',
      { name },
    ),
  patched: (name: string) =>
    told(
      'python.patched',
      "'{{name}}' of a module is set to another function here, which is not read: it stays what its class says.",
      { name },
    ),
  unwritablePath: (path: string) =>
    told(
      'python.unwritable_path',
      "No document can keep the name '{{path}}', which is not of letters, digits and _ alone: weights that PyTorch saved by it do not come home.",
      { path },
    ),
  packed: () =>
    told(
      'python.packed',
      'Sequences of several lengths are packed here. In Gradwire all are taken to be whole: what pads the shorter ones is read like the rest.',
    ),
  inPackedSequence: (name: string) =>
    told('python.in_packed', "'.{{name}}' of a packed sequence depends on lengths that no graph has.", {
      name,
    }),
  maskIndex: () =>
    told(
      'python.mask_index',
      'How many values a mask picks follows from the values: no wire has such a shape. torch.where and masked_fill keep it.',
    ),
  negativeStep: () =>
    told('python.negative_step', 'PyTorch takes no negative step here: flip() turns a tensor around.'),
  startValues: (what: string) =>
    told(
      'python.start_values',
      '{{what}} sets start values that no node keeps: layers start here as they do in PyTorch without it. Weights of the net bring them.',
      { what },
    ),
  unreadArgument: (name: string, layer: string) =>
    told('python.unread_argument', '{{name}} of {{layer}} could not be read, and is left out here.', {
      name,
      layer,
    }),
  unreadResult: (name: string) =>
    told('python.unread_result', 'What {{name}} gives could not be read.', { name }),
  truthMask: (name: string) =>
    told(
      'python.truth_mask',
      'What comes in at {{name}} is taken as numbers that are added to the scores: where True hides, set the dtype of its Input to bool.',
      { name },
    ),
  notWorkedOut: (name: string) =>
    told('python.not_worked_out', "What '{{name}}' makes of this tensor is not worked out here.", { name }),
  assignment: () => told('python.assignment', 'This assignment cannot be read.'),
  unpacked: (values: number, names: number) =>
    told('python.unpacking', '{{values}} values are assigned to {{names}} names.', {
      values,
      names,
    }),
  star: () => told('python.star', 'A * is not read here.'),
  called: () => told('python.not_callable', 'Something is called here that is no function and no module.'),
  endless: (name: string) =>
    told('python.endless_function', "'{{name}}' calls itself without end.", { name }),
  tooLong: (line: number) =>
    told('python.endless_code', 'The code runs too long to be read (line {{line}}).', { line }),
  tooMuch: (line: number) =>
    told('python.too_much', 'The code makes more than a description of a net needs (line {{line}}).', {
      line,
    }),
  unknownCall: (path: string) =>
    told('python.unknown_call', "'{{path}}' is not known here, so its call cannot be read.", {
      path,
    }),
  noModule: () => told('python.no_module', 'This is no module.'),
  method: (name: string) => told('python.method', "'.{{name}}()' cannot be read here.", { name }),
  ownTensor: (name: string) =>
    told(
      'python.own_tensor',
      'The {{name}} of a layer is used outside of the layer here, which no node does.',
      { name },
    ),
  key: () => told('python.no_key', 'This key is not in the dictionary.'),
  ofOtherModule: () =>
    told(
      'python.of_other_module',
      'This tensor was made inside of another module, which does not return it: a wire cannot leave a module in another way.',
    ),
  emptyPart: () => told('python.empty_part', 'There is nothing in this part of the tensor.'),
  drawn: () =>
    told(
      'python.drawn',
      'The numbers of this tensor are drawn when the net is made, so nobody knows them here: they are 0.',
    ),
  operator: (operator: string) =>
    told('python.operator', 'The operator {{operator}} on tensors has no node.', {
      operator,
    }),
  openItems: () => told('python.open_items', 'Only running the net would tell what this goes through.'),
  changesLayer: (name: string, type: string) =>
    told(
      'python.changed_layer',
      '{{name}} changes {{type}} itself: only classes that are derived from nn.Module are read.',
      { name, type },
    ),
  item: (index: number) => told('python.no_item', 'There is no item {{index}} here.', { index }),
  parameter: () => told('python.unknown_parameter_shape', 'The shape of this parameter is not known.'),
  listMethod: (name: string) =>
    told('python.method_of_list', "'.{{name}}()' of a list cannot be read.", { name }),
  dictMethod: (name: string) =>
    told('python.method_of_dictionary', "'.{{name}}()' of a dictionary cannot be read.", { name }),
  noMetric: () => told('python.no_metric', 'This is no metric of Gradwire.'),
  noFunction: (name: string) => told('python.unknown_function', "There is no function '{{name}}'.", { name }),
  openArgument: (name: string, operation: string) =>
    told('python.open_argument', 'Only running the net would tell {{name}} of {{operation}}.', {
      name,
      operation,
    }),
  opaque: (name: string) =>
    told(
      'python.opaque_function',
      'Gradwire has no {{name}}(): it became a node that keeps its place, but cannot run.',
      { name },
    ),
  fixedTraining: (value: string) =>
    told(
      'python.fixed_training',
      'training={{value}} is fixed in the code; here it follows training and evaluation.',
      { value },
    ),
  opaqueLayer: (name: string) =>
    told(
      'python.opaque_layer',
      'Gradwire has no {{name}}: it became a node that keeps its place, but cannot run.',
      { name },
    ),
  leftOut: (what: string, name: string) =>
    told('python.left_out', '{{what}} is given {{name}}, which Gradwire does not have: it was left out.', {
      what,
      name,
    }),
  textMethod: (name: string) =>
    told('python.method_of_text', "'.{{name}}()' of a text cannot be read.", { name }),
}
