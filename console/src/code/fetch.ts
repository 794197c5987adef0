import { javascript, type SnippetSource, template } from './snippet.ts';

export function fetchCode({ request, document, url, withKey }: SnippetSource): string {
  const key = withKey ? `\n    authorization: \`Bearer \${process.env.LINGRAPH_KEY}\`,` : '';
  return `const query = ${template(document)};

const variables = {
  input: ${javascript(request.input, 2)},
};

const response = await fetch(${javascript(url)}, {
  method: 'POST',
  headers: {
    'content-type': 'application/json',${key}
  },
  body: JSON.stringify({ query, variables }),
});
const { data, errors } = await response.json();
if (errors) throw new Error(errors[0].message);

const result = data.${request.task};
if ('code' in result) console.error(result.code, result.message);
else console.log(JSON.stringify(result, null, 2));
`;
}
