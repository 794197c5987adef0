import type { ErrorCode } from '../../../src/errors.ts';
import type { RefusedField } from '../refused-field.ts';

/** How a service refuses, and what that is here. Tests and the documentation are made of these. */
export interface KnownRefusal {
  server: string;
  /** Where it was seen on a running server. */
  version?: string;
  /** What it is about, in a few words. */
  about: string;
  /** Absent where it stands inside a stream, or in a reply of status 200. */
  status?: number;
  /** Where in the body the reason stands. */
  where: string;
  body: unknown;
  /** The fields that were sent, where one of them is refused. */
  sent?: Readonly<Record<string, unknown>>;
  code: ErrorCode;
  refused?: RefusedField;
}
