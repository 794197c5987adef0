// Prints `N passed, N failed` from vitest's JSON report. Fails where a test failed, none ran, or there is no report.
import { readFileSync } from 'node:fs';

function read(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return { numPassedTests: 0, numFailedTests: 0, success: false };
  }
}

const { numPassedTests, numFailedTests, success } = read(process.argv[2]);
console.log(`${numPassedTests} passed, ${numFailedTests} failed`);
if (!success || numFailedTests > 0 || numPassedTests === 0) process.exitCode = 1;
