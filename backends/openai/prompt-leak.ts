import type { Prompt } from './prompt.ts';

/** A text without what can differ between two copies of it: case and white space. */
export const comparable = (text: string) => text.toLowerCase().replace(/\s+/g, ' ');

/** How much of a growing reply must be looked at with each new piece: more than the longest sentence of a system text. */
export const PROMPT_LEAK_REACH = 400;

/** True when a reply gives away its prompt: the boundary, or a sentence of the rules that the caller did not write. */
export function isPromptLeak(reply: string, { system, user, boundary }: Prompt): boolean {
  const written = comparable(reply);
  return (
    written.includes(boundary) ||
    system.sentences.some((sentence) => written.includes(sentence) && !comparable(user).includes(sentence))
  );
}

/** What stands for a text where a prompt shows the form of a reply. */
const PLACEHOLDER = /^[-\t ]*\.\.\.$/m;

/** True when a whole reply gives back the form it was shown in the place of an answer, as weak models do. */
export function isPlaceholder(reply: string, { user }: Prompt): boolean {
  return PLACEHOLDER.test(reply) && !/\.\.\.|…/.test(user);
}
