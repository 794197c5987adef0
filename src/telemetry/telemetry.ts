import type { Booking } from '../ledger/account.ts';
import type { ShadowRecord } from '../routing/shadow.ts';
import type { Task } from '../task.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import { createRequestLog, type RequestLog } from './request-log.ts';
import { type Finished, writeRecord } from './request-record.ts';
import { createShadows, type Shadows } from './shadows.ts';

/** What the gateway remembers of its work, for the console and for operators. In memory, bounded. */
export interface Telemetry {
  requests: RequestLog;
  metrics: Metrics;
  shadows: Shadows;
  shadow(record: ShadowRecord): void;
  /** A real call of a provider or a worker has ended. */
  booked(booking: Booking): void;
  finished<T extends Task>(finished: Finished<T>): void;
}

export interface TelemetrySettings {
  /** How many requests are remembered; 0 for none. */
  requests: number;
  /** Whether the start of the texts is remembered too. */
  keepTexts: boolean;
}

export function createTelemetry({ requests: size, keepTexts }: TelemetrySettings): Telemetry {
  const requests = createRequestLog(size);
  const metrics = createMetrics();
  const shadows = createShadows();
  let sequence = 0;
  return {
    requests,
    metrics,
    shadows,
    shadow: shadows.add,
    booked: metrics.book,
    finished(finished) {
      sequence += 1;
      const record = requests.next();
      writeRecord(record, finished, sequence, keepTexts);
      metrics.add(record);
    },
  };
}
