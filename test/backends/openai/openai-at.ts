import type { z } from 'zod';
import { createOpenai } from '../../../backends/openai/index.ts';
import { openaiSettings } from '../../../backends/openai/settings.ts';
import type { Backend } from '../../../src/model.ts';

export const KEY = 'sk-canary-0123456789abcdef';

/** A backend that may reach loopback, with short limits. */
export function openaiAt(url: string, settings: Partial<z.input<typeof openaiSettings>> = {}): Backend {
  return createOpenai(
    'cloud',
    openaiSettings.parse({ baseUrl: `${url}/v1`, apiKey: KEY, model: 'm', allowPrivateAddress: true, ...settings }),
  );
}
