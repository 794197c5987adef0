import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { batchDocument, DETECT_DOCUMENT, oneDocument, streamDocument } from '../../client/documents.ts';
import { typeDefs } from '../../resolvers/type-defs.ts';
import { TASKS } from '../../src/task.ts';

const schema = buildSchema(typeDefs());

describe('the operations of the client fit the schema', () => {
  const documents = [...TASKS.flatMap((task) => [oneDocument(task), batchDocument(task)]), DETECT_DOCUMENT];
  it.each(documents)('%s', (document) => {
    expect(validate(schema, parse(document))).toEqual([]);
  });

  it.each(['translate', 'summarize'] as const)('as a stream: %s', (task) => {
    expect(validate(schema, parse(streamDocument(task)))).toEqual([]);
  });
});
