const BEGIN = '<think>';
const END = '</think>';

interface Told {
  add(delta: string): void;
  /** Nothing more comes. */
  end(): void;
}

/**
 * Hands on a growing text without what a model thinks aloud before it: a first `<think>` up to its end, and the space after it.
 * Whatever does not begin so is handed on as it comes, but for the few signs that could still become the mark.
 */
export function withoutThoughts(hand: (text: string) => void): Told {
  let held = '';
  let isOver = false;
  let isThinking = false;
  const release = (text: string) => {
    if (text === '') return;
    isOver = true;
    hand(text);
  };
  return {
    add(delta) {
      if (isOver) return hand(delta);
      held += delta;
      isThinking ||= held.trimStart().startsWith(BEGIN);
      if (!isThinking && !BEGIN.startsWith(held.trimStart())) release(held);
      const end = isThinking ? held.indexOf(END) : -1;
      if (end >= 0) release(held.slice(end + END.length).trimStart());
    },
    end() {
      if (!isOver && !isThinking) release(held);
    },
  };
}

/**
 * The answer in a whole text whose thoughts have an end and no beginning: some templates write the beginning for the model. What was
 * handed on of them is void then. A text that holds the mark itself may have its mark in the answer.
 */
export function afterThoughts(whole: string, text: string): string {
  const end = text.includes(END) ? -1 : whole.indexOf(END);
  return end < 0 ? whole : whole.slice(end + END.length).trimStart();
}
