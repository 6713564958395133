/** Metrics inside modules: places of the model that tell `train.py` what they see. */
import { nodeDefinition } from '../../nodes/index'
import type { PlanOperation } from '../../plan/plan'
import { constructorText } from './node-text'
import { callText } from '../../pytorch/python'
import type { PythonSupport } from '../../pytorch/rule'

/** The class of such a place in `model.py`; it has no parameters, so that a state_dict is the same without it. */
export const MEASURED: PythonSupport = {
  name: 'Measured',
  source: `class Measured(nn.Module):
    """A place where training measures: it keeps nothing and gives nothing."""

    def __init__(self, metric, **params):
        super().__init__()

    def forward(self, input, target):
        pass`,
}

/** `Measured("Accuracy", ignore_index=0)`. */
export function measuredText({ type, params }: PlanOperation): string {
  const definition = nodeDefinition(type)
  const args = definition === undefined ? [] : constructorText(definition, params).args
  return callText(MEASURED.name, [JSON.stringify(type), ...args])
}

/** The part of `train.py` that listens to these places, by their paths in the order in which a pass comes to them. */
export function watchLines(paths: readonly string[]): string[] {
  if (paths.length === 0) return []
  const names = paths.map((path) => `    ${JSON.stringify(path)},`).join('\n')
  return [
    `# The metrics inside the model, and what they see in a pass: both in its order.
INSIDE = [
${names}
]
SEEN = []


def watch(model):
    """Has the metrics inside the model tell what they see."""
    for module in model.modules():
        if isinstance(module, ${MEASURED.name}):
            module.register_forward_hook(lambda module, inputs, result: SEEN.append(inputs))`,
    '',
    '',
  ]
}
