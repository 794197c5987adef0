#!/usr/bin/env bash
# graphql-jit 0.8.9, graphql 16.15.0 (npm)
# Guess: without resolvers, a compiled query gives what graphql-js gives: both look into the parent for a property, and call it where it
# is a function, as every example with a root value does.
# Seen: graphql-jit does not call it. A field below takes the property of the function itself, so { user { name } } is answered with
# "user", the name of the function, without an error. Objects with methods need resolvers that call them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" graphql@16.15.0 graphql-jit@0.8.9
cat > try.cjs <<'EOF'
const { buildSchema, execute, parse } = require('graphql');
const { compileQuery } = require('graphql-jit');
const schema = buildSchema('type Query { user: User } type User { name: String }');
const rootValue = { user: () => ({ name: 'Ada' }) };
const document = parse('{ user { name } }');
const [interpreted, compiled] = [execute({ schema, document, rootValue }), compileQuery(schema, document).query(rootValue, {}, {})];
console.log('graphql-js ', JSON.stringify(interpreted));
console.log('graphql-jit', JSON.stringify(compiled));
process.exit(interpreted.data.user.name === 'Ada' && compiled.data.user.name === 'user' && !compiled.errors ? 0 : 1);
EOF
node try.cjs
