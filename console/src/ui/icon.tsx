const PATHS = {
  classify: 'M4 5h9l7 7-7 7H4zM8 12h.01',
  sentiment: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5a4.5 4.5 0 0 0 7 0M9 9.5h.01M15 9.5h.01',
  translate: 'M4 6h9M8.5 4v2M11 6c-1 4-3.5 7-7 8.5M6 9c1 2.5 3.2 4.5 6 5.5M12.5 20 16.5 11l4 9M14 17h5',
  summarize: 'M5 6h14M5 10.5h14M5 15h8M5 19.5h5',
  playground: 'M7 4.5v15l12-7.5z',
  compare: 'M4 5h6v14H4zM14 5h6v14h-6z',
  models: 'M12 3 4 7.5v9L12 21l8-4.5v-9zM4 7.5l8 4.5 8-4.5M12 12v9',
  graphiql: 'm8 7-5 5 5 5M16 7l5 5-5 5M13.5 5l-3 14',
  requests: 'M4 6h3M4 12h3M4 18h3M10 6h10M10 12h10M10 18h6',
  overview: 'M4 20V4M4 20h16M8 16v-4M12.5 16V8M17 16v-6',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  copy: 'M9 9h11v11H9zM5 15H4V4h11v1',
  swap: 'M4 8h14M14.5 4.5 18 8l-3.5 3.5M20 16H6M9.5 12.5 6 16l3.5 3.5',
  stop: 'M7 7h10v10H7z',
  close: 'm6 6 12 12M18 6 6 18',
  plus: 'M12 5v14M5 12h14',
  minus: 'M5 12h14',
  alert: 'M12 4 2.5 20h19zM12 10v4.5M12 17.2h.01',
  offline: 'M3 3l18 18M8.5 12.5A5 5 0 0 1 12 11M5 9a10 10 0 0 1 4-2.2M13 6.6A10 10 0 0 1 19 9M15.5 12.5l.7.6M12 17h.01',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.6 5.6l1.1 1.1M17.3 17.3l1.1 1.1M18.4 5.6l-1.1 1.1M6.7 17.3l-1.1 1.1',
  moon: 'M20 14.5A8 8 0 0 1 9.5 4a8 8 0 1 0 10.5 10.5Z',
  system: 'M3.5 5h17v11h-17zM9 20h6M12 16v4',
  key: 'M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM11 12.5l8-8M16 7.5l2.5 2.5',
  link: 'M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-5.7-5.7l-1 1M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 5.7 5.7l1-1',
  refresh: 'M20 11a8 8 0 0 0-14.5-4L4 8.5M4 4v4.5h4.5M4 13a8 8 0 0 0 14.5 4l1.5-1.5M20 20v-4.5h-4.5',
  chevron: 'm9 6 6 6-6 6',
  external: 'M14 4h6v6M20 4l-9 9M18 14v6H4V6h6',
  download: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14',
  up: 'M12 19V6M6.5 11.5 12 6l5.5 5.5',
  down: 'M12 5v13M6.5 12.5 12 18l5.5-5.5',
  search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM15.5 15.5 20.5 20.5',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM12 7.5V12l3 2',
} as const;

export type IconName = keyof typeof PATHS;

/** A drawing beside words; it says nothing that the words do not. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg className="icon" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
