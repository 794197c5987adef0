import { scrub } from '../../src/scrub.ts';
import type { RefusalWords } from './refusal-words.ts';
import type { RefusedField } from './refused-field.ts';

/** Names are letters: whatever has digits could be a piece of a key, and whatever has spaces a piece of a text. */
const NAME = /^[a-z][a-z_.:/-]{0,63}$/i;
const PLACE = /^[a-z_]+(\.[a-z_]+|\.\d{1,3}|\[\d{1,3}\])*$/i;

const safe = (values: readonly string[], form: RegExp) => values.filter((value) => form.test(value)).map(scrub);

/** What is kept of a refusal for an operator, as the cause of its GatewayError: no message, and names only where they look like names. */
export class ProviderRefusal extends Error {
  /** Absent where it stood inside a reply that had begun with a success. */
  readonly status?: number;
  readonly refused?: RefusedField;

  constructor(status: number | undefined, { names, places }: RefusalWords, refused: RefusedField | undefined) {
    const said = [...new Set(safe(names, NAME))].slice(0, 4).join(' ');
    const [place] = safe(places, PLACE);
    super(
      [
        status === undefined ? 'inside a reply' : `status ${status}`,
        ...(said === '' ? [] : [said]),
        ...(place ? [`at ${place}`] : []),
      ].join(', '),
    );
    this.name = 'ProviderRefusal';
    this.status = status;
    this.refused = refused;
  }
}
