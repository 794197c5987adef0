const hours = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });

/** The time of day of a minute, as people here write it. */
export const clock = (start: number): string => hours.format(start);
