import { type ReactNode, Suspense, useEffect, useRef } from 'react';
import { readCatalog } from './api/catalog.ts';
import { browserStorage } from './api/kept.ts';
import { PaletteButton } from './palette/palette-button.tsx';
import { Playground } from './playground/playground.tsx';
import { isTaskName } from './playground/task.ts';
import { usePlace } from './router.ts';
import { ConnectionBanner } from './shell/connection-banner.tsx';
import { Crash } from './shell/crash.tsx';
import { GatewayBadge } from './shell/gateway-badge.tsx';
import { KeyButton } from './shell/key-button.tsx';
import { Rail } from './shell/rail.tsx';
import { ThemeSwitch } from './shell/theme-switch.tsx';
import { later } from './ui/later.ts';
import { Link } from './ui/link.tsx';

const Compare = later(async () => (await import('./compare/compare.tsx')).Compare);
const Models = later(async () => (await import('./models/models.tsx')).Models);
const ModelPage = later(async () => (await import('./models/model-page.tsx')).ModelPage);
const Requests = later(async () => (await import('./requests/requests.tsx')).Requests);
const Overview = later(async () => (await import('./overview/overview.tsx')).Overview);

interface Page {
  title: string;
  /** Changes when another page is shown, not when a page changes its own address. */
  key: string;
  body: ReactNode;
}

function lastTask(): string {
  const task = browserStorage.read('task');
  return isTaskName(task) ? task : 'classify';
}

function NotFound({ path }: { path: string }) {
  return (
    <section className="card stack">
      <p>
        There is no page at <code className="breakable">{path}</code>. The address may be mistyped, or a link may be cut.
      </p>
      <div className="row">
        <Link className="button primary" href="/playground">
          To the playground
        </Link>
        <button type="button" className="button" onClick={() => history.back()}>
          Back
        </button>
      </div>
      <p className="hint">
        Programs send their GraphQL to <code>/graphql</code>; a person writes it in <a href="/graphiql">GraphiQL</a>.
      </p>
    </section>
  );
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function pageAt(path: string): Page {
  const [, root = '', ...rest] = path.split('/');
  const name = rest.map(decoded).join('/');
  if (root === 'compare') return { title: 'Compare', key: root, body: <Compare /> };
  if (root === 'requests') return { title: 'Requests', key: root, body: <Requests /> };
  if (root === 'overview') return { title: 'Overview', key: root, body: <Overview /> };
  if (root === 'models' && name) return { title: name, key: path, body: <ModelPage id={name} /> };
  if (root === 'models') return { title: 'Models', key: root, body: <Models /> };
  if (root === '' || root === 'playground') {
    const task = name || lastTask();
    if (isTaskName(task)) return { title: 'Playground', key: 'playground', body: <Playground task={task} /> };
  }
  return { title: 'Not found', key: path, body: <NotFound path={decoded(path)} /> };
}

/** Names the document, and takes a screen reader to the top of a page it went to. */
function usePageChange({ title, key }: Page) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(key);
  useEffect(() => {
    document.title = `${title} · Lingraph`;
    if (shown.current === key) return;
    shown.current = key;
    heading.current?.focus();
  }, [title, key]);
  return heading;
}

export function App() {
  const { path } = usePlace();
  const page = pageAt(path);
  const heading = usePageChange(page);
  useEffect(() => void readCatalog(), []);
  useEffect(() => {
    const task = path.split('/')[2];
    if (isTaskName(task)) browserStorage.write('task', task);
  }, [path]);
  return (
    <div className="frame">
      <a className="skip-link" href="#main">
        Skip to the content
      </a>
      <Rail />
      <div className="page">
        <div className="top-bar">
          <h1 tabIndex={-1} ref={heading}>
            <bdi>{page.title}</bdi>
          </h1>
          <GatewayBadge />
          <PaletteButton />
          <KeyButton />
          <ThemeSwitch />
        </div>
        <ConnectionBanner />
        <main id="main">
          <Crash key={page.key}>
            <Suspense fallback={<div className="skeleton" aria-hidden="true" />}>{page.body}</Suspense>
          </Crash>
        </main>
      </div>
    </div>
  );
}
