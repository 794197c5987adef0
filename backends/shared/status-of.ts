import type { GatewayError } from '../../src/errors.ts';
import { ProviderRefusal } from './provider-refusal.ts';

/** The status of the reply with which a provider refused a request. Undefined where there was no such reply. */
export function statusOf({ cause }: GatewayError): number | undefined {
  return cause instanceof ProviderRefusal ? cause.status : undefined;
}
