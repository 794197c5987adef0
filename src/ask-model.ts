import type { Asking } from './gateway.ts';
import { askAgain } from './layers/ask-again.ts';
import { guard } from './layers/catch-failures.ts';
import { observe } from './layers/observe.ts';
import { CappedAccount, RequestAccount } from './ledger/account.ts';
import type { Batch, Call, Model, Outcome } from './model.ts';
import type { Task } from './task.ts';

const MAX_CALLS = 5;

/**
 * Asks a model by itself, for trials and measurements: nothing is retried, cached, or left alone for what another trial found. What it
 * wants to ask again in another way is asked, a few times. Never rejects.
 */
export function askModel<T extends Task>(
  model: Model<T>,
  local: boolean,
  batch: Batch<T>,
  asking: Asking,
): Promise<readonly Outcome<T>[]> {
  const ref = { id: model.id, version: model.version, backend: '' };
  const around = (run: Model<T>['run']) =>
    observe(guard({ id: model.id, run }, { local }), { model: ref, local }, () => undefined);
  const call: Call = Object.freeze({ ...asking, account: new CappedAccount(new RequestAccount(), MAX_CALLS) });
  return askAgain(model.run, around)(batch, call);
}
