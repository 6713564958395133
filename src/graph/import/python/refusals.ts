/** What the interpreter and PyTorch's part of it say of code that they cannot read: a sentence each, with its values. */
import { tell } from '../../../words/tell'

export const refusals = {
  raises: () => tell('import.code_raises_error_here', 'The code raises an error here.'),
  unread: (text: string) => tell('import.this_cannot_be_read', 'This cannot be read: {{text}}', { text }),
  undecided: () =>
    tell(
      'import.only_running_net_would_tell_whether',
      'Only running the net would tell whether this condition holds: it was taken as false.',
    ),
  setsInside: () =>
    tell('import.values_are_set_inside_tensor', 'Values are set inside a tensor here, which no node does.'),
  assignment: () => tell('import.this_assignment_cannot_be_read', 'This assignment cannot be read.'),
  unpacked: (values: number, names: number) =>
    tell('import.values_are_assigned_to_names', '{{values}} values are assigned to {{names}} names.', {
      values,
      names,
    }),
  star: () => tell('import.star_is_not_read_here', 'A * is not read here.'),
  called: () =>
    tell(
      'import.something_is_called_here_that',
      'Something is called here that is no function and no module.',
    ),
  endless: (name: string) =>
    tell('import.calls_itself_without_end', "'{{name}}' calls itself without end.", { name }),
  tooLong: (line: number) =>
    tell('import.code_runs_too_long', 'The code runs too long to be read (line {{line}}).', { line }),
  unknownCall: (path: string) =>
    tell('import.is_not_known_here_so', "'{{path}}' is not known here, so its call cannot be read.", {
      path,
    }),
  noModule: () => tell('import.this_is_no_module', 'This is no module.'),
  method: (name: string) =>
    tell('import.method_cannot_be_read_here', "'.{{name}}()' cannot be read here.", { name }),
  ownTensor: (name: string) =>
    tell(
      'import.of_layer_is_used_outside',
      'The {{name}} of a layer is used outside of the layer here, which no node does.',
      { name },
    ),
  key: () => tell('import.this_key_is_not_in', 'This key is not in the dictionary.'),
  operator: (operator: string) =>
    tell('import.operator_on_tensors_has_no', 'The operator {{operator}} on tensors has no node.', {
      operator,
    }),
  openItems: () =>
    tell(
      'import.only_running_net_would_tell_items',
      'Only running the net would tell what this goes through.',
    ),
  changesLayer: (name: string, type: string) =>
    tell(
      'import.changes_itself_only_classes_that',
      '{{name}} changes {{type}} itself: only classes that are derived from nn.Module are read.',
      { name, type },
    ),
  item: (index: number) =>
    tell('import.there_is_no_item_here', 'There is no item {{index}} here.', { index }),
  parameter: () => tell('import.shape_of_this_parameter_is', 'The shape of this parameter is not known.'),
  listMethod: (name: string) =>
    tell('import.method_of_list_cannot_be', "'.{{name}}()' of a list cannot be read.", { name }),
  dictMethod: (name: string) =>
    tell('import.method_of_dictionary_cannot_be', "'.{{name}}()' of a dictionary cannot be read.", { name }),
  noMetric: () => tell('import.this_is_no_metric_of', 'This is no metric of Gradwire.'),
  noFunction: (name: string) =>
    tell('import.there_is_no_function', "There is no function '{{name}}'.", { name }),
  openArgument: (name: string, operation: string) =>
    tell(
      'import.only_running_net_would_tell_of',
      'Only running the net would tell {{name}} of {{operation}}.',
      {
        name,
        operation,
      },
    ),
  opaque: (name: string) =>
    tell(
      'import.gradwire_has_no_function',
      'Gradwire has no {{name}}(): it became a node that keeps its place, but cannot run.',
      { name },
    ),
  textMethod: (name: string) =>
    tell('import.method_of_text_cannot_be', "'.{{name}}()' of a text cannot be read.", { name }),
}
