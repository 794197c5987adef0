import { javascript, type SnippetSource, template } from './snippet.ts';

export function apollo({ request, document, url, withKey }: SnippetSource): string {
  const link = withKey
    ? `new HttpLink({
    uri: ${javascript(url)},
    headers: { authorization: \`Bearer \${process.env.LINGRAPH_KEY}\` },
  })`
    : `new HttpLink({ uri: ${javascript(url)} })`;
  return `import { ApolloClient, gql, HttpLink, InMemoryCache } from '@apollo/client';

const client = new ApolloClient({
  link: ${link},
  cache: new InMemoryCache(),
});

const query = gql${template(document)};

const variables = {
  input: ${javascript(request.input, 2)},
};

// In a React component: const { data, loading, error } = useQuery(query, { variables });
const { data } = await client.query({ query, variables, fetchPolicy: 'no-cache' });

const result = data.${request.task};
if ('code' in result) console.error(result.code, result.message);
else console.log(JSON.stringify(result, null, 2));
`;
}
