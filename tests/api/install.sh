#!/bin/sh
# SPDX-License-Identifier: MIT
# What `make install` puts into a staged root is complete, a program builds with what pkg-config says, and uninstall leaves nothing behind.
set -eu
cd "$(dirname "$0")/../.."
skip() { echo "skipped: $1"; exit 77; }
[ -x "${L2A:-}" ] || skip 'the command is not built'
[ "${BUILD:-release}" = release ] || skip 'what is installed is the release build'
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
staged() { make O="$L2A_LIB" DESTDIR="$root" prefix=/opt/l2a "$1" >"$root.log" 2>&1 || { cat "$root.log"; rm -f "$root.log"; exit 1; }; rm -f "$root.log"; }
bad=0

staged install
major=$(sed -n 's/^.define L2A_VERSION_MAJOR //p' include/l2a.h)
for file in bin/l2a include/l2a.h lib/libl2a.a lib/libl2a.so "lib/libl2a.so.$major" lib/pkgconfig/l2a.pc share/man/man1/l2a.1 \
  share/man/man1/l2a-match.1 share/bash-completion/completions/l2a share/zsh/site-functions/_l2a share/fish/vendor_completions.d/l2a.fish; do
  [ -s "$root/opt/l2a/$file" ] || { echo "not installed: $file"; bad=1; }
done

printf '#include <l2a.h>\n#include <stdio.h>\nint main(void) { return puts(l2a_version()) < 0; }\n' >"$root/version.c"
export PKG_CONFIG_PATH="$root/opt/l2a/lib/pkgconfig" PKG_CONFIG_SYSROOT_DIR="$root"
# shellcheck disable=SC2046
${CC:-gcc} $(pkg-config --cflags l2a) -o "$root/version" "$root/version.c" $(pkg-config --libs l2a) || bad=1
version=$(LD_LIBRARY_PATH="$root/opt/l2a/lib" "$root/version") || bad=1
[ "$version" = "$(PKG_CONFIG_SYSROOT_DIR= pkg-config --modversion l2a)" ] || { echo "the library says $version, pkg-config something else"; bad=1; }
rm "$root/version" "$root/version.c"

staged uninstall
left=$(find "$root" ! -type d)
[ -z "$left" ] || { echo "left behind by uninstall:" $left; bad=1; }
exit $bad
