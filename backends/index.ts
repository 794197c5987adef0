/** The kinds of backend, by the name the settings use. A kind is a folder and a line here. */

import { openaiSettings } from './openai/settings.ts';
import { type BackendKind, backendKind } from './shared/kind.ts';

export const backendKinds: Readonly<Record<string, BackendKind>> = {
  openai: backendKind(openaiSettings, async () => (await import('./openai/index.ts')).createOpenai),
};
