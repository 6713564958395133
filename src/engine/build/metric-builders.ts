/** How the engine computes the metrics of a graph. */
import { accuracy, confusionMatrix, topK } from '../metrics/class-metrics'
import { mae, r2Score } from '../metrics/value-metrics'
import { builder } from '../nn/node-builder'
import type { NodeBuilder } from '../nn/node-builder'

export const metricBuilders: Record<string, NodeBuilder> = {
  Accuracy: builder<{ threshold: number; ignore_index: number }>({ metric: accuracy }),
  TopK: builder<{ k: number; ignore_index: number }>({ metric: topK }),
  MAE: builder({ metric: mae }),
  R2Score: builder({ metric: r2Score }),
  ConfusionMatrix: builder<{ ignore_index: number }>({ metric: confusionMatrix }),
}
