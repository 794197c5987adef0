import { GatewayError } from '../../src/errors.ts';
import type { ClassifyOptions } from '../../src/task.ts';

/** Whether options ask for the one classifier with fixed labels that a model is. */
export function supportsClassifier(id: string, labels: readonly string[], { classifier }: ClassifyOptions): true | GatewayError {
  if (classifier === id) return true;
  return classifier === undefined
    ? new GatewayError('UNSUPPORTED_OPTION', 'This classifier has labels of its own.', {
        path: ['labels'],
        supported: { values: labels },
      })
    : new GatewayError('NOT_FOUND', 'This backend has no classifier of that id.', {
        path: ['classifier'],
        supported: { values: [id] },
      });
}
