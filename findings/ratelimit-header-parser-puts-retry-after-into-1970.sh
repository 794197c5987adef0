#!/usr/bin/env bash
# ratelimit-header-parser 0.1.0 (npm)
# Guess: of a reply that says X-RateLimit-Limit, X-RateLimit-Remaining and "Retry-After: 120", `reset` is two minutes from now, as it
# is when the server says "X-RateLimit-Reset: 120".
# Seen: the seconds of X-RateLimit-Reset are counted from now, those of Retry-After from 1970: reset is 1970-01-01T00:02:00Z, so
# whoever waits until `reset` does not wait at all.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" ratelimit-header-parser@0.1.0
cat > try.cjs <<'EOF'
const { parseRateLimit } = require('ratelimit-header-parser');
const both = { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '0' };
const waitOf = (more) => Math.round((parseRateLimit(new Headers({ ...both, ...more })).reset - Date.now()) / 1000);
const [reset, retryAfter] = [waitOf({ 'x-ratelimit-reset': '120' }), waitOf({ 'retry-after': '120' })];
console.log(`seconds to wait: ${reset} by X-RateLimit-Reset, ${retryAfter} by Retry-After`);
process.exit(Math.abs(reset - 120) < 5 && retryAfter < -1e9 ? 0 : 1);
EOF
node try.cjs
