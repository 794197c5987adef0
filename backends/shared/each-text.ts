import { toGatewayError } from '../../src/errors.ts';
import { type Answer, type Outcome, outcomeOf } from '../../src/model.ts';
import type { Task } from '../../src/task.ts';

/** Asks about every text on its own. What is thrown for one becomes its outcome and does not touch the others. */
export async function eachText<T extends Task>(
  texts: readonly string[],
  answer: (text: string) => Promise<Answer<T>>,
): Promise<readonly Outcome<T>[]> {
  return Promise.all(
    texts.map(async (text) => {
      try {
        return outcomeOf<T>(await answer(text));
      } catch (thrown) {
        return outcomeOf<T>(toGatewayError(thrown, 'UPSTREAM_UNAVAILABLE', 'The model could not be asked.'));
      }
    }),
  );
}
