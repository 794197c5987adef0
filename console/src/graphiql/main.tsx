import 'graphiql/style.css';
import '../styles/tokens.css';
import './graphiql.css';
import './workers.ts';
import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { createRoot } from 'react-dom/client';
import { theme } from '../shell/theme.ts';
import { EDITOR_THEMES, EditorThemes } from './editor-themes.ts';
import { OPERATIONS } from './examples.ts';
import { examplesPlugin } from './examples-plugin.tsx';
import { fetcher } from './fetcher.ts';

const tasks = OPERATIONS.slice(0, 4).map(({ query, variables }) => ({ query, variables }));
const plugins = [HISTORY_PLUGIN, examplesPlugin];

// A tab's variables reach the editor only from the second visit on; the first needs them by hand.
const firstVariables = hasTabs() ? undefined : tasks[0]?.variables;

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root.');
createRoot(root).render(
  <main className="graphiql-page">
    <h1 className="hidden-title">GraphiQL</h1>
    <GraphiQL
      fetcher={fetcher}
      initialVariables={firstVariables}
      plugins={plugins}
      defaultTabs={tasks}
      defaultTheme={forced()}
      editorTheme={EDITOR_THEMES}
      defaultEditorToolsVisibility="variables"
    >
      <GraphiQL.Logo>
        <EditorThemes />
        <a href="/">Lingraph</a>
      </GraphiQL.Logo>
    </GraphiQL>
  </main>,
);

function forced(): 'light' | 'dark' | null {
  const name = theme.get();
  return name === 'system' ? null : name;
}

function hasTabs(): boolean {
  try {
    return globalThis.localStorage.getItem('graphiql:tabState') !== null;
  } catch {
    return false;
  }
}
