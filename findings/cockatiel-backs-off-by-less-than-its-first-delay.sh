#!/usr/bin/env bash
# cockatiel 3.2.1 (npm)
# Guess: ExponentialBackoff({ initialDelay: 1000, exponent: 2 }) waits for about 1 s, then 2 s, then 4 s: its default jitter moves that a
# little, never below initialDelay, and never backwards.
# Seen: the default jitter takes initialDelay for a scale. In one of eight sequences the first wait is shorter than half of it (a few
# milliseconds happen), and in most a later wait is shorter than the one before. `generator: noJitterGenerator` does as guessed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --silent --no-audit --no-fund --ignore-scripts --prefix "$folder" cockatiel@3.2.1
cat > try.cjs <<'EOF'
const { ExponentialBackoff, noJitterGenerator } = require('cockatiel');
function waits(more = {}) {
  let step = new ExponentialBackoff({ initialDelay: 1000, exponent: 2, maxDelay: 60_000, ...more }).next({});
  const found = [step.duration];
  for (let count = 1; count < 4; count += 1) found.push((step = step.next({})).duration);
  return found;
}
const sequences = Array.from({ length: 5_000 }, () => waits());
const share = (holds) => sequences.filter(holds).length / sequences.length;
const short = share(([first]) => first < 500);
const backwards = share((found) => found.some((wait, place) => place > 0 && wait < found[place - 1]));
console.log(`first wait below 500 ms: ${short}; a wait shorter than the one before: ${backwards}`);
console.log('without jitter:', waits({ generator: noJitterGenerator }));
process.exit(short > 0.05 && backwards > 0.5 && waits({ generator: noJitterGenerator })[0] === 1000 ? 0 : 1);
EOF
node try.cjs
