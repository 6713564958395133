import { defineMetric, expectScores, ignoreIndex } from './metric'
import { RuleError } from '../registry/rule-error'
import { tell, told } from '../../words/tell'

/** More rows than anyone reads. */
const MOST_CLASSES = 256

/**
 * Counts how often each class (row) was taken for each class (column); the diagonal is right.
 *
 * Shape: input `(N, C)` or `(N, C, d1, …)`, target `(N)` or `(N, d1, …)` of int64 class numbers; the matrix is `(C, C)`.
 * Errors: shapes or dtypes that do not fit; more than 256 classes.
 */
export const confusionMatrix = defineMetric({
  type: 'ConfusionMatrix',
  label: 'Confusion matrix',
  metric: 'matrix',
  doc: 'Counts which class (row) was taken for which (column). It opens in the inspector.',
  stem: 'confusion',
  params: { ignore_index: ignoreIndex },
  python: `class ConfusionMatrix(Metric):
    """How often each class (row) was taken for each class (column)."""

    def __init__(self, ignore_index=-100):
        self.ignore_index = ignore_index

    def count(self, input, target):
        input, target = self.flat(input, target, self.ignore_index)
        classes = input.shape[1]
        known = (target >= 0) & (target < classes)
        cells = torch.bincount((target * classes + input.argmax(1))[known], minlength=classes**2)
        return (cells.reshape(classes, classes),)

    def value(self):
        return self.state[0].tolist()`,
  check: (call) => {
    const classes = expectScores(call, 'ConfusionMatrix')
    if (classes === undefined || classes <= MOST_CLASSES) return
    throw new RuleError(
      told(
        'rule.confusion_matrix.too_many_classes',
        'A confusion matrix of {{classes}} classes has more rows than can be read.',
        { classes },
      ),
      {
        handle: 'input',
        remedy: tell(
          'rules.confusion_matrix.at_most_classes_accuracy_and',
          'At most {{most}} classes; Accuracy and TopK take any number.',
          { most: MOST_CLASSES },
        ),
      },
    )
  },
})
