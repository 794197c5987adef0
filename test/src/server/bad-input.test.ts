import { connect } from 'node:net';
import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './graphql-client.ts';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());
afterEach(async () => {
  const { data } = await server.query('{ sentiment(input: { text: "good" }) { ... on Sentiment { label } } }');
  expect(data?.sentiment).toEqual({ label: 'POSITIVE' }); // whatever came before, the next good request works
});

/** Status and code of a refusal. */
async function refusal(response: Response): Promise<[number, unknown]> {
  const { errors, data } = (await response.json()) as { errors?: { extensions: { code: string } }[]; data?: unknown };
  expect(data).toBeUndefined();
  return [response.status, errors?.[0]?.extensions.code];
}

const GRAPHQL = { accept: 'application/graphql-response+json' };
const text = (body: string, headers: Record<string, string>) => server.post(body, { ...GRAPHQL, ...headers });
const document = (query: string) => server.post({ query }, GRAPHQL);

describe('a request that is not GraphQL over HTTP', () => {
  it.each([
    ['broken JSON', '{"query":', {}],
    ['an empty body', '', {}],
    ['a list of requests', '[{"query":"{__typename}"},{"query":"{__typename}"}]', {}],
    ['JSON that is no object', '"query"', {}],
    ['a key __proto__', '{"query":"{__typename}","variables":{"__proto__":{"admin":true}}}', {}],
    ['a key __proto__ in escapes', '{"query":"{__typename}","variables":{"\\u005f_proto__":{"admin":true}}}', {}],
    ['a query that is no string', '{"query":1}', {}],
    ['no query', '{}', {}],
    ['variables that are a list', '{"query":"{__typename}","variables":[]}', {}],
  ])('with %s is a bad request', async (_, body, headers) => {
    expect(await refusal(await text(body, headers))).toEqual([400, 'BAD_REQUEST']);
  });

  it('with bytes that are not UTF-8 is a bad request', async () => {
    const body = Buffer.concat([Buffer.from('{"query":"{__typename} #'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(await refusal(response)).toEqual([400, 'BAD_REQUEST']);
  });

  it.each([
    ['text/plain', { 'content-type': 'text/plain' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
    ['multipart', { 'content-type': 'multipart/form-data; boundary=x' }],
    ['another charset', { 'content-type': 'application/json; charset=utf-16' }],
    ['gzip', { 'content-encoding': 'gzip' }],
  ])('with %s is an unsupported media type', async (_, headers) => {
    expect(await refusal(await text('{"query":"{__typename}"}', headers))).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
  });

  it.each([
    'application/json; charset=utf-8',
    'application/json;charset=UTF-8',
    'Application/JSON; charset="utf8"',
    'application/json; x=y',
  ])('may say %s', async (type) => {
    expect((await text('{"query":"{__typename}"}', { 'content-type': type })).status).toBe(200);
  });

  it.each([
    ['text/html', 406],
    ['image/*', 406],
    ['application/json;q=0', 406],
    ['application/json;q=0.1, application/graphql-response+json;q=0.9', 200],
    ['*/*;q=0.1', 200],
    ['', 200],
    [' , ', 200],
  ])('with accept: %s is answered with %i', async (accept, status) => {
    expect((await server.post({ query: '{__typename}' }, { accept })).status).toBe(status);
  });

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('with the method %s is not allowed', async (method) => {
    const response = await fetch(`${server.url}/graphql`, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD, POST']);
  });

  it('whose upgrade a proxy took away is told so', async () => {
    const headers = { 'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==', 'sec-websocket-version': '13' };
    const response = await fetch(`${server.url}/graphql`, { headers });
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect([response.status, errors[0]?.message]).toEqual([400, expect.stringContaining('a proxy took the upgrade away')]);
  });

  it('by GET may hold question marks that stand as they are', async () => {
    const query = 'query={sentiment(input:{text:"how?why?"}){__typename}}';
    const response = await fetch(`${server.url}/graphql?${query}`, { headers: { 'graphql-require-preflight': '1' } });
    expect(await response.json()).toEqual({ data: { sentiment: { __typename: 'Sentiment' } } });
    expect(server.gateway.asked.at(-1)?.texts).toEqual(['how?why?']);
  });

  it('by GET needs a header that a foreign page cannot send unasked', async () => {
    const url = `${server.url}/graphql?query=%7B__typename%7D`;
    expect(await refusal(await fetch(url))).toEqual([400, 'CSRF_BLOCKED']);
    for (const header of ['graphql-require-preflight', 'apollo-require-preflight', 'x-apollo-operation-name'])
      expect((await fetch(url, { headers: { [header]: '1' } })).status).toBe(200);
  });

  it.each(['query=%7B__typename%7D&query=x', 'query=%7B__typename%7D&variables=%7B', 'variables=%7B%7D'])(
    'by GET with ?%s is a bad request',
    async (search) => {
      const response = await fetch(`${server.url}/graphql?${search}`, { headers: { 'graphql-require-preflight': '1' } });
      expect(await refusal(response)).toEqual([400, 'BAD_REQUEST']);
    },
  );

  it('of 10 MB is too large, announced or not', async () => {
    const big = JSON.stringify({ query: '{__typename}', variables: { text: 'a'.repeat(10_000_000) } });
    expect(await refusal(await text(big, {}))).toEqual([413, 'REQUEST_TOO_LARGE']);
    const stream = new Blob([big]).stream();
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: stream, duplex: 'half' };
    expect(await refusal(await fetch(`${server.url}/graphql`, init as RequestInit))).toEqual([413, 'REQUEST_TOO_LARGE']);
  });

  it('of just under 1 MB is read', async () => {
    const response = await server.post({ query: '{__typename}', extensions: { padding: 'a'.repeat(1_040_000) } });
    expect(response.status).toBe(200);
  });

  it('may hold __proto__ as a text', async () => {
    const { data } = await server.query(
      'query ($text: String!) { translate(input: { text: $text, target: "pt" }) { ... on Translation { text } } }',
      {
        text: '"__proto__"',
      },
    );
    expect(data?.translate).toEqual({ text: 'pt: "__proto__"' });
  });
});

const range = (length: number, before: string, after = '') =>
  Array.from({ length }, (_, place) => `${before}${place}${after}`).join(' ');

describe('a document that asks for too much', () => {
  it('with 10,000 aliases is refused', async () => {
    const aliases = Array.from({ length: 10_000 }, (_, place) => `a${place}:__typename`).join(' ');
    expect(await refusal(await document(`{${aliases}}`))).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  it.each([
    [
      '51 root fields',
      'at most 50 fields at its root',
      `{${Array.from({ length: 51 }, (_, place) => `a${place}:__typename`).join(' ')}}`,
    ],
    [
      '101 aliases',
      'at most 100 aliases',
      `{models{${Array.from({ length: 101 }, (_, place) => `a${place}:totalCount`).join(' ')}}}`,
    ],
    [
      'aliases multiplied by fragments',
      'at most 100 aliases',
      `{...a} fragment a on Query{${alias(20, '...b')}} fragment b on ModelConnection{${Array.from({ length: 20 }, (_, place) => `t${place}:totalCount`).join(' ')}}`,
    ],
    [
      '51 directives',
      'at most 50 directives',
      `{${'__typename @skip(if:false) '.repeat(49)} ...a @skip(if:false)} fragment a on Query{__typename @skip(if:false)}`,
    ],
    ['13 fields one inside the other', 'at most 12 fields deep', `${'{x'.repeat(13)}${'}'.repeat(13)}`],
    ['a list inside itself', '`Backend.models` may not be asked for inside itself', '{backends{models{backend{models{id}}}}}'],
    [
      'a list inside itself, by fragments',
      '`Backend.models` may not be asked for inside itself',
      '{backends{...a}} fragment a on Backend{models{backend{...b}}} fragment b on Backend{models{id}}',
    ],
    [
      '2,001 fields',
      'at most 2000 fields,',
      `{models{${'...a '.repeat(45)}}} fragment a on ModelConnection{${'totalCount '.repeat(45)}}`,
    ],
  ])('with %s is too complex', async (_, message, query) => {
    const response = await document(query);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect(response.status).toBe(400);
    const refusals = errors.filter(({ extensions }) => extensions.code === 'QUERY_TOO_COMPLEX');
    expect(refusals).toMatchObject([{ message: expect.stringContaining(message) }]);
  });

  it.each([
    ['one field again and again', `{models{${'nodes{id} '.repeat(150)}}}`],
    [
      'one field in many fragments',
      `{models{${range(150, '...a')}}} ${range(150, 'fragment a', ' on ModelConnection{totalCount}')}`,
    ],
    ['many fragments that nobody spreads', `{__typename} ${range(150, 'fragment a', ' on ModelConnection{totalCount}')}`],
    [
      'many operations of many fields',
      `${range(150, 'query a', '{models{...b}}')} fragment b on ModelConnection{${'totalCount '.repeat(80)}}`,
    ],
  ])('with %s is refused before its fields are compared', async (_, query) => {
    const response = await document(query.replace('{', '{unknown '));
    const { errors } = (await response.json()) as { errors: { message: string }[] };
    expect([response.status, errors]).toMatchObject([
      400,
      [{ message: expect.stringContaining('10000 fields and pairs'), extensions: { code: 'QUERY_TOO_COMPLEX' } }],
    ]);
    expect(errors).toHaveLength(1);
  });

  it.each([
    ['51 operations', 'at most 50 operations', range(51, 'query a', '{__typename}')],
    ['201 variables', 'at most 200 variables', `query(${range(201, '$a', ':Int')}){__typename}`],
    ['one argument 21 times', 'at most 20 arguments in one place', `{models(${'first:1 '.repeat(21)}){totalCount}}`],
    [
      '2,000 lists one inside the other',
      'at most 20 lists and objects',
      `{models(first:${'['.repeat(2_000)}${']'.repeat(2_000)}){totalCount}}`,
    ],
    ['3,001 lines', 'at most 250000 UTF-16 units and 3000 lines', `{__typename${'\n'.repeat(3_001)}}`],
    ['250,001 units', 'at most 250000 UTF-16 units and 3000 lines', `{__typename}#${'x'.repeat(250_001)}`],
  ])('with %s is too complex, and nothing else is said of it', async (_, message, query) => {
    const response = await document(query);
    const { errors } = (await response.json()) as { errors: { message: string; extensions: { code: string } }[] };
    expect([response.status, errors]).toMatchObject([
      400,
      [{ message: expect.stringContaining(message), extensions: { code: 'QUERY_TOO_COMPLEX' } }],
    ]);
    expect(errors).toHaveLength(1);
    expect(server.unexpected).toEqual([]);
  });

  it('with 1,000 levels is refused', async () => {
    const response = await document(`${'{a'.repeat(1_000)}${'}'.repeat(1_000)}`);
    expect(response.status).toBe(400);
  });

  it('with fragments that spread themselves is refused', async () => {
    const { errors } = await server.query('{...a} fragment a on Query{...b} fragment b on Query{...a}');
    expect(errors?.map(({ extensions }) => extensions.code)).toContain('GRAPHQL_VALIDATION_FAILED');
  });

  it('may be the introspection of a playground', async () => {
    const query = getIntrospectionQuery({
      descriptions: true,
      inputValueDeprecation: true,
      schemaDescription: true,
      specifiedByUrl: true,
    });
    const { errors } = await server.query(query);
    expect(errors).toBeUndefined();
  });

  it('may ask for 20 tasks by aliases, whole', async () => {
    const whole =
      '... on Sentiment { label scores { label score } meta { model { id backend { id } } attempts { model code } usage { inputTokens } } } ... on Error { code message }';
    const { errors } = await server.query(
      `{${Array.from({ length: 20 }, (_, place) => `a${place}: sentiment(input: {text: "x"}) { ${whole} }`).join(' ')}}`,
    );
    expect(errors).toBeUndefined();
  });
});

function alias(count: number, inside: string): string {
  return Array.from({ length: count }, (_, place) => `a${place}:models{${inside}}`).join(' ');
}

describe('variables of the wrong type', () => {
  it.each([1, 2, 3])('are named in the answer, also when the document is known (time %i)', async () => {
    const query = 'query ($items: [TextInput!]!) { sentimentBatch(input: { items: $items }) { summary { failed } } }';
    const response = await server.post({ query, variables: { items: [{ text: 5 }, { wrong: 'x' }] } }, GRAPHQL);
    expect(await refusal(response)).toEqual([400, 'BAD_USER_INPUT']);
    expect(server.unexpected).toEqual([]);
  });

  it('are named at most 20 times', async () => {
    const query = 'query ($items: [TextInput!]!) { sentimentBatch(input: { items: $items }) { summary { failed } } }';
    const { errors } = await server.query(query, { items: Array.from({ length: 5_000 }, () => ({ text: 5 })) });
    expect(errors?.length).toBeLessThanOrEqual(21);
  });

  it.each([1, 2, 3])('that are null where an argument must not be are bad user input (time %i)', async () => {
    const { errors } = await server.query('query ($text: String = "x") { detectLanguage(text: $text) { language } }', {
      text: null,
    });
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
  });
});

describe('a slow client', () => {
  it('is cut when it does not send its headers, or its body, in time', async () => {
    const hasty = await startTestServer({ headersTimeoutMs: 100, requestTimeoutMs: 300 });
    const halves = [
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\n',
      'POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{"query"',
    ];
    const answers = await Promise.all(halves.map((half) => rawAnswer(hasty.port, half)));
    expect(answers.map((answer) => answer.split('\r\n', 1)[0])).toEqual([
      'HTTP/1.1 408 Request Timeout',
      'HTTP/1.1 408 Request Timeout',
    ]);
    await hasty.close();
  });
});

/** Sends some bytes and gives all that comes back until the server ends the connection. */
function rawAnswer(port: number, bytes: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('close', () => resolve(answer));
  });
}
