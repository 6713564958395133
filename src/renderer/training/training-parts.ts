/** Optimisers and schedules as something to choose by name. */
import type { TrainingChange } from '../../graph/document/command'
import { newOptimizer, optimizerDefinitions } from '../../graph/training/optimizers'
import { newScheduler, schedulerDefinitions } from '../../graph/training/schedulers'
import type { DocumentSession } from '../session/document-session'
import { t } from '../texts/index'
import { changeTraining } from './training-controls'

interface TrainingPart {
  id: string
  /** What choosing it does. */
  label: () => string
  change: () => TrainingChange
}

export const trainingParts: readonly TrainingPart[] = [
  ...optimizerDefinitions.map(({ type }) => ({
    id: `training ${type}`,
    label: () => t('edits.optimizer', { type }),
    change: () => ({ optimizer: newOptimizer(type) }),
  })),
  ...schedulerDefinitions.map(({ type }) => ({
    id: `training ${type}`,
    label: () => t('edits.scheduler', { type }),
    change: () => ({ scheduler: newScheduler(type) }),
  })),
]

export function chooseTrainingPart(session: DocumentSession, id: string): void {
  const part = trainingParts.find((each) => each.id === id)
  if (part !== undefined) changeTraining(session, part.change(), 'choice')
}
