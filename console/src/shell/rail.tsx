import { usePlace } from '../router.ts';
import { Icon, type IconName } from '../ui/icon.tsx';
import { Link } from '../ui/link.tsx';

interface Entry {
  href: string;
  /** An address that starts so belongs to the entry. */
  root: string;
  label: string;
  icon: IconName;
}

const PAGES: readonly Entry[] = [
  { href: '/playground', root: '/playground', label: 'Playground', icon: 'playground' },
  { href: '/compare', root: '/compare', label: 'Compare', icon: 'compare' },
  { href: '/models', root: '/models', label: 'Models', icon: 'models' },
  { href: '/requests', root: '/requests', label: 'Requests', icon: 'requests' },
  { href: '/overview', root: '/overview', label: 'Overview', icon: 'overview' },
];

function Brand() {
  return (
    <Link href="/" className="brand">
      <svg width={28} height={28} viewBox="0 0 32 32" aria-hidden="true">
        <rect width="32" height="32" rx="8" fill="var(--brand)" />
        <path d="M10 8v13a3 3 0 0 0 3 3h10M10 12l12 5" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
        <circle cx="10" cy="8" r="3" fill="#fff" />
        <circle cx="22.5" cy="17" r="3" fill="#c7d2fe" />
        <circle cx="23" cy="24" r="3" fill="#fff" />
      </svg>
      Lingraph
    </Link>
  );
}

/** The way to every page. GraphiQL is a document of its own, with its own content security policy. */
export function Rail() {
  const { path } = usePlace();
  const isHere = ({ root }: Entry) => path === root || path.startsWith(`${root}/`) || (root === '/playground' && path === '/');
  return (
    <header className="rail">
      <div className="rail-inside">
        <Brand />
        <nav aria-label="Pages">
          <ul>
            {PAGES.map((entry) => (
              <li key={entry.href}>
                <Link href={entry.href} aria-current={isHere(entry) ? 'page' : undefined}>
                  <Icon name={entry.icon} />
                  {entry.label}
                </Link>
              </li>
            ))}
            <li>
              <a href="/graphiql">
                <Icon name="graphiql" />
                GraphiQL
              </a>
            </li>
          </ul>
        </nav>
      </div>
    </header>
  );
}
