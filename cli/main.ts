#!/usr/bin/env node
/** The command as a shell starts it. */
import { endOfProcess } from './end-of-process.ts';
import { runProcess } from './run-process.ts';

await runProcess(process.argv.slice(2), endOfProcess());
