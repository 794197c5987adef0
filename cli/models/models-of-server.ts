import { z } from 'zod';
import { postGraphql, type Server } from '../ask/post-graphql.ts';
import { CliFailure } from '../cli-failure.ts';
import { type ListedModel, pairName } from './listed-model.ts';

const QUERY = `
query Models($after: String) {
  models(first: 100, after: $after) {
    nodes { id version tasks state languages pairs { source target } labels license sizeBytes }
    pageInfo { hasNextPage endCursor }
  }
}`;

const page = z.object({
  models: z.object({
    nodes: z.array(
      z.object({
        id: z.string(),
        version: z.string(),
        tasks: z.array(z.string()),
        state: z.string(),
        languages: z.array(z.string()),
        pairs: z.array(z.object({ source: z.string(), target: z.string() })),
        labels: z.array(z.string()),
        license: z.string().nullable(),
        sizeBytes: z.number().nullable(),
      }),
    ),
    pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
  }),
});

/** All models of a running gateway. Throws CliFailure where it cannot be asked. */
export async function modelsOfServer(server: Server, signal: AbortSignal): Promise<ListedModel[]> {
  const models: ListedModel[] = [];
  for (let after: string | null = null; ; ) {
    const { data } = page.safeParse(await postGraphql(server, QUERY, { after }, signal));
    if (!data) throw new CliFailure('The server gave a list of an unknown form: is it another version?');
    const { nodes, pageInfo } = data.models;
    models.push(...nodes.map(({ pairs, ...model }) => listed(model, pairs.map(pairName))));
    if (!pageInfo.hasNextPage || pageInfo.endCursor === after) return models;
    after = pageInfo.endCursor;
  }
}

function listed(model: ListedModel, pairs: readonly string[]): ListedModel {
  const tasks = model.tasks.map((task) => task.toLowerCase());
  return { ...model, tasks, languages: pairs.length > 0 ? pairs : model.languages };
}
