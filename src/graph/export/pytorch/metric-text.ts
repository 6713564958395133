/** The metric nodes of a graph in plain PyTorch: what `train.py` adds up over an epoch. */
import { nodeDefinition } from '../../nodes/index'
import type { Metric } from './loss-terms'
import { constructorText } from './node-text'
import { callText, indented } from '../../pytorch/python'

const BASE = `class Metric:
    """Adds batches up, so that the value is that of all samples, however they were cut."""

    state = None

    def update(self, input, target):
        self.merge(self.count(input.detach().cpu(), target.cpu()))

    def merge(self, state):
        self.state = state if self.state is None else tuple(a + b for a, b in zip(self.state, state))

    def value(self):
        total, count = self.state
        return total / count if count > 0 else float("nan")

    @staticmethod
    def flat(input, target, ignored):
        """Scores (samples, classes) and their class numbers; ignored ones are left out."""
        input, target = input.movedim(1, -1).reshape(-1, input.shape[1]), target.reshape(-1)
        return input[target != ignored], target[target != ignored]`

const GATHER = `def gather(metrics, processes):
    """Joins what the processes have counted, each on its share of the batches."""
    for metric in metrics.values() if processes > 1 else ():
        states = [None] * processes
        dist.all_gather_object(states, metric.state)
        metric.state = None
        for state in filter(None, states):
            metric.merge(state)


def show_metrics(epoch, train, held_out):
    for name in train:
        text = f"epoch {epoch}  {name}"
        for part, metric in (("train", train[name]), ("held-out", held_out[name])):
            if metric.state is not None:
                value = metric.value()
                text += f"  {part} {value:.8g}" if isinstance(value, float) else f"  {part} {value}"
        print(text, flush=True)`

/** The classes of the metrics, and what makes and prints them. */
export function metricLines(metrics: readonly Metric[]): string[] {
  if (metrics.length === 0) return []
  const sources = new Map<string, string>()
  const entries = metrics.map(({ path, call }) => {
    const definition = nodeDefinition(call.type)
    const support = definition?.pytorch.support?.(call.params)
    if (definition === undefined || support === undefined)
      throw new RangeError(`There is no metric '${call.type}'.`)
    sources.set(support.name, support.source)
    const { name, args } = constructorText(definition, call.params)
    return `${JSON.stringify(path.join('.'))}: ${callText(name, args)},`
  })
  const make = ['def make_metrics():', ...indented(['return {', ...indented(entries), '}'])].join('\n')
  return [BASE, ...sources.values(), make, GATHER].flatMap((block) => [block, '', ''])
}
