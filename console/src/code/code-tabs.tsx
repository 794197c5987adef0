import { useState } from 'react';
import { browserStorage } from '../api/kept.ts';
import { apiKey } from '../api/key.ts';
import { useStore } from '../api/store.ts';
import { taskDocument } from '../playground/perform.ts';
import type { TaskRequest } from '../playground/task.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import { Tabs, tabPanel } from '../ui/tabs.tsx';
import { apollo } from './apollo.ts';
import { CodeBlock } from './code-block.tsx';
import { curl } from './curl.ts';
import { fetchCode } from './fetch.ts';
import { graphqlText } from './graphql-text.ts';
import type { Language } from './highlight.ts';
import { jsonText } from './json-text.ts';
import { python } from './python.ts';
import type { SnippetSource } from './snippet.ts';
import { urql } from './urql.ts';

interface Snippet {
  id: string;
  label: string;
  language: Language;
  /** How to run it, in a few words. */
  how: string;
  write: (source: SnippetSource, body: unknown) => string;
}

const SNIPPETS: readonly Snippet[] = [
  {
    id: 'graphql',
    label: 'GraphQL',
    language: 'graphql',
    how: 'Paste into GraphiQL, or any GraphQL client.',
    write: graphqlText,
  },
  { id: 'curl', label: 'curl', language: 'shell', how: 'Paste into a shell.', write: curl },
  { id: 'fetch', label: 'fetch', language: 'javascript', how: 'Save as task.mjs and run with node task.mjs.', write: fetchCode },
  {
    id: 'apollo',
    label: 'Apollo Client',
    language: 'javascript',
    how: 'npm install @apollo/client graphql rxjs, save as task.mjs, run with node.',
    write: apollo,
  },
  {
    id: 'urql',
    label: 'urql',
    language: 'javascript',
    how: 'npm install @urql/core graphql, save as task.mjs, run with node.',
    write: urql,
  },
  {
    id: 'python',
    label: 'Python',
    language: 'python',
    how: 'Save as task.py and run with python3; nothing to install.',
    write: python,
  },
  { id: 'json', label: 'JSON', language: 'json', how: 'What this page sends to /graphql, and what came back.', write: jsonText },
];

/** The form as code, always in step with it. */
export function CodeTabs({ request, body }: { request: TaskRequest; body: unknown }) {
  const [chosen, setChosen] = useState(() => browserStorage.read('code') ?? 'graphql');
  const withKey = useStore(apiKey) !== '';
  const snippet = SNIPPETS.find(({ id }) => id === chosen) ?? SNIPPETS[0];
  if (!snippet) return null;
  const source = { request, document: taskDocument(request.task), url: `${location.origin}/graphql`, withKey };
  const code = snippet.write(source, body);
  const choose = (id: string) => {
    browserStorage.write('code', id);
    setChosen(id);
  };
  return (
    <section className="card code-card" aria-labelledby="code-title">
      <h2 id="code-title">Use it in your code</h2>
      <Tabs name="code" label="Language of the code" tabs={SNIPPETS} chosen={snippet.id} onChoose={choose} />
      <div {...tabPanel('code', snippet.id)} className="code-panel">
        <div className="row spread">
          <p className="hint">{snippet.how}</p>
          <CopyButton text={() => code} />
        </div>
        <CodeBlock code={code} language={snippet.language} label={`${snippet.label} code`} />
      </div>
    </section>
  );
}
