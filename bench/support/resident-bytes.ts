import { execFileSync } from 'node:child_process';

/** Resident memory in bytes: of a process, and of each of its children. Throws where there is no `ps`. */
export function residentBytes(pid: number): { main: number; workers: number[] } {
  const rows = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const main = rows.find(([own]) => own === pid)?.[2] ?? Number.NaN;
  const workers = rows.filter(([, parent]) => parent === pid).map(([, , kilobytes = Number.NaN]) => kilobytes * 1024);
  return { main: main * 1024, workers };
}
