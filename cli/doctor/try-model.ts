import { randomUUID } from 'node:crypto';
import { askModel } from '../../src/ask-model.ts';
import { GatewayError } from '../../src/errors.ts';
import type { Answer, Model } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';
import { trialFor } from './trials.ts';

const TIMEOUT_MS = 120_000;

/** Asks a model once, without the layers around it: nothing is retried, kept, or left alone for what another trial found. Never rejects. */
export async function tryModel<T extends Task>(
  model: Model<T>,
  local: boolean,
  signal: AbortSignal,
): Promise<Answer<T> | GatewayError> {
  const { text, options } = trialFor(model);
  const supported = model.supports(options);
  if (supported instanceof GatewayError) return supported;
  const [outcome] = await askModel(
    model,
    local,
    { texts: [text], options },
    {
      signal,
      deadlineAt: performance.now() + TIMEOUT_MS,
      tenant: 'local',
      requestId: randomUUID(),
      routing: { strategy: 'AUTO', fallback: false },
      cache: 'BYPASS',
    },
  );
  return outcome?.result ?? new GatewayError('OUTPUT_INVALID', 'The model gave no answer.');
}
