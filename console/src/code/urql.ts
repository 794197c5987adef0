import { javascript, type SnippetSource, template } from './snippet.ts';

export function urql({ request, document, url, withKey }: SnippetSource): string {
  const key = withKey ? `\n  fetchOptions: { headers: { authorization: \`Bearer \${process.env.LINGRAPH_KEY}\` } },` : '';
  return `import { Client, fetchExchange, gql } from '@urql/core';

const client = new Client({
  url: ${javascript(url)},
  exchanges: [fetchExchange],
  preferGetMethod: false,${key}
});

const query = gql${template(document)};

const variables = {
  input: ${javascript(request.input, 2)},
};

// In a React component: const [{ data, fetching, error }] = useQuery({ query, variables });
const { data, error } = await client.query(query, variables).toPromise();
if (error) throw error;

const result = data.${request.task};
if ('code' in result) console.error(result.code, result.message);
else console.log(JSON.stringify(result, null, 2));
`;
}
