import type { ErrorCode } from '../src/errors.ts';

const PAGE = 'https://github.com/lingraph/lingraph/blob/main/docs/errors.md';

/** The address of the paragraph that explains a code. */
export function docsOf(code: ErrorCode): string {
  return `${PAGE}#${code.toLowerCase()}`;
}
