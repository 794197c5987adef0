import { GatewayError } from '../../../src/errors.ts';

/** The error of a model file that cannot be used: `MODEL_NOT_READY`, naming the file and what is wrong with it. */
export function refuse(file: string, problem: string, cause?: unknown): GatewayError {
  return new GatewayError('MODEL_NOT_READY', `${file}: ${problem}.`, { cause });
}
