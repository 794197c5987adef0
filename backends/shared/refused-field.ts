/** A field of the request that a provider refuses. */
export interface RefusedField {
  /** Its name at the top of the body that was sent: never a name that was not. */
  field: string;
  /** `unknown`: the service has no such field. `value`: it has it, and does not take what stands there. */
  why: 'unknown' | 'value';
}

/** What is kept of a refusal for an operator, as the cause of its GatewayError: no message, and names only where they look like names. */
export class ProviderRefusal extends Error {
  /** Absent where it stood inside a reply that had begun with a success. */
  readonly status?: number;
  readonly refused?: RefusedField;

  constructor(message: string, { status, refused }: { status?: number; refused?: RefusedField }) {
    super(message);
    this.name = 'ProviderRefusal';
    this.status = status;
    this.refused = refused;
  }
}

/** The field that an error of a provider is about. Undefined where it names none that was sent. */
export function refusedField(error: unknown): RefusedField | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof ProviderRefusal ? cause.refused : undefined;
}
