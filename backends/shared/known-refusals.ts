import { ENGINE_REFUSALS } from './refusals/engine-refusals.ts';
import { FRAMEWORK_REFUSALS } from './refusals/framework-refusals.ts';
import { GATEWAY_REFUSALS } from './refusals/gateway-refusals.ts';
import type { KnownRefusal } from './refusals/known-refusal.ts';
import { OPENAI_REFUSALS } from './refusals/openai-refusals.ts';

/** The refusals of services that are known here, by service. */
export const KNOWN_REFUSALS: readonly KnownRefusal[] = [
  ...OPENAI_REFUSALS,
  ...ENGINE_REFUSALS,
  ...FRAMEWORK_REFUSALS,
  ...GATEWAY_REFUSALS,
];
