#!/usr/bin/env bash
# Every test, on the compiled tree. Ends with a line `N passed, N failed`.
set -u
cd "$(dirname "$0")/.." || exit 1
bash scripts/system-parts.sh || exit 1
rm -rf dist
npm run --silent check || exit 1
npm run --silent build || exit 1
report=$(mktemp)
npx vitest run --reporter=default --reporter=json --outputFile.json="$report" "$@"
code=$?
node -e '
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests: skipped } = JSON.parse(require("fs").readFileSync(process.argv[1]));
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ""}`);
' "$report" || code=1
rm -f "$report"
exit $code
