import { useEffect, useState } from 'react';
import { MAX_TEXT_LENGTH } from '../../../src/limits.ts';
import { connection } from '../api/connection.ts';
import { useStore } from '../api/store.ts';
import { ResultPane } from '../results/result-pane.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { Check } from '../ui/field.tsx';
import { Icon } from '../ui/icon.tsx';
import { Advanced } from './advanced.tsx';
import { drafts } from './drafts.ts';
import { ExampleChips } from './example-chips.tsx';
import { emptyForm, type Form } from './form.ts';
import { sharedAddressOf } from './link.ts';
import { obstacle } from './request-of.ts';
import { RoutingPicker } from './routing-picker.tsx';
import { type Run, runs } from './runs.ts';
import { swapped } from './swap.ts';
import { isSame, TASK_TITLES, type TaskName, type TaskRequest } from './task.ts';
import { TaskOptions } from './task-options.tsx';
import { TextBox } from './text-box.tsx';
import { useLive, useLiveSwitch } from './use-live.ts';

const PLACEHOLDERS: Readonly<Record<TaskName, string>> = {
  classify: 'A message, a headline, a request: whatever should get a label.',
  sentiment: 'A review, a comment, an answer to a survey.',
  translate: 'Type or paste the text to translate.',
  summarize: 'Paste an article, minutes, a long e-mail.',
};

const EMPTY_HINTS: Readonly<Record<TaskName, string>> = {
  classify: 'Scores of all labels will stand here. Pick an example and press Classify.',
  sentiment: 'The mood of the text will stand here, with all three scores.',
  translate: 'The translation will stand here while you type.',
  summarize: 'The summary will stand here, and the sentences it took marked in the text.',
};

interface TaskPageProps {
  task: TaskName;
  form: Form;
  request: TaskRequest;
  run: Run;
}

/** True on every platform whose shortcuts use the command key. */
const hasCommandKey = /mac|iphone|ipad/i.test(navigator.userAgent);

interface SendRowProps extends TaskPageProps {
  blocked?: string;
  live: boolean;
  onLive: (on: boolean) => void;
  onChange: (changes: Partial<Form>) => void;
  onRun: () => void;
}

function RunButton({ task, run, onRun }: Pick<SendRowProps, 'task' | 'run' | 'onRun'>) {
  if (run.status === 'running')
    return (
      <button type="button" className="button primary" onClick={() => runs.stop(task)}>
        <Icon name="stop" size={16} /> Stop
      </button>
    );
  return (
    <button type="button" className="button primary" onClick={onRun}>
      {TASK_TITLES[task]} <kbd>{hasCommandKey ? '⌘' : 'Ctrl'} ↵</kbd>
    </button>
  );
}

/** Who answers, and the button that asks. */
function SendRow({ task, form, run, blocked, live, onLive, onChange, onRun }: Omit<SendRowProps, 'request'>) {
  return (
    <div className="send-row">
      <RoutingPicker task={task} form={form} onChange={onChange} />
      <RunButton task={task} run={run} onRun={onRun} />
      <Check label="Run when I pause" checked={live} onChange={onLive} />
      <CopyButton label="Copy link" text={() => location.origin + sharedAddressOf(task, form, emptyForm(task))} />
      <p className="blocked" role="alert">
        {blocked}
      </p>
    </div>
  );
}

/** One task: its form on one side, what came of it on the other. */
export function TaskPage({ task, form, request, run }: TaskPageProps) {
  const [blocked, setBlocked] = useState<string>();
  const [live, setLive] = useLiveSwitch(task);
  const change = (changes: Partial<Form>) => drafts.change(task, changes);
  const start = () => {
    const reason = obstacle(task, form);
    setBlocked(reason);
    if (!reason) void runs.start(request);
  };
  const runLive = () => {
    if (obstacle(task, form)) runs.clear(task);
    else if (!isSame(runs.get()[task].asked, request)) void runs.start(request);
  };
  useLive(live, request, runLive);
  // What stood in the way may be gone now.
  useEffect(() => setBlocked((reason) => reason && obstacle(task, form)), [task, form]);
  const back = useStore(connection) === 'open' && run.performed?.failure?.code === 'DISCONNECTED';
  const outdated = !isSame(run.request, request);
  // A translation of what stood there before would take the place of what was typed since.
  const swap = () => change(swapped(form, outdated ? undefined : run.performed?.answer));
  const options = <TaskOptions task={task} form={form} onChange={change} onSwap={swap} />;
  return (
    <>
      {task === 'translate' && <div className="card options-card">{options}</div>}
      <div className="panes">
        <section className="card" aria-label="Input">
          <TextBox
            label="Text"
            placeholder={PLACEHOLDERS[task]}
            text={form.text}
            maxLength={MAX_TEXT_LENGTH[task]}
            language={task === 'translate' ? form.source : form.language}
            onChange={(text) => change({ text })}
            onSubmit={start}
          />
          <ExampleChips task={task} onPick={({ form: example }) => change(example)} />
          {task !== 'translate' && options}
          <SendRow
            task={task}
            form={form}
            run={run}
            blocked={blocked}
            live={live}
            onLive={setLive}
            onChange={change}
            onRun={start}
          />
          <Advanced task={task} form={form} onChange={change} />
        </section>
        <ResultPane
          run={run}
          outdated={outdated}
          hint={back ? 'The connection is back.' : EMPTY_HINTS[task]}
          onRetry={start}
          onStop={() => runs.stop(task)}
        />
      </div>
    </>
  );
}
