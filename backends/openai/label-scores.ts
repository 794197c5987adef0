import type { ReplyToken } from './chat-reply.ts';
import { answerIn } from './reasoning.ts';

interface Placed extends ReplyToken {
  start: number;
  end: number;
}

/** The tokens with where they stand in the text they make. */
function place(tokens: readonly ReplyToken[]): readonly Placed[] {
  let end = 0;
  return tokens.map((token) => {
    const start = end;
    end += token.token.length;
    return { ...token, start, end };
  });
}

/** A label as JSON without its opening quote: what the tokens after the quote must spell. */
const spelled = (label: string) => JSON.stringify(label).slice(1);

/** The one label that a token can only be the beginning of. */
function begunBy(token: string, labels: readonly string[]): string | undefined {
  if (token === '') return undefined;
  const [label, ...others] = labels.filter((name) => spelled(name).startsWith(token) || token.startsWith(spelled(name)));
  return others.length === 0 ? label : undefined;
}

/** Where the answer of a reply begins among the characters of its tokens. Undefined where they are not those of the reply. */
function answerStart(content: string, reply: string): number | undefined {
  const answers = [answerIn(reply, ''), reply].map((answer) => answer.trim());
  return answers.map((answer) => (answer === '' ? -1 : content.lastIndexOf(answer))).find((start) => start >= 0);
}

/**
 * The probability a model gave to each label it wrote under `key` of its JSON reply: the product of the probabilities of the
 * tokens that spell it, with the quote behind it where another label goes on after it. A label it did not write has the sum of the
 * alternatives for the first token that only it can begin with, where the service named such. Labels that nothing is known of are
 * absent. All are when the tokens are not those of the reply; before and behind them some services give more, such as thoughts and
 * the end of the turn.
 */
export function labelScores(
  reply: string,
  tokens: readonly ReplyToken[],
  key: 'label' | 'labels',
  { written, labels }: { written: readonly string[]; labels: readonly string[] },
): ReadonlyMap<string, number> {
  const scores = new Map<string, number>();
  const placed = place(tokens);
  const content = placed.map(({ token }) => token).join('');
  const begin = answerStart(content, reply);
  const keyAt = begin === undefined ? -1 : content.indexOf(`"${key}"`, begin);
  if (keyAt < 0) return scores;
  for (const label of written) {
    const start = content.indexOf(JSON.stringify(label), keyAt + key.length + 2) + 1;
    if (start === 0) continue;
    const isBeginning = labels.some((other) => other !== label && other.startsWith(label));
    const end = start + spelled(label).length - (isBeginning ? 0 : 1);
    const spelling = placed.filter((token) => token.end > start && token.start < end);
    scores.set(label, Math.min(1, Math.exp(spelling.reduce((sum, { logprob }) => sum + logprob, 0))));
    if (key === 'labels') continue;
    const [first] = spelling;
    const before = first ? content.slice(first.start, start) : '';
    for (const { token, logprob } of first?.top_logprobs ?? []) {
      const other = token.startsWith(before) ? begunBy(token.slice(before.length), labels) : undefined;
      if (other !== undefined && other !== label) scores.set(other, Math.min(1, (scores.get(other) ?? 0) + Math.exp(logprob)));
    }
  }
  return scores;
}
