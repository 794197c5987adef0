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
