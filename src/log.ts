/** One line of JSON on stderr an event: what operators collect. */
export function log(level: 'info' | 'warn' | 'error', event: string, fields: Readonly<Record<string, unknown>> = {}): void {
  process.stderr.write(`${JSON.stringify({ time: new Date().toISOString(), level, event, ...fields })}\n`);
}

/** An error that callers saw masked: its stack is for the operator, without what may be secret. */
export function logUnexpected(error: unknown, requestId: string): void {
  log('error', 'unexpected', {
    requestId,
    stack: withoutSecrets(error instanceof Error ? (error.stack ?? error.message) : String(error)),
  });
}

const SECRETS = /\b(?:sk|pk|hf|key|Bearer|Basic)[-_ ][\w.\-+/=]{8,}|\/\/[^\s/@]+:[^\s/@]+@/gi;

/** The text with everything that has the shape of a key or of credentials in a URL struck out. */
export function withoutSecrets(text: string): string {
  return text.replace(SECRETS, '[secret]');
}
