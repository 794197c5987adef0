import { modelAddress } from '../models/addresses.ts';
import { TASK_TITLES, TASKS } from '../playground/task.ts';
import { navigate } from '../router.ts';
import { THEMES, type Theme, theme } from '../shell/theme.ts';
import type { IconName } from '../ui/icon.tsx';
import type { Command } from './matching.ts';

type Named = Pick<Command, 'title' | 'also' | 'icon'>;

const goTo = (group: string, href: string, named: Named): Command => ({
  ...named,
  id: href,
  group,
  run: () => navigate(href),
});

const PAGES: readonly Command[] = [
  goTo('Pages', '/playground', { title: 'Playground', also: 'try', icon: 'playground' }),
  goTo('Pages', '/compare?mode=one', { title: 'Compare models on one text', also: 'columns', icon: 'compare' }),
  goTo('Pages', '/compare?mode=rows', { title: 'Compare models on many rows', also: 'csv paste accuracy', icon: 'compare' }),
  goTo('Pages', '/models', { title: 'Models', also: 'backends versions', icon: 'models' }),
  goTo('Pages', '/requests', { title: 'Requests', also: 'log history tail', icon: 'requests' }),
  goTo('Pages', '/requests?failed=yes', { title: 'Requests with a failure', also: 'errors', icon: 'alert' }),
  goTo('Pages', '/overview', { title: 'Overview', also: 'usage metrics charts latency cost', icon: 'overview' }),
  {
    id: '/graphiql',
    group: 'Pages',
    title: 'GraphiQL',
    also: 'query schema explorer',
    icon: 'graphiql',
    // A document of its own: the console's router does not know it.
    run: () => location.assign('/graphiql'),
  },
];

const THEME_TITLES: Readonly<Record<Theme, string>> = { system: 'Colors as the system', light: 'Light', dark: 'Dark' };
const THEME_ICONS: Readonly<Record<Theme, IconName>> = { system: 'system', light: 'sun', dark: 'moon' };

/** All that can be done, the models of the gateway last. */
export function commandsOf(models: readonly { id: string }[]): readonly Command[] {
  return [
    ...PAGES,
    ...TASKS.map((task) => goTo('Tasks', `/playground/${task}`, { title: TASK_TITLES[task], also: 'task text', icon: task })),
    ...THEMES.map((name) => ({
      id: `theme-${name}`,
      group: 'Theme',
      title: THEME_TITLES[name],
      also: 'theme mode colors',
      icon: THEME_ICONS[name],
      run: () => theme.set(name),
    })),
    ...models.map(({ id }) => goTo('Models', modelAddress(id), { title: id, also: 'model', icon: 'models' })),
  ];
}
