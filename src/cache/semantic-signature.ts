import { hash } from 'node:crypto';

/** All that is typed for an apostrophe: phones write ’ where keyboards write '. */
const APOSTROPHES = /[’‘ʼ＇`´]/g;

/** Numbers and dates, words with the apostrophes in them, ends of sentences, :-) and signs. What begins a long part always is one, so a text is read once. */
const PARTS = /\p{N}+(?:[.,:/-]\p{N}+)*|[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*|[.!?]|[:;=]-?[()]|[\p{Sc}\p{Sm}\p{So}]/gu;

const SENTENCE_END = /^[.!?]/;
const LATIN = /^\p{Script=Latin}/u;
const CAPITAL = /^\p{Lu}/u;
const CONTRACTED = /n't$/i;

/** English and Portuguese, as `plain` gives them: with contractions that are often typed without the apostrophe. */
const NEGATIONS = new Set(
  `not no non never none nobody nothing nowhere neither nor without hardly barely cannot
  aint arent cant couldnt didnt doesnt dont hadnt hasnt havent isnt mustnt neednt shouldnt wasnt werent wont wouldnt
  não nao nunca jamais nenhum nenhuma nada ninguém ninguem nem sem tampouco`.split(/\s+/),
);

/** Longer words are no negations, and cost more to look at than their length: Unicode puts their marks in order. */
const LONGEST_WORD = 20;

/**
 * What must be equal in two texts before one's answer may serve for the other, however near they are, as a SHA-256:
 * numbers and dates, negations, words with a capital that do not begin a sentence, and what an embedding may read as
 * one and the same unknown sign: signs and words that are not in Latin letters. All in their order.
 */
export function signatureOf(text: string): string {
  const telling: string[] = [];
  let isFirst = true;
  for (const part of text.replace(APOSTROPHES, "'").match(PARTS) ?? []) {
    const endsSentence = SENTENCE_END.test(part);
    const tells = !LATIN.test(part) || isNegation(part) || (!isFirst && CAPITAL.test(part));
    if (tells && !endsSentence) telling.push(plain(part));
    isFirst = endsSentence;
  }
  return hash('sha256', telling.join(' '), 'hex');
}

function isNegation(word: string): boolean {
  return word.length <= LONGEST_WORD && (CONTRACTED.test(word) || NEGATIONS.has(plain(word)));
}

/** Don't, DON'T and dont are one word, and so is an accent however it is encoded. */
function plain(word: string): string {
  const bare = word.replaceAll("'", '').toLowerCase();
  return bare.length <= LONGEST_WORD ? bare.normalize() : bare;
}
