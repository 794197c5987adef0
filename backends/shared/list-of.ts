import { z } from 'zod';

/** A list of anything. Its members are not looked at. */
export const anyList = z.custom<readonly unknown[]>(Array.isArray, 'This is no list.');

/** A list of what a schema reads. Its first wrong member ends the reading: to tell of each one in a long list takes seconds. */
export function listOf<S extends z.ZodType>(member: S) {
  return anyList.transform((values, context): z.output<S>[] => {
    const read: z.output<S>[] = [];
    for (const value of values) {
      const { success, data } = member.safeParse(value);
      if (!success) {
        context.addIssue({ code: 'custom', message: 'A member of the list is none.' });
        return z.NEVER;
      }
      read.push(data);
    }
    return read;
  });
}
