import { useEffect, useRef, useState } from 'react';
import { browserStorage } from '../api/kept.ts';
import type { TaskName, TaskRequest } from './task.ts';

const pauseMs = 600;

/** Whether a task runs by itself when its author pauses: translation does until told otherwise, the others do not. */
export function useLiveSwitch(task: TaskName): [boolean, (on: boolean) => void] {
  const read = () => (browserStorage.read(`live.${task}`) ?? (task === 'translate' ? 'on' : 'off')) === 'on';
  const [, redraw] = useState(0);
  const set = (on: boolean) => {
    browserStorage.write(`live.${task}`, on ? 'on' : 'off');
    redraw((drawn) => drawn + 1);
  };
  return [read(), set];
}

/** Calls `run` once the request has stayed the same for a moment, and not for the one that was there to begin with. */
export function useLive(on: boolean, request: TaskRequest, run: () => void): void {
  const text = JSON.stringify(request);
  const settled = useRef(text);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => {
    if (!on || settled.current === text) return;
    const timer = setTimeout(() => {
      settled.current = text;
      latest.current();
    }, pauseMs);
    return () => clearTimeout(timer);
  }, [on, text]);
}
