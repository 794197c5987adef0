/** The fields whose text a model wrote: they take their room from that of the whole answer. */
import type { RequestContext } from './context.ts';

const text = (parent: { text: string }, _: unknown, { textRoom }: RequestContext) => textRoom.take(parent.text);

export const textFields = { Translation: { text }, Summary: { text }, SummarySentence: { text }, TextDelta: { text } };
