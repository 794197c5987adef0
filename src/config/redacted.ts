const SECRET = /(key|token|secret|password|headers)$/i;

/** A copy in which fields whose names speak of secrets hold `***`, and addresses no credentials. */
export function redacted(value: unknown, hide = false): unknown {
  if (typeof value === 'string') return hide ? '***' : withoutCredentials(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, hide));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, redacted(field, hide || SECRET.test(name))]));
}

/** Up to the last `@`: a password may hold one. Parameters may be secrets as fields are. */
function withoutCredentials(text: string): string {
  return text
    .replace(/(?<=:\/\/)[^/\s]+@/g, '***@')
    .replace(/(?<=[?&][\w.-]*(?:key|token|secret|password|sig)=)[^&#\s]+/gi, '***');
}
