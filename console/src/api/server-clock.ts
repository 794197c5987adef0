/** A clock that is a little off is normal: a header counts whole seconds, and the way takes time. */
const slackMs = 5_000;

let aheadMs = 0;

/** Takes note of how far the clock of the gateway is from that of this machine. */
export function noteServerTime(headers: Headers): void {
  const told = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(told)) return;
  const ahead = told - Date.now();
  aheadMs = Math.abs(ahead) > slackMs ? ahead : 0;
}

/** The time by the clock of the gateway: what it counts by the minute is counted by that. */
export const serverNow = (): number => Date.now() + aheadMs;
