#!/bin/sh
# SPDX-License-Identifier: MIT
# Every source file names its licence in its first lines.
set -u
cd "$(dirname "$0")/.." || exit 2
bad=0
for file in Makefile $(find src include tests bench .ci -type f \( -name '*.[chS]' -o -name '*.sh' -o -name '*.py' -o -path '.ci/*' \) 2>/dev/null | LC_ALL=C sort); do
  head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' || { echo "no licence line: $file"; bad=1; }
done
exit $bad
