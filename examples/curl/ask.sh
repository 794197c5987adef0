#!/bin/sh
# Asks a gateway with nothing but curl. Usage: LINGRAPH_URL=http://127.0.0.1:4000/graphql sh ask.sh "a text"
set -eu
url=${LINGRAPH_URL:-http://127.0.0.1:4000/graphql}
text=${1:-I love this phone, the battery lasts for days.}

# Words of people never become part of the program: what JSON or the shell would take for something else is escaped.
quoted=$(printf '%s' "$text" | tr '\t\r' '  ' | sed -e 's/\\/\\\\/g' -e 's/"/\\"/g' | awk 'NR > 1 { printf "\\n" } { printf "%s", $0 }')

curl --silent --show-error --fail-with-body --max-time 30 "$url" \
  --header 'content-type: application/json' \
  ${LINGRAPH_KEY:+--header "authorization: Bearer $LINGRAPH_KEY"} \
  --data-binary @- << JSON
{
  "query": "query (\$input: SentimentInput!) { sentiment(input: \$input) { ... on Sentiment { label } ... on Error { code message retryable } } }",
  "variables": { "input": { "text": "$quoted" } }
}
JSON
echo
