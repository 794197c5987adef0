const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:bearer|basic)\s+[\w.~+/=*-]+/gi, '[credentials]'],
  // Not file: stacks name our own sources so.
  [/\b(?!file:)[a-z][a-z0-9+.-]{0,30}:\/\/[^\s"'<>]+/gi, '[url]'],
  [/\b(?:sk|pk|rk|hf|gsk|xai|key|lg)[-_][\w*.-]{4,}/gi, '[key]'],
  [/\b(api[-_]?key|token|secret|password|authorization)(["']?\s*[:=]\s*["']?)[^\s"',;}]+/gi, '$1$2[secret]'],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[token]'],
  // Also what no pattern knows: a long run of letters and digits mixed is more likely a key than a word. The digest by which
  // Redis names a script is none, and stands in its reasons.
  [/(?<![\w-])(?!(?<=script: |call to )(?:f_)?[\da-f]{40}\b)(?=[\w-]*\d)(?=[\w-]*[a-z])[\w-]{24,}/gi, '[secret]'],
];

/** Gives the text without what looks like a key, a token, credentials or a URL. The second net: what is known to be secret is never put into a text. */
export function scrub(text: string): string {
  return PATTERNS.reduce((clean, [pattern, replacement]) => clean.replace(pattern, replacement), text);
}
