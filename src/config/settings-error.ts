/** Settings that the start is refused for. The message names each place and what to write instead. */
export class SettingsError extends Error {
  constructor(message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'SettingsError';
  }
}
