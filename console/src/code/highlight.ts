export type TokenKind = 'plain' | 'string' | 'comment' | 'keyword' | 'number' | 'name';

export interface Token {
  start: number;
  text: string;
  kind: TokenKind;
}

export type Language = 'graphql' | 'shell' | 'javascript' | 'python' | 'json';

/** Long code is cut: a string that is not closed ends with its line, or its end would be looked for from every place in it. */
const STRINGS = {
  double: String.raw`"(?:[^"\\\n]|\\.)*(?:"|\\?$)`,
  triple: String.raw`"""[\s\S]*?"""`,
  single: String.raw`'(?:[^'\\\n]|\\.)*(?:'|\\?$)`,
  shell: `'[^']*(?:'|$)`,
  template: String.raw`\`(?:[^\`\\]|\\[\s\S])*\``,
};

const KEYWORDS: Readonly<Record<Language, string>> = {
  graphql: 'query|mutation|subscription|fragment|on',
  shell: 'curl',
  javascript: 'import|from|const|await|new|if|else|throw|in',
  python: 'import|with|as|if|in|raise|print',
  json: 'true|false|null',
};

const STRING_FORMS: Readonly<Record<Language, readonly string[]>> = {
  graphql: [STRINGS.double],
  shell: [STRINGS.shell, STRINGS.double],
  javascript: [STRINGS.single, STRINGS.double, STRINGS.template],
  python: [STRINGS.triple, STRINGS.double],
  json: [STRINGS.double],
};

const COMMENTS: Readonly<Record<Language, string>> = {
  graphql: '#.*',
  shell: '(?<=\\s)#.*',
  javascript: '(?<=^|\\s)//.*',
  python: '#.*',
  json: '(?!)',
};

function patternOf(language: Language): RegExp {
  const strings = STRING_FORMS[language].join('|');
  const names = String.raw`--[a-z-]+|\$\w+|\b[A-Za-z_]\w*(?=:)`;
  const word = String.raw`\b(?:${KEYWORDS[language]})\b`;
  const number = String.raw`\b\d+(?:\.\d+)?\b`;
  return new RegExp(
    `(?<string>${strings})|(?<comment>${COMMENTS[language]})|(?<keyword>${word})|(?<name>${names})|(?<number>${number})`,
    'gm',
  );
}

/** Cuts code into tokens to color. Joined, their texts are the code again. */
export function highlight(code: string, language: Language): readonly Token[] {
  const tokens: Token[] = [];
  let place = 0;
  for (const match of code.matchAll(patternOf(language))) {
    if (match.index > place) tokens.push({ start: place, text: code.slice(place, match.index), kind: 'plain' });
    const [kind] = Object.entries(match.groups ?? {}).find(([, text]) => text !== undefined) ?? ['plain'];
    tokens.push({ start: match.index, text: match[0], kind: kind as TokenKind });
    place = match.index + match[0].length;
  }
  if (place < code.length) tokens.push({ start: place, text: code.slice(place), kind: 'plain' });
  return tokens;
}
