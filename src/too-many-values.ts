/** Shorter texts hold few values, or are read in no time. In UTF-16 units. */
const SHORT = 16_000;

const [QUOTE, COMMA, COLON, BRACKET, BACKSLASH, BRACE] = [0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x7b];

/**
 * Whether a JSON text holds more than `most` names and values. To be asked before it is parsed: a megabyte of small objects takes
 * longer to parse than all callers may be held up for, and longer still to check.
 */
export function hasTooManyValues(json: string, most: number): boolean {
  if (json.length <= SHORT) return false;
  let values = 0;
  let isInText = false;
  for (let place = 0; place < json.length; place += 1) {
    const unit = json.charCodeAt(place);
    if (unit === QUOTE) isInText = !isInText;
    else if (isInText) place += unit === BACKSLASH ? 1 : 0;
    else if (unit === COMMA || unit === COLON || unit === BRACKET || unit === BRACE) {
      values += 1;
      if (values > most) return true;
    }
  }
  return false;
}
