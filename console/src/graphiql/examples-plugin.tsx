import { type GraphiQLPlugin, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import { OPERATIONS, type Operation } from './examples.ts';

function Examples() {
  const { addTab } = useGraphiQLActions();
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const open = ({ query, variables = '' }: Operation) => {
    addTab();
    // A new tab empties the editors; what they hold from then on is the tab's.
    queryEditor?.setValue(query);
    variableEditor?.setValue(variables);
  };
  return (
    <section aria-label="Example operations" className="example-operations">
      <h2>Examples</h2>
      <ul>
        {OPERATIONS.map((operation) => (
          <li key={operation.title}>
            <button type="button" className="graphiql-un-styled" onClick={() => open(operation)}>
              {operation.title}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function ExamplesIcon() {
  return (
    <svg viewBox="0 0 24 24" width="24" height="24" fill="none" stroke="currentColor" strokeWidth="1.5" aria-hidden="true">
      <path d="M5 5h14v14H5zM9 9.5h6M9 12.5h6M9 15.5h4" />
    </svg>
  );
}

/** An operation to start from for every field, one press away. */
export const examplesPlugin: GraphiQLPlugin = { title: 'Examples', icon: ExamplesIcon, content: Examples };
