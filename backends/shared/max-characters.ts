import { z } from 'zod';

/** What every model that reads a bounded number of tokens can be told. */
export const maxCharacters = z
  .int()
  .min(1)
  .optional()
  .describe(
    'The longest text that is sent to it, in UTF-16 units; a longer one is INPUT_TOO_LONG. Unless set, the server decides.',
  );
