/** What the process says at its end. A process that a signal ended adds 128 to the signal's number, as shells do. */
export const EXIT_CODE = { ok: 0, failed: 1, usage: 2, someFailed: 3, hungUp: 129, interrupted: 130, terminated: 143 } as const;

export type ExitCode = (typeof EXIT_CODE)[keyof typeof EXIT_CODE];
