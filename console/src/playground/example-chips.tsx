import { EXAMPLES, type Example } from './examples.ts';
import type { TaskName } from './task.ts';

export function ExampleChips({ task, onPick }: { task: TaskName; onPick: (example: Example) => void }) {
  return (
    <fieldset className="chips">
      <legend>Examples</legend>
      {EXAMPLES[task].map((example) => (
        <button key={example.domain} type="button" className="chip" onClick={() => onPick(example)}>
          {example.domain}
        </button>
      ))}
    </fieldset>
  );
}
